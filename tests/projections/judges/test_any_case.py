"""What holds of every verdict on time limits, whatever a case says and in whatever order."""

from itertools import chain
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.case.commands import CaseCommand
from domain.verdict import Decision
from domain.world import World
from ledger.entry import Entry
from projections.casefile import CaseFile
from projections.judges import (
    correction_notices,
    extension,
    follow_up,
    licence,
    online,
    pauses,
    steps,
    timeliness,
)
from tests.projections.judged import file, world
from tests.projections.judges.licences import world_without
from tests.projections.told import ZONE, Case, acts, after, folded, recorded_cases

JUDGES = tuple(
    chain.from_iterable(
        module.JUDGES
        for module in (
            timeliness,
            steps,
            extension,
            pauses,
            correction_notices,
            licence,
            online,
            follow_up,
        )
    )
)
WORLDS = (world(), world_without("notices"), world_without("clock_rules", "limits"))


@given(recorded_cases(), st.sampled_from(WORLDS))
def test_a_verdict_has_a_span_and_grounds_and_only_suspects(case: Case, facts: World) -> None:
    for judge in JUDGES:
        said = list(judge.judge(file(case), facts))
        identities = [(v.code, v.about, v.since) for v in said]
        assert len(identities) == len(set(identities))
        for verdict in said:
            assert verdict.code in judge.codes
            assert verdict.until is None or verdict.since < verdict.until
            assert verdict.positions
            assert ("疑似" in verdict.explanation) == (verdict.decision is Decision.VIOLATION)


@given(recorded_cases(), st.integers(0, 200))
def test_two_verdicts_on_one_matter_never_hold_at_once(case: Case, hours: int) -> None:
    at = after(hours * 8)
    for judge in JUDGES:
        held = [v for v in judge.judge(file(case), WORLDS[0]) if v.holds(at)]
        assert len({(v.code, v.about) for v in held}) == len(held)


@given(st.lists(acts, min_size=2, max_size=7), st.randoms())
def test_the_same_facts_recorded_in_any_order_give_the_same_verdicts(
    told: list[CaseCommand], order: Random
) -> None:
    case = Case()
    for number, command in enumerate(told):
        case.tell(after(number * 40), command)
    positions = order.sample(range(1, len(told) + 1), len(told))
    mixed = [
        Entry(position, each.recorded_at, b"", each.raw)
        for position, each in zip(positions, case.entries, strict=True)
    ]
    row = folded(sorted(mixed, key=lambda each: each.position))
    assert _decisions(file(case)) == _decisions(CaseFile(case.stream, row, ZONE))


def _decisions(candidate: CaseFile) -> list[tuple[object, ...]]:
    """What is said, without the positions, which differ."""
    return [
        (said.code, said.decision, said.since, said.until, said.about)
        for judge in JUDGES
        for said in judge.judge(candidate, WORLDS[0])
    ]

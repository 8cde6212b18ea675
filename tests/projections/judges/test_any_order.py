"""design.md §4: the same facts recorded in any order give the same verdicts."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import commands as cmd
from domain.case.events import Result, StepKind
from domain.catalogue import (
    ExemptionKind,
    ItemCancelled,
    ItemDelegated,
    ItemEntryPlanned,
    ItemExited,
)
from domain.decider import Origin
from domain.feed import Register
from domain.organisation import Authorised, Entered, EntryPlanned, Posted, Power
from domain.verdict import Verdict
from projections.group import Group
from projections.judge import Judge
from projections.judges import (
    dual,
    dual_accept,
    entry,
    items,
    materials,
    nominal,
    offhall,
    shadow,
    unexchanged,
    units,
)
from projections.judges import (
    listed as listed_entries,
)
from tests.projections.judged import file, world
from tests.projections.judges.district import (
    ENTERED,
    HALL,
    ITEM,
    OFFICE,
    REGISTERED,
    UNIT,
    UNKNOWN,
    certificate,
    declared,
    exempted,
    group,
    imported,
    listed,
    local,
    written,
)
from tests.projections.told import Case

OF_A_CASE = (*offhall.JUDGES, *shadow.JUDGES, *materials.JUDGES, *items.JUDGES)
OF_A_MATTER = (*dual.JUDGES, *unexchanged.JUDGES)
BEGINS = local("2016-09-01 09:00")


class Act(NamedTuple):
    """What happens in which of the cases, and when it is written down."""

    case: int
    hours: int
    command: cmd.CaseCommand
    origin: Origin
    recorded_after: int


acts = st.builds(
    Act,
    st.integers(0, 2),
    st.integers(0, 400),
    st.sampled_from(
        [
            cmd.Receive(item=ITEM, unit=UNIT, materials=("图纸",)),
            cmd.Receive(item=ITEM, unit=UNIT, shared_no="区1"),
            cmd.Accept(item=ITEM, unit=UNIT, receipt_no="水许2016-7"),
            cmd.ReceiveCorrection(materials=("图纸",)),
            cmd.ReturnMaterial(materials=("图纸",)),
            cmd.Redirect(to_origin="dept_office"),
            cmd.UseSeal(seal="审批章"),
            cmd.FinishStep(step="审核", kind=StepKind.REVIEW, by="w-07"),
            cmd.Decide(result=Result.GRANTED, by="局长"),
            cmd.Close(),
        ]
    ),
    st.sampled_from([HALL, OFFICE, UNKNOWN, Origin.TOWN_CENTRE]),
    st.integers(0, 200),
)
SEPTEMBER = date(2016, 9, 6)
ALWAYS = (
    listed(window_decides=True, must_enter=True),
    REGISTERED,
    declared("局系统", Register.DEPARTMENT),
)
MAYBE = (
    ENTERED,
    ItemExited(item="0117001", on=date(2016, 9, 12)),
    ItemEntryPlanned(item="0117001", due=date(2016, 6, 30)),
    ItemCancelled(item="0117001", on=date(2016, 9, 10)),
    ItemDelegated(
        item="0117001", from_unit=UNIT, to_unit="镇", on=SEPTEMBER, take_by=date(2016, 9, 20)
    ),
    exempted(in_force_from=SEPTEMBER),
    exempted(ExemptionKind.ENTRY, exemption="例外2", in_force_from=SEPTEMBER),
    Posted(staff="w-07", unit=UNIT, window="大厅/07", in_force_from=SEPTEMBER),
    Authorised(
        unit=UNIT, window="大厅/07", powers=frozenset({Power.DECIDE}), in_force_from=SEPTEMBER
    ),
    EntryPlanned(unit=UNIT, hall="大厅", due=SEPTEMBER, concentrate_by=SEPTEMBER),
    Entered(unit=UNIT, hall="大厅", in_force_from=date(2016, 9, 20)),
)


def told(acts: Iterable[Act]) -> list[Case]:
    """The cases as they are when these acts are recorded one after another."""
    cases = [Case(f"case-{n}", first=100 * n + 1) for n in range(3)]
    for act in acts:
        at = BEGINS + timedelta(hours=act.hours)
        written_at = at + timedelta(hours=act.recorded_after)
        cases[act.case].tell(at, act.command, act.origin, recorded_at=written_at)
    return [imported(case, "局系统") if n == 2 else case for n, case in enumerate(cases)]


def everything(acts: Sequence[Act], facts: Sequence[Any]) -> list[Any]:
    """What every judge says, without what depends on where in the log a fact stands."""
    known = world(*facts)
    cases = [case for case in told(acts) if case.entries]
    entries = [written(certificate())]
    candidates: list[tuple[Sequence[Judge], Any]] = [
        *((OF_A_CASE, file(case)) for case in cases),
        (OF_A_MATTER, group(f"s1|{ITEM}", *cases)),
        (OF_A_MATTER, group("区1", *cases)),
        (dual_accept.JUDGES, group(f"{UNIT}|{ITEM}", *cases)),
        (nominal.JUDGES, group(f"{UNIT}|2016-Q3", *cases)),
        (listed_entries.JUDGES, _numbered(cases, entries)),
        (entry.JUDGES, "0117001"),
        (units.JUDGES, UNIT),
    ]
    said = chain.from_iterable(
        judge.judge(candidate, known) for judges, candidate in candidates for judge in judges
    )
    return sorted(map(_plain, said))


def _numbered(cases: Sequence[Case], entries: Sequence[Any]) -> Group:
    carrying = [case for case in cases if file(case).slots["receipt_no"]]
    return group("水许2016-7", *carrying, entries=entries)


def _plain(one: Verdict) -> Any:
    until = one.until or BEGINS + timedelta(days=9999)
    return one.code, one.decision.value, one.since, until, one.about, len(set(one.positions))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(acts, min_size=1, max_size=8, unique_by=lambda act: (act.case, act.hours)),
    st.lists(st.sampled_from(MAYBE), unique_by=id),
    st.randoms(use_true_random=False),
)
def test_the_order_of_recording_changes_no_verdict(
    acts: list[Act], facts: list[Any], random: Random
) -> None:
    expected = everything(acts, [*ALWAYS, *facts])
    shuffled, known = list(acts), [*ALWAYS, *facts]
    random.shuffle(shuffled)
    random.shuffle(known)
    assert everything(shuffled, known) == expected

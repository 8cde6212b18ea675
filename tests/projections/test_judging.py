"""Judging a log: the drill of the double track, both times, and any order of recording."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain import catalogue as cat
from domain import organisation as org
from domain.case import commands as cmd
from domain.case.events import Result
from domain.decider import Actor, Asked, Event, Origin
from domain.detectors import Family
from domain.register import Listed
from domain.verdict import Decision, Verdict
from domain.world import World
from ledger.ledger import Ledger
from projections import cases
from projections.casefile import CaseFile
from projections.fold import Row
from projections.judge import Judge
from projections.projector import Projector
from projections.read import Views
from projections.sign_list import Wanted
from projections.views import VIEWS
from projections.when import When
from tests.projections.test_projector import engine_with, poisoned
from tests.projections.told import BEGINS, Case, after
from tests.projections.written import open_log, projector, write

UNIT, ITEM, CODE = "区市场监督管理局", "食品经营许可", "11430903006590000A4000131004000"
DOUBLE = Wanted(Family.DOUBLE_TRACK)
FAR = after(24 * 60)
IN_THE_END = When(FAR)
NUMBERS = count(1)
LISTED = cat.ItemListed(
    item=CODE, name=ITEM, unit=UNIT, in_force_from=date(2016, 1, 1), needs_check=False
)
FACTS: tuple[Event, ...] = (
    org.UnitRegistered(unit=UNIT, kind=org.UnitKind.DEPARTMENT, in_force_from=date(2016, 1, 1)),
    LISTED,
    cat.ItemEntered(item=CODE, hall="政务大厅", on=date(2016, 1, 1)),
)
EXEMPTION = cat.Exempted(
    exemption="例外1号",
    kind=cat.ExemptionKind.OFFHALL,
    unit=UNIT,
    approver="区人民政府",
    approver_level=cat.ApproverLevel.GOVERNMENT,
    document="赫政办函〔2016〕12号",
    in_force_from=date(2016, 1, 1),
)


def tell(ledger: Ledger, *facts: Event, at: datetime = BEGINS) -> int:
    """Announce facts, each in a stream of its own; the position of the last."""
    asked = Asked(actor=Actor(id="office"), occurred_at=at, origin=Origin.SYSTEM)
    stored = [
        ledger.prepare(f"{fact.TYPE.partition('.')[0]}-f{next(NUMBERS)}", 1, fact, asked)
        for fact in facts
    ]
    receipt = ledger.recorder.append(stored)
    return receipt.position + receipt.entries - 1


def accepted(
    stream: str, at: datetime, origin: Origin, subject: str = "s1", recorded: int = 0
) -> Case:
    """A case received and accepted somewhere."""
    case = Case(stream)
    case.tell(at, cmd.Receive(item=ITEM, unit=UNIT), origin, subject=subject)
    case.tell(at + timedelta(hours=1), cmd.Accept(item=ITEM, unit=UNIT), origin, subject=subject)
    return case


def told(views: Views, when: When = IN_THE_END, wanted: Wanted = DOUBLE) -> set[tuple[str, str]]:
    """The signs: code and candidate."""
    return {(row["code"], row["candidate"]) for row in views.signs(when, wanted).rows}


def drill(ledger: Ledger) -> None:
    """The same matter at two doors, a decision without intake, a later intake, a certificate."""
    hall = accepted("case-hall", after(1), Origin.HALL_WINDOW)
    office = accepted("case-office", after(30), Origin.DEPT_OFFICE)
    bare = Case("case-bare")
    bare.tell(after(50), cmd.Decide(result=Result.GRANTED, decision_no="决1"))
    bare.tell(after(52), cmd.Accept(item=ITEM, unit=UNIT), Origin.HALL_WINDOW, subject="s2")
    write(ledger, [*hall.entries, *office.entries, *bare.entries])
    listed = Listed(
        source="certs", number="证9", unit=UNIT, item=ITEM, on=date(2016, 9, 5), case_no=""
    )
    tell(ledger, listed, at=after(100))


def test_the_drill_is_found_once_explained_and_cleared_by_an_exemption(
    ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    drill(ledger)
    views.catch_up()
    before = ledger.reader.head().size
    found = views.signs(When(FAR), DOUBLE)
    assert told(views) == {
        ("DT_OFFHALL_INTAKE", "case-office"),
        ("DT_DUAL_CASE", f"matter:s1|{ITEM}"),
        ("DT_DUAL_ACCEPT", f"intake:{UNIT}|{ITEM}"),
        ("DT_SHADOW_DECISION", "case-bare"),
        ("DT_SHADOW_DECISION", "number:证9"),
    }
    assert found.total == len(found.rows) == 5
    for row in found.rows:
        assert row["positions"], row
        assert row["bases"] or row["seed"], row
        assert "疑似" in row["explanation"], row
    tell(ledger, EXEMPTION)
    views.catch_up()
    assert told(views) == set()
    assert told(views, When(FAR, before)) == {(r["code"], r["candidate"]) for r in found.rows}


def test_a_sign_is_there_from_the_instant_it_holds(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    drill(ledger)
    views.catch_up()
    assert told(views, When(after(0))) == set()
    assert told(views, When(after(2))) == set()
    assert ("DT_OFFHALL_INTAKE", "case-office") in told(views, When(after(30)))


def agree(ledger: Ledger, views: Views, positions: Iterable[int], times: Iterable[datetime]) -> Any:
    """The signs at these positions and times."""
    return {
        (position, at): sorted(
            map(repr, (_named(r) for r in views.signs(When(at, position), Wanted(None, None)).rows))
        )
        for position in positions
        for at in times
    }


def _named(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("code", "candidate", "decision", "about", "explanation"))


# One log for all examples; it only grows, so nothing is gained by shrinking.
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_live_rebuilt_and_known_at_give_the_same_signs(
    ledger: Ledger, views: Views, data: st.DataObject
) -> None:
    if ledger.reader.head().size == 0:
        open_log(ledger)
    start = ledger.reader.head().size
    number = next(NUMBERS)
    doors = data.draw(st.lists(st.sampled_from(list(Origin)[:2]), min_size=2, max_size=3))
    cases = [
        accepted(f"case-{number}-{n}", after(number % 50 + 20 * n), door, subject=f"p{number}")
        for n, door in enumerate(doors)
    ]
    live = projector(views, data.draw(st.integers(2, 5)))
    todo = [partial(write, ledger, case.entries) for case in cases]
    todo += [partial(tell, ledger, fact) for fact in (*FACTS, EXEMPTION)]
    for step in data.draw(st.permutations(todo)):
        step()
        if data.draw(st.booleans()):
            live.catch_up()
    live.catch_up()
    head = ledger.reader.head().size
    positions = [head, *data.draw(st.lists(st.integers(start, head), min_size=2, max_size=3))]
    times = [FAR, after(number % 50 + 21)]
    first = agree(ledger, views, positions, times)
    projector(views, 500).rebuild()
    assert agree(ledger, views, positions, times) == first


@pytest.mark.parametrize("number", [5000])
def test_an_exemption_that_touches_many_cases_judges_each_again(
    ledger: Ledger, views: Views, number: int
) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    for first in range(0, number, 500):
        cases = [
            accepted(f"case-many{n}", after(n % 40), Origin.DEPT_OFFICE, subject=f"q{n}")
            for n in range(first, first + 500)
        ]
        write(ledger, [entry for case in cases for entry in case.entries])
    views.catch_up()
    offhall = Wanted(Family.DOUBLE_TRACK, where={"code": "DT_OFFHALL_INTAKE"})
    assert views.signs(When(FAR), offhall, limit=1).total == number
    tell(ledger, EXEMPTION)
    views.catch_up()
    assert views.signs(When(FAR), offhall, limit=1).total == 0


def test_what_stands_still_is_never_called_clean(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    office = accepted("case-office", after(1), Origin.DEPT_OFFICE)
    write(ledger, office.entries)
    any_sign = Wanted(Family.DOUBLE_TRACK, None, {"code": "DT_OFFHALL_INTAKE"})
    engine_with(views, poisoned("case-office.2")).catch_up()
    [row] = views.signs(IN_THE_END, any_sign).rows
    assert row["decision"] == Decision.UNDETERMINED
    assert "不能判定" in row["explanation"]
    assert engine_with(views, cases.FOLD).thaw("case-office") is None
    [row] = views.signs(IN_THE_END, any_sign).rows
    assert row["decision"] == Decision.VIOLATION


def test_a_judge_that_fails_says_so_and_stops_no_other(ledger: Ledger, views: Views) -> None:
    def broken(file: CaseFile, world: World) -> list[Verdict]:
        raise LookupError(file.stream)

    failing = Judge(("DT_RETURN_TO_DEPT",), broken)
    of_a_case = next(docket for docket in VIEWS.dockets if docket.name == "case")
    judges = [j for j in of_a_case.judges if j.codes != failing.codes]
    changed = replace(of_a_case, judges=(failing, *judges))
    dockets = tuple(changed if d is of_a_case else d for d in VIEWS.dockets)
    assert views.projector is not None
    engine = Projector(views.projector.database, views.reader, replace(VIEWS, dockets=dockets))
    open_log(ledger)
    tell(ledger, *FACTS)
    write(ledger, accepted("case-office", after(1), Origin.DEPT_OFFICE).entries)
    engine.catch_up()
    found = views.signs(IN_THE_END, Wanted(Family.DOUBLE_TRACK, None)).rows
    said = {row["code"]: row["decision"] for row in found}
    assert said["DT_RETURN_TO_DEPT"] == Decision.UNDETERMINED
    assert said["DT_OFFHALL_INTAKE"] == Decision.VIOLATION

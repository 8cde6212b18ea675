"""When cards and reminders fall due: the vendor's example to the second, pauses, ends, profiles."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.card_acts import Act, Issued, Reminded, kind_of, matter_of
from domain.case import commands as cmd
from domain.case.events import CloseKind, PauseReason, Result
from domain.decider import Origin
from domain.reference import Reference, Rulebook
from projections import cases
from projections.casefile import CaseFile
from projections.dues import dues
from tests.projections.told import BOOK, ZONE, Case, after, recorded_cases

CHINA = timezone(timedelta(hours=8))
MONTHS = datetime(2019, 2, 1, tzinfo=CHINA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


ACCEPTED = at("2018-10-15T10:00:00")
WARN, YELLOW, RED = (at(f"2018-10-{day}T10:00:01") for day in (19, 24, 29))
ACCEPT = cmd.Accept(
    item="食品经营许可", unit="市监局", window="大厅/3号", statutory_days=10, promised_days=7
)


def vendor() -> Case:
    """The vendor's worked example (domain.md 1.7): promise 7, statutory 10."""
    case = Case("case-1")
    case.tell(ACCEPTED, ACCEPT, actor="w7")
    return case


def acts(case: Case) -> list[Act]:
    return dues(CaseFile(case.stream, case.row, ZONE), BOOK)


def shown(case: Case) -> list[tuple[str, str, datetime]]:
    return [(matter_of(act), kind_of(act), act.due_at) for act in acts(case)]


def of_the_case(case: Case) -> list[tuple[str, datetime]]:
    return [(kind, due_at) for matter, kind, due_at in shown(case) if matter == "case"]


def test_the_vendors_example_holds_to_the_second() -> None:
    case = vendor()
    assert shown(case) == [
        ("case", "warning", WARN),
        ("case", "yellow", YELLOW),
        ("case", "red", RED),
    ]
    [warning, *_] = acts(case)
    assert isinstance(warning, Issued)
    assert (warning.unit, warning.window, warning.person) == ("市监局", "大厅/3号", "w7")
    assert (warning.clock, warning.profile) == ("PROMISE.DECIDE", "hunan-kechuang-2018")
    assert warning.rests_on == (1,)


@pytest.mark.parametrize(
    ("closed", "kinds"),
    [
        ("2018-10-19T10:00:01", []),
        ("2018-10-19T10:00:02", ["warning"]),
        ("2018-10-24T10:00:00", ["warning"]),
        ("2018-10-24T10:00:01", ["warning", "yellow"]),
        ("2018-10-29T10:00:01", ["warning", "yellow", "red"]),
    ],
)
def test_nothing_falls_due_after_the_end_and_an_end_at_the_instant_is_late(
    closed: str, kinds: list[str]
) -> None:
    case = vendor()
    case.tell(at(closed), cmd.Close())
    assert [kind for kind, _ in of_the_case(case)] == kinds


def test_a_decision_ends_the_term_as_it_does_where_lateness_is_computed() -> None:
    case = vendor()
    case.tell(at("2018-10-22T09:00:00"), cmd.Decide(result=Result.GRANTED))
    assert [kind for kind, _ in of_the_case(case)] == ["warning"]


@pytest.mark.parametrize(
    "command",
    [
        cmd.Void(reason="录错"),
        cmd.Close(kind=CloseKind.VOIDED),
        cmd.Close(kind=CloseKind.DELETED),
        cmd.Close(kind=CloseKind.WITHDRAWN),
    ],
)
def test_a_voided_withdrawn_or_deleted_case_gets_none_not_even_earlier_ones(
    command: cmd.CaseCommand,
) -> None:
    case = vendor()
    case.tell(at("2018-10-30T09:00:00"), command)
    assert acts(case) == []


def paused(days_told: int) -> Case:
    case = vendor()
    pause = cmd.Pause(reason=PauseReason.EXPERT_REVIEW, notice_no="告1", days_told=days_told)
    case.tell(at("2018-10-17T10:00:00"), pause)
    return case


def test_an_open_pause_stops_later_cards_and_is_watched_by_the_days_told() -> None:
    assert shown(paused(5)) == [
        ("special_procedure", "warning", at("2018-10-19T10:00:01")),
        ("pause_ending", "reminder", at("2018-10-22T10:00:00")),
        ("special_procedure", "yellow", at("2018-10-24T10:00:01")),
        ("special_procedure", "red", at("2018-10-25T10:00:01")),
    ]
    assert {act.rests_on for act in acts(paused(5))} == {(2,)}


def test_a_pause_that_ended_moves_the_cards_and_is_watched_no_longer() -> None:
    case = paused(5)
    case.tell(at("2018-10-23T10:00:00"), cmd.Resume())
    assert shown(case) == [
        ("special_procedure", "warning", at("2018-10-19T10:00:01")),
        ("pause_ending", "reminder", at("2018-10-22T10:00:00")),
        ("case", "warning", at("2018-10-25T10:00:01")),
        ("case", "yellow", at("2018-10-30T10:00:01")),
        ("case", "red", at("2018-11-02T10:00:01")),
    ]


def test_a_pause_without_days_told_has_no_end_to_watch() -> None:
    assert shown(paused(0)) == []


def test_a_case_that_is_over_ends_the_watch_of_a_pause_never_resumed() -> None:
    case = paused(5)
    case.tell(at("2018-10-22T09:00:00"), cmd.Decide(result=Result.GRANTED))
    assert [kind for _, kind, _ in shown(case)] == ["warning"]


def online() -> Case:
    case = Case("case-1")
    case.tell(at("2018-10-15T10:00:00"), cmd.Receive(item="甲", unit="乙"), Origin.ONLINE)
    return case


def test_an_application_made_online_is_watched_until_it_is_answered() -> None:
    pre = "online_pre_acceptance"
    case = online()
    assert shown(case) == [
        (pre, "warning", at("2018-10-17T10:00:01")),
        (pre, "yellow", at("2018-10-22T10:00:01")),
        (pre, "red", at("2018-10-24T10:00:01")),
    ]
    case.tell(at("2018-10-18T09:00:00"), cmd.PreAccept())
    assert shown(case) == [(pre, "warning", at("2018-10-17T10:00:01"))]


def test_one_handed_in_at_a_window_is_not() -> None:
    case = Case("case-1")
    case.tell(ACCEPTED, cmd.Receive(item="甲", unit="乙"))
    assert acts(case) == []


def test_a_window_is_reminded_of_corrections_that_are_long_awaited() -> None:
    case = Case("case-1")
    case.tell(ACCEPTED, cmd.Receive(item="甲", unit="乙"))
    case.tell(at("2018-10-16T10:00:00"), cmd.NotifyCorrection(materials=("申请书",)))
    [reminder] = acts(case)
    assert isinstance(reminder, Reminded)
    assert (matter_of(reminder), reminder.due_at) == (
        "awaiting_correction",
        at("2018-10-23T10:00:00"),
    )
    case.tell(at("2018-10-22T10:00:00"), cmd.ReceiveCorrection())
    assert acts(case) == []


def test_a_correction_of_the_record_moves_the_instants() -> None:
    case = vendor()
    case.tell(
        at("2018-10-26T09:00:00"),
        cmd.Correct(corrects="case-1.1", happened_at=at("2018-10-16T10:00:00"), restated=ACCEPT),
    )
    assert of_the_case(case) == [
        ("warning", at("2018-10-22T10:00:01")),
        ("yellow", at("2018-10-25T10:00:01")),
        ("red", at("2018-10-30T10:00:01")),
    ]


def test_a_case_of_a_source_has_no_cards_of_ours() -> None:
    case = vendor()
    row = case.row
    accepted = row["marks"][0]
    bare = [*accepted[:4], {k: v for k, v in accepted[4].items() if "card" not in k}, *accepted[5:]]
    assert dues(CaseFile("case-1", row | {"marks": [bare]}, ZONE), BOOK) == []
    received = online().row | {"source": "hall"}
    assert dues(CaseFile("case-1", received, ZONE), BOOK) == []


def test_without_published_rules_only_what_was_stored_falls_due() -> None:
    bare = Rulebook(Reference())
    case = vendor()
    found = dues(CaseFile("case-1", case.row, ZONE), bare)
    assert [kind_of(act) for act in found] == ["warning", "yellow", "red"]
    assert dues(CaseFile("case-1", online().row, ZONE), bare) == []


@settings(max_examples=60, deadline=None)
@given(case=recorded_cases(), cut=st.integers(0, 120).map(lambda n: after(n * 8)))
def test_cards_are_dated_in_order_and_rest_on_what_is_recorded(case: Case, cut: datetime) -> None:
    found = acts(case)
    positions = {mark[1] for mark in case.row["marks"]}
    assert found == sorted(found, key=lambda act: act.due_at)
    assert all(act.rests_on and set(act.rests_on) <= positions for act in found)
    row = cases.until(case.row, cut)
    unmoved = not case.row["corrections"] and not any(
        mark[3] in ("case.extended", "case.voided", "case.closed") for mark in case.row["marks"]
    )
    if row is not None and unmoved:
        known = dues(CaseFile(case.stream, row, ZONE), BOOK)
        assert {replace(act, rests_on=()) for act in known if act.due_at <= cut} >= {
            replace(act, rests_on=()) for act in found if act.due_at <= cut
        }

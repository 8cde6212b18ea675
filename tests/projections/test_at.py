"""design.md §4: what a row says of a time is what the effective events by that time say."""

from copy import deepcopy
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as cmd
from domain.case.events import Closed, CloseKind, Corrected, Result
from domain.case.timing import running
from domain.history import until
from domain.lateness import Unit
from ledger.canonical import instant
from projections import cases, marks, overdue
from projections.fold import Row
from projections.late_from import late_from
from projections.standing import Kind, case_card_times
from tests.projections.told import (
    BOOK,
    END_OF_TIME,
    Case,
    after,
    entry,
    folded,
    recorded_cases,
    times,
)

FAR = after(24 * 4000)


def moments(case: Case) -> list[datetime]:
    """Every instant at which something changes, and one microsecond before."""
    found = {happened.at for happened in case.state}
    for late in overdue.judge("case-1", case.row, BOOK, FAR, list(Kind)):
        found |= {late.due_at} if late.due_at else set()
    return sorted({*found, *(at - timedelta(microseconds=1) for at in found), FAR})


@given(case=recorded_cases(), as_of=times)
def test_a_row_at_a_time_is_the_fold_of_the_effective_events_by_then(
    case: Case, as_of: datetime
) -> None:
    origins = {written.id: written.origin for written in case.entries}
    alone = [
        entry(happened.position, "case-1", happened.event, happened.at, happened.id,
              origins[happened.id])
        for happened in until(case.state, as_of)
    ]  # fmt: skip
    assert cases.at(case.row, as_of) == cases.at(folded(alone), END_OF_TIME)


@given(case=recorded_cases())
def test_the_marks_of_a_row_are_the_history_that_deciders_see(case: Case) -> None:
    found = [(mark[marks.ID], mark[marks.TYPE], mark[marks.POSITION]) for mark in case.row["marks"]]
    assert found == [(h.id, h.event.TYPE, h.position) for h in case.state]


def test_the_order_of_recording_changes_nothing_where_times_differ() -> None:
    told = [
        (after(1), cmd.Receive(item="甲", unit="乙")),
        (after(2), cmd.Accept(promised_days=2)),
        (after(300), cmd.Decide(result=Result.GRANTED)),
        (after(301), cmd.Close(kind=CloseKind.LICENSED)),
    ]
    answers = []
    for order in permutations(told):
        case = Case()
        for at, command in order:
            case.tell(at, command)
        answers.append([cases.at(case.row, after(hours)) for hours in (0, 1, 2, 299, 400)])
    assert all(answer == answers[0] for answer in answers)


def test_a_fold_leaves_the_row_it_was_given_as_it_was() -> None:
    first = cases.fold(None, entry(1, "case-1", Closed(), after(5)))
    kept = deepcopy(first)
    cases.fold(first, entry(2, "case-1", Closed(), after(1)))
    correction = Corrected(corrects="e1", happened_at=after(2), restated=Closed())
    cases.fold(first, entry(3, "case-1", correction, after(9)))
    assert first == kept


def test_a_correction_of_something_unknown_changes_nothing() -> None:
    row = folded([entry(1, "case-1", Closed(), after(5))])
    correction = Corrected(corrects="other", happened_at=after(2), restated=Closed())
    assert cases.fold(row, entry(2, "case-1", correction, after(9))) == row


@given(case=recorded_cases())
def test_the_index_never_misses_a_late_clock(case: Case) -> None:
    bound = late_from(case.row["marks"])
    for as_of in moments(case):
        late = overdue.judge("case-1", case.row, BOOK, as_of, list(Kind))
        assert not late or (bound is not None and bound <= instant(as_of))


@given(case=recorded_cases(), as_of=times)
def test_a_slim_history_has_the_clocks_of_the_whole_one(case: Case, as_of: datetime) -> None:
    slim = marks.history(case.row["marks"])
    whole = until(case.state, as_of)
    assert running(until(slim, as_of), BOOK) == running(whole, BOOK)
    assert case_card_times(until(slim, as_of), BOOK) == case_card_times(whole, BOOK)


@given(case=recorded_cases(), as_of=st.one_of(times, st.just(FAR)))
def test_every_late_row_explains_itself(case: Case, as_of: datetime) -> None:
    for late in overdue.judge("case-1", case.row, BOOK, as_of, list(Kind)):
        row: Row = late.row()
        assert set(row) == {*overdue.COLUMNS, "attributes"}
        assert "超" in late.explanation() or "不足" in late.explanation()
        if late.kind is Kind.LEGAL:
            assert str(row["due"]) in late.explanation()
            assert row["counted_in"] != Unit.WORKING or "工作日" in late.explanation()
        else:
            assert row["seconds_over"] >= 0

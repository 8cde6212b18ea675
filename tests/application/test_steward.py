"""The steward: given what happened, when it makes a round, then these cards stand, each once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from time import monotonic, sleep

import pytest

from application.handler import Handler
from application.steward import NotYet
from domain.calendar import CalendarYear, NamedDay
from domain.case import commands as cmd
from domain.case.events import CloseKind, PauseReason
from domain.decider import Actor, Asked
from domain.rules import PublishCalendar
from ledger.append import Request
from projections.card_check import check_cards
from projections.rounds import last_round
from tests.application.hall import ACCEPT, Hall, at, opened_hall
from tests.databases import Database

ACCEPTED = "2018-10-15T10:00:00"


@pytest.fixture
def hall(database: Database) -> Iterator[Hall]:
    with opened_hall(database) as opened:
        yield opened


@pytest.fixture
def vendor(hall: Hall) -> Hall:
    """With the vendor's case: warning 10-19, yellow 10-24, red 10-29, each at 10:00:01."""
    hall.tell("case-1", ACCEPTED, ACCEPT)
    return hall


def clean(hall: Hall) -> bool:
    """Whether the cards are those of a recomputation, and none waits."""
    found = check_cards(hall.views, hall.clock.now)
    return (found.faults, found.waiting, found.expected) == ([], 0, found.found)


def test_a_card_is_given_when_its_instant_comes_and_not_before(vendor: Hall) -> None:
    assert vendor.round("2018-10-19T10:00:00").acts == 0
    assert vendor.round("2018-10-19T10:00:01").issued == 1
    assert vendor.standing() == [("warning", "10-19 10:00:01")]
    assert vendor.round("2018-10-20T00:00:00").acts == 0
    assert vendor.round("2018-10-29T10:00:01").issued == 2
    assert vendor.standing() == [
        ("warning", "10-19 10:00:01"),
        ("yellow", "10-24 10:00:01"),
        ("red", "10-29 10:00:01"),
    ]
    assert clean(vendor)


def test_it_is_dated_at_its_instant_recorded_now_and_says_what_it_rests_on(vendor: Hall) -> None:
    vendor.round("2018-10-19T18:00:00")
    [card] = vendor.cards()
    assert (card["due_at"], card["issued_at"]) == (
        at("2018-10-19T10:00:01"),
        at("2018-10-19T18:00:00"),
    )
    [accepted] = vendor.ledger.reader.stream("case-1")
    assert card["rests_on"] == [accepted.position]
    [entry] = vendor.ledger.reader.stream(card["stream"])
    assert (entry.occurred_at, entry.origin.value) == (at("2018-10-19T10:00:01"), "system")


def test_a_case_that_ended_in_time_gets_nothing(vendor: Hall) -> None:
    vendor.tell("case-1", "2018-10-18T09:00:00", cmd.Close())
    assert vendor.round("2018-11-30T00:00:00").acts == 0
    assert clean(vendor)


def test_rounds_of_two_stewards_at_once_give_each_card_once(vendor: Hall) -> None:
    for n in range(2, 60):
        vendor.tell(f"case-{n}", ACCEPTED, ACCEPT)
    vendor.clock.now = at("2018-10-30T00:00:00")
    with ThreadPoolExecutor(2) as pool:
        stewards = [vendor.another_steward() for _ in range(2)]
        rounds = [pool.submit(steward.round) for steward in stewards]
        assert sum(done.result().issued for done in rounds) == 3 * 59
    kinds = Counter(kind for kind, _ in vendor.standing())
    assert kinds == {"warning": 59, "yellow": 59, "red": 59}
    assert clean(vendor)


def test_a_steward_whose_memory_is_out_of_date_reads_again(vendor: Hall) -> None:
    """What he remembers are coming instants only; what others gave he reads."""
    vendor.round("2018-10-18T00:00:00")
    other = vendor.another_steward()
    vendor.clock.now = at("2018-10-25T00:00:00")
    assert other.round().issued == 2
    assert vendor.round("2018-10-30T00:00:00").issued == 1
    assert clean(vendor)


def test_a_close_recorded_late_lets_the_cards_after_it_lapse(vendor: Hall) -> None:
    vendor.round("2018-10-25T00:00:00")
    vendor.tell("case-1", "2018-10-18T09:00:00", cmd.Close(), recorded="2018-10-26T09:00:00")
    done = vendor.round("2018-10-26T12:00:00")
    assert (done.lapsed, done.issued) == (2, 0)
    lapsed = vendor.cards()
    assert [row["lapse_reason"] for row in lapsed] == ["closed_before"] * 2
    assert {row["lapsed_at"] for row in lapsed} == {at("2018-10-26T12:00:00")}
    closing = vendor.ledger.reader.stream("case-1")[-1]
    entry = vendor.ledger.reader.stream(lapsed[0]["stream"])[-1]
    assert entry.data["rests_on"] == [closing.position]
    assert [row["status"] for row in vendor.cards("2018-10-26T11:59:59")] == ["standing"] * 2
    assert clean(vendor)


def test_a_voided_or_withdrawn_case_keeps_no_card(vendor: Hall) -> None:
    vendor.tell("case-2", ACCEPTED, ACCEPT)
    vendor.round("2018-10-20T00:00:00")
    vendor.tell("case-1", "2018-10-22T09:00:00", cmd.Void(reason="录错"))
    vendor.tell("case-2", "2018-10-22T09:00:00", cmd.Close(kind=CloseKind.WITHDRAWN))
    assert vendor.round("2018-10-22T10:00:00").lapsed == 2
    assert {row["lapse_reason"] for row in vendor.cards()} == {"voided"}
    assert clean(vendor)


def test_a_pause_recorded_late_moves_the_instants(vendor: Hall) -> None:
    vendor.round("2018-10-24T18:00:00")
    pause = cmd.Pause(reason=PauseReason.HEARING, notice_no="告1")
    vendor.tell("case-1", "2018-10-17T10:00:00", pause, recorded="2018-10-25T09:00:00")
    vendor.tell("case-1", "2018-10-18T10:00:00", cmd.Resume(), recorded="2018-10-25T09:01:00")
    done = vendor.round("2018-10-25T12:00:00")
    assert (done.lapsed, done.issued) == (2, 2)
    assert {row["lapse_reason"] for row in vendor.cards() if row["lapsed_at"]} == {"moved"}
    assert vendor.standing() == [("warning", "10-22 10:00:01"), ("yellow", "10-25 10:00:01")]
    assert clean(vendor)


def test_a_card_comes_back_with_its_ground(vendor: Hall) -> None:
    vendor.round("2018-10-20T00:00:00")
    wrong = vendor.tell("case-1", "2018-10-18T09:00:00", cmd.Close(), "2018-10-22T09:00:00")
    assert vendor.round("2018-10-22T10:00:00").lapsed == 1
    mended = cmd.Correct(
        corrects=wrong, happened_at=at("2018-10-22T09:00:00"), restated=cmd.Close()
    )
    vendor.tell("case-1", "2018-10-22T11:00:00", mended)
    done = vendor.round("2018-10-22T12:00:00")
    assert (done.reinstated, done.issued, done.lapsed) == (1, 0, 0)
    assert vendor.standing() == [("warning", "10-19 10:00:01")]
    assert clean(vendor)


def test_a_correction_that_takes_the_ground_away_is_named_as_the_reason(vendor: Hall) -> None:
    [accepted] = vendor.ledger.reader.stream("case-1")
    vendor.round("2018-10-20T00:00:00")
    later = cmd.Correct(
        corrects=accepted.id, happened_at=at("2018-10-18T10:00:00"), restated=ACCEPT
    )
    vendor.tell("case-1", "2018-10-22T11:00:00", later)
    vendor.round("2018-10-22T12:00:00")
    [card] = vendor.cards()
    assert card["lapse_reason"] == "corrected"
    assert clean(vendor)


def test_a_card_without_a_warning_before_its_instant_is_marked(vendor: Hall) -> None:
    vendor.round("2018-10-19T18:00:00")
    vendor.tell("case-2", ACCEPTED, ACCEPT)
    vendor.round("2018-10-25T00:00:00")
    vendor.tell("case-late", ACCEPTED, ACCEPT, recorded="2018-10-25T09:00:00")
    vendor.round("2018-10-30T00:00:00")
    marked = {(row["case"], row["kind"]) for row in vendor.cards() if row["unwarned"]}
    # The warning of case-2 was recorded with its yellow card, so before its red one.
    assert marked == {("case-2", "yellow"), ("case-late", "yellow"), ("case-late", "red")}


def test_reminders_are_sent_once_and_lapse_where_nothing_was_awaited(hall: Hall) -> None:
    hall.tell("case-1", "2018-10-15T10:00:00", cmd.Receive(item="甲", unit="乙"))
    hall.tell("case-1", "2018-10-16T10:00:00", cmd.NotifyCorrection(materials=("申请书",)))
    assert hall.round("2018-10-24T00:00:00").reminded == 1
    assert hall.standing() == [("reminder", "10-23 10:00:00")]
    assert hall.round("2018-10-25T00:00:00").acts == 0
    came = cmd.ReceiveCorrection()
    hall.tell("case-1", "2018-10-22T10:00:00", came, recorded="2018-10-25T09:00:00")
    assert hall.round("2018-10-25T10:00:00").lapsed == 1
    assert clean(hall)


def test_a_calendar_published_late_moves_what_was_provisional(hall: Hall) -> None:
    """With other rules every case is looked at again, whatever was remembered."""
    hall.tell("case-1", "2026-12-25T10:00:00", ACCEPT)
    hall.round("2026-12-31T12:00:00")
    hall.round("2027-01-05T12:00:00")
    assert hall.standing() == [("warning", "12-31 10:00:01"), ("yellow", "01-05 10:00:01")]
    new_year = CalendarYear(year=2027, off=(NamedDay(date=date(2027, 1, 1), name="元旦"),))
    asked = Asked(actor=Actor(id="w7"), occurred_at=at("2027-01-05T13:00:00"))
    publish = PublishCalendar(notice=new_year)
    hall.handler.handle("rules", "rules-calendar-2027", publish, asked)
    done = hall.round("2027-01-06T12:00:00")
    assert (done.lapsed, done.issued) == (1, 1)
    assert hall.standing() == [("warning", "12-31 10:00:01"), ("yellow", "01-06 10:00:01")]
    assert clean(hall)


def test_a_round_says_how_far_it_came(vendor: Hall) -> None:
    done = vendor.round("2018-10-20T00:00:00")
    with vendor.views.desk() as (desk, _):
        stored = last_round(desk.connection)
    assert stored is not None
    assert (stored.position, stored.present) == (done.position, at("2018-10-20T00:00:00"))


def test_what_is_due_since_the_last_round_waits_and_is_no_fault(vendor: Hall) -> None:
    vendor.round("2018-10-20T00:00:00")
    vendor.clock.now = at("2018-10-30T00:00:00")
    vendor.tell("case-2", ACCEPTED, ACCEPT, recorded="2018-10-30T00:00:00")
    found = check_cards(vendor.views, vendor.clock.now)
    assert (found.faults, found.found) == ([], 1)
    assert found.waiting == found.expected - found.found > 0


def test_a_time_that_has_not_come_has_no_cards(vendor: Hall) -> None:
    vendor.clock.now = at("2018-10-20T00:00:00")
    with pytest.raises(NotYet, match="expected a time up to"):
        vendor.steward.round(at("2018-10-20T00:00:01"))
    assert vendor.steward.round(at("2018-10-19T10:00:01")).issued == 1


def test_a_present_before_the_last_one_takes_nothing_back(vendor: Hall) -> None:
    vendor.round("2018-10-25T00:00:00")
    assert vendor.another_steward().round(at("2018-10-20T00:00:00")).acts == 0
    assert clean(vendor)


def test_it_works_beside_the_windows_and_forgets_old_requests_once_a_day(vendor: Hall) -> None:
    seen = Request("w", "r-1", b"x")
    asked = Asked(actor=Actor(id="w7"), occurred_at=at(ACCEPTED))
    Handler(vendor.ledger).handle("case", "case-2", ACCEPT, asked, seen)
    assert vendor.ledger.answered(seen) is not None
    vendor.clock.now += timedelta(days=91)
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(vendor.steward.run, stop)
        deadline = monotonic() + 30
        while vendor.views.reader.head().size and len(vendor.cards()) < 6:
            assert monotonic() < deadline, "the steward gave no cards"
            sleep(0.05)
        stop.set()
        running.result(30)
    assert vendor.ledger.answered(seen) is None

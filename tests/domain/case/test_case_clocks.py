"""The clocks of a case from receipt to close: what starts, moves and ends them."""

from datetime import date, timedelta

import pytest

from domain.calendar import CalendarYear
from domain.cards import CardTimes
from domain.case.commands import (
    Accept,
    Close,
    Decide,
    Deliver,
    Extend,
    NotifyCorrection,
    Pause,
    Receive,
    Resume,
    Void,
)
from domain.case.events import CloseKind, Matter, PauseReason, Result, StepFinished, StepStarted
from domain.case.timing import running
from domain.clocks import Basis, deemed_accepted_on, given_clock
from domain.decider import Happened
from domain.reference import Reference, Rulebook
from tests.domain.case.story import ZONE, Story, at
from tests.rulebook import shipped_rulebook

RECEIVE = Receive(item="i", unit="u")
DAY = "2016-09-20T09:00"


def accepted(**fields: object) -> Story:
    story = Story()
    story.when(DAY, Accept(**fields))  # type: ignore[arg-type]  # what each test names
    return story


def test_a_receipt_starts_the_five_days_to_ask_for_corrections() -> None:
    event = Story().when("2016-09-28T09:00", RECEIVE)
    [clock] = event.clocks
    # 2016-10-01 to 07 off, 10-08 and 10-09 worked.
    assert (clock.clock, clock.due) == ("LIC.CORRECT_NOTICE", date(2016, 10, 10))
    assert clock.article == "《行政许可法》第三十二条第一款第（四）项"


def test_a_matter_outside_the_licence_law_starts_no_correction_clock() -> None:
    assert Story().when(DAY, Receive(item="i", unit="u", matter=Matter.HUNAN)).clocks == ()


def test_nobody_speaking_in_five_days_means_accepted_from_the_day_of_receipt() -> None:
    story = Story()
    [clock] = story.when(DAY, RECEIVE).clocks
    rule = shipped_rulebook().clock_rules.by_id(clock.rule)
    assert rule is not None
    assert deemed_accepted_on(rule, clock, None, clock.due) is None
    assert deemed_accepted_on(rule, clock, None, date(2016, 9, 28)) == date(2016, 9, 20)


def test_asking_for_corrections_ends_the_five_days() -> None:
    story = Story()
    story.when(DAY, RECEIVE)
    story.when("2016-09-21T10:00", NotifyCorrection(materials=("营业执照",)))
    assert story.clocks()["LIC.CORRECT_NOTICE"].ended_at == at("2016-09-21T10:00")


def test_an_acceptance_starts_the_twenty_working_days() -> None:
    [term] = accepted().state[0].event.clocks
    assert (term.clock, term.length, term.due) == ("LIC.DECIDE", 20, date(2016, 10, 21))
    assert term.basis is Basis.STATUTORY


def test_another_law_may_set_the_term_and_a_promise_runs_beside_it() -> None:
    law, promise = accepted(statutory_days=10, promised_days=7).state[0].event.clocks
    assert (law.basis, law.length, law.due) == (Basis.STATUTORY, 10, date(2016, 10, 9))
    assert (promise.basis, promise.length, promise.due) == (Basis.PROMISED, 7, date(2016, 9, 29))


@pytest.mark.parametrize(
    ("matter", "clock", "due"),
    [
        (Matter.LICENCE_JOINT, "LIC.DECIDE_JOINT", date(2016, 11, 25)),
        (Matter.HUNAN, "HN.ONE_ORGAN", date(2016, 10, 21)),
        (Matter.HUNAN_JOINT, "HN.JOINT", date(2016, 11, 4)),
    ],
)
def test_each_matter_has_the_term_of_its_own_law(matter: Matter, clock: str, due: date) -> None:
    [term] = accepted(matter=matter).state[0].event.clocks
    assert (term.clock, term.due) == (clock, due)


def test_a_matter_no_law_times_has_no_statutory_clock() -> None:
    assert accepted(matter=Matter.OTHER).clocks() == {}


def test_a_decision_ends_the_term_and_starts_the_ten_days_of_delivery() -> None:
    story = accepted()
    story.when("2016-10-10T15:00", Decide(result=Result.GRANTED))
    now = story.clocks()
    assert now["LIC.DECIDE"].ended_at == at("2016-10-10T15:00")
    assert (now["LIC.DELIVER"].clock.due, now["LIC.DELIVER"].ended_at) == (date(2016, 10, 24), None)
    story.when("2016-10-12T09:00", Deliver())
    story.when("2016-10-12T10:00", Close(kind=CloseKind.LICENSED))
    assert story.clocks()["LIC.DELIVER"].ended_at == at("2016-10-12T09:00")


def test_voiding_ends_every_clock() -> None:
    story = accepted(promised_days=7)
    story.when("2016-09-22T09:00", Void(reason="重复登记"))
    assert {r.ended_at for r in story.clocks().values()} == {at("2016-09-22T09:00")}


def test_a_case_returned_before_a_new_acceptance_does_not_end_the_new_term() -> None:
    story = Story()
    story.when("2016-09-01T09:00", Close(kind=CloseKind.RETURNED))
    story.when(DAY, Accept())
    assert story.clocks()["LIC.DECIDE"].ended_at is None


def test_an_end_known_by_its_day_only_still_ends_a_term_begun_that_day() -> None:
    story = accepted()
    story.when("2016-09-20T00:00", Decide(result=Result.GRANTED))
    assert story.clocks()["LIC.DECIDE"].ended_at == at("2016-09-20T00:00")


def test_a_step_done_before_does_not_finish_the_same_step_begun_again() -> None:
    rule = shipped_rulebook().rule("SRC.GIVEN", date(2016, 9, 22))
    assert rule is not None
    due = at("2016-09-30T12:00")
    clock = given_clock(rule, date(2016, 9, 22), due, ZONE)
    done, again = StepFinished(step="审查"), StepStarted(step="审查", clocks=(clock,))
    history = (
        Happened(id="1", at=at("2016-09-21T09:00"), position=1, event=done),
        Happened(id="2", at=at("2016-09-22T09:00"), position=2, event=again),
    )
    [open_step] = running(history, shipped_rulebook())
    assert (open_step.ended_at, open_step.step) == (None, "审查")
    assert open_step.cards == CardTimes(yellow_at=due + timedelta(microseconds=1))
    last = Happened(id="3", at=at("2016-09-23T09:00"), position=3, event=done)
    [over] = running((*history, last), shipped_rulebook())
    assert over.ended_at == at("2016-09-23T09:00")


LAWFUL = Pause(reason=PauseReason.TESTING, notice_no="检字1号", days_told=5)


def test_time_told_in_writing_with_its_length_does_not_count() -> None:
    story = accepted()
    running = story.when("2016-09-21T09:00", LAWFUL)
    assert running.clocks[0].due == date(2016, 10, 28)
    # Ended after two working days, so only those two do not count.
    event = story.when("2016-09-23T16:00", Resume())
    assert (event.clocks[0].due, event.clocks[0].not_counted) == (date(2016, 10, 25), 2)


def test_days_beyond_those_told_count_again() -> None:
    story = accepted()
    story.when("2016-09-21T09:00", LAWFUL)
    event = story.when("2016-11-30T09:00", Resume())
    assert event.clocks[0].due == date(2016, 10, 28)


@pytest.mark.parametrize(
    "pause",
    [
        Pause(reason=PauseReason.OTHER, notice_no="n", days_told=5),
        Pause(reason=PauseReason.TESTING, days_told=5),
        Pause(reason=PauseReason.TESTING, notice_no="n"),
    ],
    ids=["no basis in law", "not in writing", "length not told"],
)
def test_an_unlawful_pause_is_recorded_and_its_time_counts(pause: Pause) -> None:
    story = accepted()
    story.when("2016-09-21T09:00", pause)
    event = story.when("2016-09-28T09:00", Resume())
    assert event.clocks[0].due == date(2016, 10, 21)


def test_a_pause_begun_after_the_deadline_counts() -> None:
    story = accepted(statutory_days=2)
    event = story.when("2016-09-23T09:00", LAWFUL)
    assert event.clocks[0].due == date(2016, 9, 22)


def test_a_pause_begun_within_an_extension_does_not_count() -> None:
    story = accepted(statutory_days=2)
    told = at("2016-09-21T10:00")
    story.when("2016-09-21T09:00", Extend(days=10, approver_level="organ_head", told_at=told))
    event = story.when("2016-09-26T09:00", LAWFUL)
    assert event.clocks[0].not_counted == 5


def test_a_second_pause_while_one_runs_changes_nothing() -> None:
    story = accepted()
    story.when("2016-09-21T09:00", LAWFUL)
    story.when("2016-09-22T09:00", LAWFUL)
    event = story.when("2016-09-23T16:00", Resume())
    assert event.clocks[0].not_counted == 2


def test_a_provisional_deadline_moves_when_its_year_is_published() -> None:
    known = shipped_rulebook()
    old = Rulebook(
        Reference(notices=(CalendarYear(year=2016),), clock_rules=known.clock_rules.rules)
    )
    story = Story(book=old)
    [before] = story.when("2016-12-20T09:00", Accept()).clocks
    assert before.provisional
    story.book = known
    now = story.clocks()["LIC.DECIDE"].clock
    assert (before.due, now.due, now.provisional) == (
        date(2017, 1, 17),
        date(2017, 1, 18),
        False,
    )


def test_the_vendors_example_holds_through_the_decision() -> None:
    story = Story()
    event = story.when("2018-10-15T10:00", Accept(promised_days=7, statutory_days=10))
    assert event.card_profile == "hunan-kechuang-2018"
    assert event.cards.warn_at == at("2018-10-19T10:00:01")
    assert event.cards.yellow_at == at("2018-10-24T10:00:01")
    assert event.cards.red_at == at("2018-10-29T10:00:01")


def test_when_nobody_spoke_within_five_days_the_term_starts_on_the_day_of_receipt() -> None:
    story = Story()
    story.when("2016-09-20T09:00", Receive(item="i", unit="u"))
    accepted = story.when("2016-10-10T09:00", Accept())
    assert [clock.started_on.isoformat() for clock in accepted.clocks] == ["2016-09-20"]
    assert accepted.clocks[0].due.isoformat() == "2016-10-21"


def test_a_correction_asked_for_in_time_lets_the_term_start_at_acceptance() -> None:
    story = Story()
    story.when("2016-09-20T09:00", Receive(item="i", unit="u"))
    story.when("2016-09-21T09:00", NotifyCorrection(materials=("身份证明",)))
    accepted = story.when("2016-10-10T09:00", Accept())
    assert [clock.started_on.isoformat() for clock in accepted.clocks] == ["2016-10-10"]

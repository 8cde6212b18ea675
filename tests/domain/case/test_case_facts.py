"""Facts are recorded whatever they are; corrections restate; nothing makes `decide` fail."""

from datetime import date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.calendars import calendar_years
from domain.case import commands as cmd
from domain.case.commands import Accept, Close, Correct, Decide, Pause, Receive, Resume
from domain.case.decisions import CHAPTER, Facts, decide, evolve
from domain.case.events import CloseKind, PauseReason, Result
from domain.case.timing import case_cards, running
from domain.decider import Actor, Asked, Happened, Refused
from domain.hours import HallHours, Season, Shift
from domain.rank import Rank
from domain.reference import Reference, Rulebook
from domain.values import Clear, Person
from tests.domain.case.story import ZONE, Story, at
from tests.ledger.strategies import instances, moments
from tests.rulebook import shipped_rulebook

DAY = "2016-09-20T09:00"


def test_every_command_of_the_chapter_makes_an_event_of_the_chapter() -> None:
    story = Story()
    for command in get_args(cmd.Restating):
        given_fields = {"reason": PauseReason.HEARING} if command is Pause else {}
        required: dict[str, Any] = {
            "item": "i",
            "unit": "u",
            "materials": (),
            "step": "s",
            "to_origin": "o",
            "reason": "r",
            "days": 1,
            "result": Result.GRANTED,
            "licence_no": "n",
            "staff": "w1",
        } | given_fields
        fields = {
            name: required[name]
            for name, field in command.__dataclass_fields__.items()
            if name in required and not isinstance(field.default, str | int | tuple)
        }
        event = story.when(DAY, command(**fields))
        assert CHAPTER.events[event.TYPE] is type(event)


def test_closing_a_case_nobody_received_is_recorded() -> None:
    story = Story()
    story.when(DAY, Close(kind=CloseKind.DONE))
    assert len(story.state) == 1


def test_an_acceptance_before_the_law_or_the_calendar_is_recorded_without_a_clock() -> None:
    for moment in ("1999-01-04T09:00", "2004-06-30T09:00", "0001-01-02T00:00"):
        event = Story().when(moment, Accept(promised_days=3))
        assert (event.clocks, event.cards, event.card_profile) == ((), None, "")


@pytest.mark.parametrize("days", [-1, 2**53 - 1, 40_000])
def test_a_term_that_cannot_be_reckoned_is_recorded_without_a_clock(days: int) -> None:
    event = Story().when(DAY, Accept(statutory_days=days, promised_days=days))
    assert event.clocks == ()


def test_a_promise_beyond_the_halls_hours_gets_a_clock_and_no_cards() -> None:
    event = Story().when(DAY, Accept(promised_days=30_000))
    assert [clock.clock for clock in event.clocks] == ["LIC.DECIDE", "PROMISE.DECIDE"]
    assert event.cards is None


def test_hours_with_a_gap_give_no_cards_and_refuse_nothing() -> None:
    known = shipped_rulebook()
    hours = HallHours(
        hall="*",
        zone=ZONE,
        document="",
        rank=Rank.SYSTEM,
        in_force_from=date(2016, 1, 1),
        in_force_to=date(2016, 3, 1),
        standard_day=28_800,
        makeup_weekday=1,
        seasons=(
            Season(
                name="",
                first=(1, 1),
                last=(12, 31),
                shifts=(Shift(weekdays=frozenset({1, 2, 3, 4, 5}), intervals=()),),
            ),
        ),
    )
    story = Story(
        book=Rulebook(
            Reference(notices=_notices(), clock_rules=known.clock_rules.rules, hours=(hours,))
        )
    )
    event = story.when(DAY, Accept())
    assert (len(event.clocks), event.cards) == (1, None)


def _notices() -> tuple[Any, ...]:
    return tuple(calendar_years())


def test_without_any_rules_facts_are_recorded_without_clocks() -> None:
    story = Story(book=Rulebook(Reference()))
    assert story.when(DAY, Accept(promised_days=3)).clocks == ()
    assert story.when(DAY, Pause(reason=PauseReason.HEARING)).clocks == ()


def test_a_back_dated_pause_moves_the_deadline_as_if_it_had_come_in_time() -> None:
    pause = Pause(reason=PauseReason.TESTING, notice_no="n", days_told=5)
    in_order, late = Story(), Story()
    in_order.when(DAY, Accept())
    in_order.when("2016-09-21T09:00", pause)
    expected = in_order.when("2016-09-23T09:00", Resume())
    late.when(DAY, Accept())
    late.when("2016-09-23T09:00", Resume())
    assert late.when("2016-09-21T09:00", pause).clocks == expected.clocks


def test_personal_data_and_free_text_leave_as_clear_values_of_the_cases_subject() -> None:
    person = Person(name="张三", id_number="430903199001011234")
    event = Story().when(DAY, Receive(item="i", unit="u", applicant=person, note="口述"))
    assert event.note == Clear(subject="s1", value="口述")
    assert event.subject == event.applicant.subject == "s1"
    assert '"name": "张三"' in event.applicant.value


def test_a_correction_restates_all_of_an_event_at_its_own_time() -> None:
    story = Story()
    story.when(DAY, Accept())
    story.when(
        "2016-10-30T09:00",
        Correct(corrects="1", happened_at=at("2016-10-10T09:00"), restated=Accept(item="j")),
    )
    [only] = story.state
    assert (only.id, only.at, only.position) == ("1", at("2016-10-10T09:00"), 2)
    assert (only.event.item, only.event.clocks[0].due) == ("j", date(2016, 11, 7))


def test_a_correction_of_nothing_is_refused() -> None:
    story = Story()
    story.when(DAY, Accept())
    with pytest.raises(Refused) as refused:
        story.when(DAY, Correct(corrects="9", happened_at=at(DAY), restated=Accept()))
    assert refused.value.rule == "case.correct.unknown"


def test_a_correction_to_what_has_not_happened_yet_is_refused() -> None:
    story = Story()
    story.when(DAY, Accept())
    tomorrow = at("2016-09-21T09:00")
    with pytest.raises(Refused) as refused:
        story.when(DAY, Correct(corrects="1", happened_at=tomorrow, restated=Accept()))
    assert refused.value.rule == "case.correct.future"


def test_the_state_ignores_a_correction_whose_event_it_never_saw() -> None:
    story = Story()
    story.when(DAY, Accept())
    event = story.when(DAY, Correct(corrects="1", happened_at=at(DAY), restated=Accept()))
    alone = Happened(id="2", at=at(DAY), position=2, event=event)
    assert evolve((), alone) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of([instances(command) for command in get_args(cmd.Restating)]),
            moments(date(1, 1, 2), date(9999, 12, 30))
            | moments(date(2016, 1, 1), date(2016, 12, 31)),
        ),
        max_size=6,
    )
)
def test_no_command_at_any_time_makes_a_decision_or_its_clocks_fail(
    asked: list[tuple[Any, datetime]],
) -> None:
    book = shipped_rulebook()
    state: tuple[Happened, ...] = ()
    for n, (command, moment) in enumerate(asked, 1):
        facts = Facts(book=book, zone=ZONE, subject="s1")
        by = Asked(actor=Actor(id="w1"), occurred_at=moment)
        [event] = decide(state, command, by, facts)
        state = evolve(state, Happened(id=str(n), at=moment, position=n, event=event))
    assert len(state) == len(asked)
    assert len(running(state, book)) >= 0
    assert case_cards(state, book) is None or state


def test_a_decision_reads_nothing_but_its_arguments() -> None:
    book = shipped_rulebook()
    by = Asked(actor=Actor(id="w1"), occurred_at=at(DAY))
    facts = Facts(book=book, zone=ZONE, subject="s1")
    again = [decide((), Decide(result=Result.REFUSED), by, facts) for _ in range(2)]
    assert again[0] == again[1]

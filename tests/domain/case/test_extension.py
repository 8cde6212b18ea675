"""Extensions (许可法 42): a valid one moves the deadline and the red card, any other nothing."""

from datetime import date

import pytest

from domain.case.commands import Accept, Extend
from domain.case.events import Matter
from tests.domain.case.story import Story, at

ACCEPTED = "2018-10-15T10:00"
TOLD = at("2018-10-17T10:00")
VALID = Extend(days=10, approver_level="organ_head", reason="案情复杂", told_at=TOLD)


def story(matter: Matter = Matter.LICENCE) -> Story:
    case = Story()
    case.when(ACCEPTED, Accept(promised_days=7, statutory_days=10, matter=matter))
    return case


def test_a_valid_extension_moves_the_statutory_term_and_the_red_card_only() -> None:
    case = story()
    event = case.when("2018-10-16T10:00", VALID)
    law, promise = event.clocks
    assert (law.extended, law.due) == (10, date(2018, 11, 12))
    assert (promise.extended, promise.due) == (0, date(2018, 10, 24))
    assert event.cards.red_at == at("2018-11-12T10:00:01")
    assert event.cards.yellow_at == at("2018-10-24T10:00:01")


@pytest.mark.parametrize(
    ("extend", "when"),
    [
        (Extend(days=11, approver_level="organ_head", told_at=TOLD), "2018-10-16T10:00"),
        (Extend(days=10, approver_level="clerk", told_at=TOLD), "2018-10-16T10:00"),
        (Extend(days=10, approver_level="organ_head"), "2018-10-16T10:00"),
        (
            Extend(days=5, approver_level="organ_head", told_at=at("2018-11-01T10:00")),
            "2018-10-16T10:00",
        ),
        (Extend(days=10, approver_level="organ_head", told_at=TOLD), "2018-10-30T10:00"),
        (Extend(days=-3, approver_level="organ_head", told_at=TOLD), "2018-10-16T10:00"),
        (Extend(days=0, approver_level="organ_head", told_at=TOLD), "2018-10-16T10:00"),
        (Extend(days=2**53 - 1, approver_level="organ_head", told_at=TOLD), "2018-10-16T10:00"),
    ],
    ids=[
        "too long",
        "approver too low",
        "reason not told",
        "told after the deadline",
        "approved after the deadline",
        "shorter",
        "no days",
        "beyond the calendar",
    ],
)
def test_an_extension_that_is_not_valid_is_recorded_and_moves_nothing(
    extend: Extend, when: str
) -> None:
    case = story()
    before = case.cards()
    event = case.when(when, extend)
    assert event.days == extend.days
    assert (event.clocks[0].extended, event.clocks[0].due) == (0, date(2018, 10, 29))
    assert event.cards == before


def test_a_second_extension_moves_nothing() -> None:
    case = story()
    case.when("2018-10-16T10:00", VALID)
    event = case.when("2018-10-18T10:00", VALID)
    assert event.clocks[0].due == date(2018, 11, 12)


def test_a_joint_term_is_extended_by_the_head_of_government_only() -> None:
    for level, days in (("organ_head", 0), ("government_head", 15)):
        case = story(Matter.LICENCE_JOINT)
        event = case.when("2018-10-16T10:00", Extend(days=15, approver_level=level, told_at=TOLD))
        assert event.clocks[0].extended == days


def test_an_extension_recorded_late_counts_from_when_it_was_approved() -> None:
    """The order of recording does not matter, the order of happening does."""
    early = Extend(days=4, approver_level="organ_head", told_at=TOLD)
    case = story()
    case.when("2018-10-18T10:00", VALID)
    event = case.when("2018-10-16T10:00", early)
    assert event.clocks[0].extended == 4

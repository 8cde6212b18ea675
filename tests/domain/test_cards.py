"""Cards: the vendor's worked example to the second, pauses, other profiles, given deadlines."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.calendars import load_calendar
from application.rules import load_card_profiles, load_hours
from domain.cards import (
    Card,
    CardTerms,
    Pause,
    card_at,
    card_times,
    days_used,
    given_card_times,
)
from domain.hours import WorkTime

WORK = WorkTime.of(load_hours()["*"], load_calendar())
PROFILES = load_card_profiles()
HUNAN = PROFILES["hunan-kechuang-2018", "case"]
CHINA = timezone(timedelta(hours=8))
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


ACCEPTED = at("2018-10-15T10:00:00")
TERMS = CardTerms(promise=7, statutory=10)
TIMES = card_times(HUNAN, ACCEPTED, TERMS, WORK)
STARTS = st.integers(0, 20 * 365 * 86_400 * 1_000_000).map(
    lambda micros: at("2005-01-01T00:00:00") + timedelta(microseconds=micros)
)


def test_the_vendors_example_holds_to_the_second() -> None:
    assert TIMES.warn_at == at("2018-10-19T10:00:01")
    assert TIMES.yellow_at == at("2018-10-24T10:00:01")
    assert TIMES.red_at == at("2018-10-29T10:00:01")
    assert TIMES.late_at == TIMES.yellow_at
    assert TIMES.provisional is False


@pytest.mark.parametrize(
    ("when", "card"),
    [
        ("2018-10-19T10:00:00", None),
        ("2018-10-19T10:00:01", Card.WARNING),
        ("2018-10-24T10:00:00", Card.WARNING),
        ("2018-10-24T10:00:01", Card.YELLOW),
        ("2018-10-29T10:00:00", Card.YELLOW),
        ("2018-10-29T10:00:01", Card.RED),
    ],
)
def test_an_open_case_has_the_card_of_the_instant(when: str, card: Card | None) -> None:
    assert card_at(TIMES, at(when)) is card


@pytest.mark.parametrize(
    ("closed", "card"),
    [
        ("2018-10-23T10:00:00", None),
        ("2018-10-24T10:00:00", None),
        ("2018-10-24T10:00:01", Card.YELLOW),
        ("2018-10-29T10:00:01", Card.RED),
    ],
)
def test_a_closed_case_keeps_its_card_but_gets_no_warning(closed: str, card: Card | None) -> None:
    assert card_at(TIMES, at("2019-01-01T00:00:00"), closed_at=at(closed)) is card


def test_a_case_closed_later_is_still_open_at_the_instant() -> None:
    closed = at("2018-10-30T10:00:00")
    assert card_at(TIMES, at("2018-10-20T10:00:00"), closed_at=closed) is Card.WARNING


def test_a_voided_case_has_no_card() -> None:
    assert card_at(TIMES, at("2019-01-01T00:00:00"), voided=True) is None


@given(STARTS, st.integers(1, 30), st.integers(0, 30))
def test_cards_fall_due_at_the_first_second_of_their_day_count(
    start: datetime, promise: int, more: int
) -> None:
    terms = CardTerms(promise=promise, statutory=promise + more)
    times = card_times(HUNAN, start, terms, WORK)
    assert times.yellow_at is not None
    assert times.red_at is not None
    assert days_used(WORK, start, times.yellow_at) == promise + 1
    assert days_used(WORK, start, times.yellow_at - timedelta(microseconds=1)) == promise
    assert days_used(WORK, start, times.red_at) == promise + more + 1
    assert times.warn_at is not None
    assert times.warn_at <= times.yellow_at <= times.red_at


@given(STARTS, st.integers(0, 20 * 86_400), st.integers(0, 20 * 86_400))
def test_a_pause_is_left_out_of_the_days_used(start: datetime, after: int, lasts: int) -> None:
    began = start + after * SECOND
    pause = Pause(began_at=began, ended_at=began + lasts * SECOND)
    times = card_times(HUNAN, start, TERMS, WORK, [pause])
    assert times.yellow_at is not None
    assert days_used(WORK, start, times.yellow_at, [pause]) == 8
    before = times.yellow_at - timedelta(microseconds=1)
    assert days_used(WORK, start, before, [pause]) == 7


def test_an_open_pause_stops_the_cards_that_were_not_due_before_it() -> None:
    pause = Pause(began_at=at("2018-10-22T09:00:00"))
    times = card_times(HUNAN, ACCEPTED, TERMS, WORK, [pause])
    assert times.warn_at == TIMES.warn_at
    assert (times.yellow_at, times.red_at) == (None, None)


def test_a_short_promise_warns_from_acceptance() -> None:
    times = card_times(HUNAN, ACCEPTED, CardTerms(promise=2, statutory=20), WORK)
    assert times.warn_at == ACCEPTED


def test_without_a_term_there_is_no_card() -> None:
    times = card_times(HUNAN, ACCEPTED, CardTerms(statutory=10), WORK)
    assert (times.warn_at, times.yellow_at) == (None, None)
    assert times.late_at == times.red_at == at("2018-10-29T10:00:01")


@pytest.mark.parametrize(
    ("profile", "warn", "yellow", "red"),
    [
        (("yulin", "case"), "2018-10-23T14:36:00", None, "2018-10-24T10:00:01"),
        (("one-day", "case"), "2018-10-23T10:00:00", None, None),
        (("chengdu-2010", "case"), None, None, "2018-10-24T10:00:01"),
        (("guangdong-2007", "case"), None, "2018-10-29T10:00:01", None),
        (("hunan-kechuang-2018", "licence_issue"), None, "2018-10-24T10:00:01", None),
        (
            ("hunan-kechuang-2018", "enquiry"),
            "2018-10-19T10:00:01",
            "2018-10-24T10:00:01",
            "2018-10-25T10:00:01",
        ),
    ],
)
def test_other_profiles_are_data(
    profile: tuple[str, str], warn: str | None, yellow: str | None, red: str | None
) -> None:
    times = card_times(PROFILES[profile], ACCEPTED, TERMS, WORK)
    expected = [None if text is None else at(text) for text in (warn, yellow, red)]
    assert [times.warn_at, times.yellow_at, times.red_at] == expected


def test_a_profile_brings_its_own_term_where_none_is_promised() -> None:
    profile = PROFILES["hunan-kechuang-2018", "online_pre_acceptance"]
    times = card_times(profile, ACCEPTED, CardTerms(), WORK)
    assert times.warn_at == at("2018-10-17T10:00:01")


def test_a_card_beyond_the_published_calendar_is_provisional() -> None:
    assert card_times(HUNAN, at("2026-12-25T10:00:00"), TERMS, WORK).provisional is True


def test_a_given_deadline_is_late_by_card_after_its_instant() -> None:
    times = given_card_times(ACCEPTED)
    assert card_at(times, ACCEPTED) is None
    assert card_at(times, ACCEPTED + timedelta(microseconds=1)) is Card.YELLOW

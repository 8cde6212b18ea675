"""Clocks: the rule in force, the term it gives, extensions, time not counted, lapse."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.calendars import calendar_events, calendar_from_events, load_calendar
from application.rules import load_clock_rules
from domain.clock_changes import (
    ExcludedTime,
    Extension,
    excluded_span,
    exclusion_faults,
    extension_faults,
)
from domain.clock_codes import ExclusionFault, ExtensionFault
from domain.clocks import (
    Basis,
    Clock,
    ClockError,
    ClockRule,
    ClockRules,
    deemed_accepted_on,
    explain_clock,
    extend,
    given_clock,
    redate,
    reset,
    start_clock,
)
from domain.lateness import Span, Unit

CALENDAR = load_calendar()
RULES = load_clock_rules()
ZONE = "Asia/Shanghai"


def rule(clock: str, on: date = date(2016, 9, 20)) -> ClockRule:
    found = RULES.in_force(clock, on)
    assert found is not None
    return found


def started(clock: str, on: date) -> Clock:
    return start_clock(rule(clock, on), on, CALENDAR, ZONE)


DECIDE = rule("LIC.DECIDE")
ON = date(2016, 9, 20)
CLOCK = started("LIC.DECIDE", ON)


@pytest.mark.parametrize(
    ("clock", "on", "due"),
    [
        ("LIC.DECIDE", "2016-09-20", "2016-10-21"),
        ("LIC.DECIDE_JOINT", "2016-01-20", "2016-03-28"),
        ("LIC.CORRECT_NOTICE", "2016-02-05", "2016-02-17"),
        ("LIC.CORRECT_NOTICE", "2016-09-30", "2016-10-12"),
        ("LIC.DELIVER", "2016-09-28", "2016-10-17"),
        ("LIC.RECEIPT", "2016-09-28", "2016-09-28"),
        ("LIC.HEARING_NOTICE", "2016-10-12", "2016-09-28"),
        ("LIC.RENEW", "2016-10-01", "2016-10-01"),
        ("HN.ONE_ORGAN", "2016-06-03", "2016-07-04"),
        ("HN.JOINT", "2016-06-03", "2016-07-18"),
    ],
)
def test_a_rule_gives_the_deadline_of_its_article(clock: str, on: str, due: str) -> None:
    assert started(clock, date.fromisoformat(on)).due.isoformat() == due


@pytest.mark.parametrize(
    ("clock", "on", "days", "due"),
    [
        ("LIC.DECIDE", "2016-09-20", 10, "2016-11-04"),
        ("LIC.DECIDE_JOINT", "2016-01-20", 15, "2016-04-19"),
    ],
)
def test_an_extension_adds_its_days(clock: str, on: str, days: int, due: str) -> None:
    longer = extend(started(clock, date.fromisoformat(on)), days, CALENDAR)
    assert (longer.due.isoformat(), longer.extended) == (due, days)


def test_a_clock_carries_every_answer_it_rests_on() -> None:
    assert (
        Clock(
            clock="LIC.DECIDE",
            rule="LIC.DECIDE@2004-07-01",
            article="《行政许可法》第四十二条第一款",
            basis=Basis.STATUTORY,
            unit=Unit.WORKING,
            length=20,
            started_on=ON,
            due=date(2016, 10, 21),
            zone=ZONE,
            calendar_version=CALENDAR.version,
        )
        == CLOCK
    )


def test_the_rule_is_that_in_force_on_the_triggers_date() -> None:
    assert RULES.in_force("LIC.DECIDE", date(2004, 6, 30)) is None
    assert rule("PROMISE.DECIDE", date(2019, 12, 31)).law == "湖南省行政程序规定"
    assert rule("PROMISE.DECIDE", date(2020, 1, 1)).law == "优化营商环境条例"
    assert RULES.by_id(DECIDE.id) == DECIDE
    assert RULES.by_id("LIC.DECIDE@1999-01-01") is None


def test_a_version_ends_where_the_next_begins() -> None:
    later = replace(DECIDE, id="LIC.DECIDE@2030-01-01", in_force_from=date(2030, 1, 1))
    rules = ClockRules(rules=(later, DECIDE))
    assert rules.in_force("LIC.DECIDE", date(2029, 12, 31)) == DECIDE
    assert rules.in_force("LIC.DECIDE", date(2030, 1, 1)) == later


def test_a_promise_is_counted_in_its_own_days() -> None:
    promise = start_clock(rule("PROMISE.DECIDE"), ON, CALENDAR, ZONE, days=7, basis=Basis.PROMISED)
    assert (promise.due, promise.basis) == (date(2016, 9, 29), Basis.PROMISED)


def test_a_rule_without_length_needs_one() -> None:
    with pytest.raises(ClockError, match="no length of its own"):
        start_clock(rule("PROMISE.DECIDE"), ON, CALENDAR, ZONE)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"days": 11}, ExtensionFault.TOO_LONG),
        ({"approver": "clerk"}, ExtensionFault.APPROVER_TOO_LOW),
        ({"approved_on": date(2016, 10, 22)}, ExtensionFault.AFTER_DEADLINE),
        ({"told_on": None}, ExtensionFault.NOT_TOLD),
        ({"told_on": date(2016, 10, 22)}, ExtensionFault.NOT_TOLD),
    ],
)
def test_an_extension_against_article_42_says_its_fault(
    changes: dict[str, Any], fault: ExtensionFault
) -> None:
    lawful = Extension(
        days=10,
        approver="organ_head",
        approved_on=date(2016, 10, 20),
        told_on=date(2016, 10, 21),
    )
    assert extension_faults(DECIDE, CLOCK, lawful) == ()
    assert extension_faults(DECIDE, CLOCK, replace(lawful, **changes)) == (fault,)


def test_a_joint_approval_is_extended_by_the_government_head_only() -> None:
    joint = rule("LIC.DECIDE_JOINT")
    asked = Extension(days=15, approver="organ_head", approved_on=ON, told_on=ON)
    clock = started("LIC.DECIDE_JOINT", ON)
    assert extension_faults(joint, clock, asked) == (ExtensionFault.APPROVER_TOO_LOW,)
    assert extension_faults(joint, clock, replace(asked, approver="government_head")) == ()


def test_a_second_extension_and_one_no_article_allows_are_faults() -> None:
    asked = Extension(days=1, approver="government_head", approved_on=ON, told_on=ON)
    once = extend(CLOCK, 5, CALENDAR)
    assert extension_faults(DECIDE, once, asked) == (ExtensionFault.SECOND_TIME,)
    deliver = rule("LIC.DELIVER")
    assert extension_faults(deliver, CLOCK, asked) == (ExtensionFault.NOT_ALLOWED,)


INSPECTION = ExcludedTime(
    reason="inspection",
    began_on=date(2016, 10, 12),
    ended_on=date(2016, 10, 19),
    days_told=5,
    told_in_writing=True,
)


def test_time_told_in_writing_does_not_count() -> None:
    span = excluded_span(DECIDE, CLOCK, INSPECTION, CALENDAR)
    assert span == Span(first=date(2016, 10, 13), last=date(2016, 10, 19), reason="inspection")
    moved = reset(CLOCK, CALENDAR, [span])
    assert (moved.due, moved.not_counted) == (date(2016, 10, 28), 5)
    assert len(explain_clock(moved, CALENDAR, [span])) == (moved.due - ON).days + 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reason": "publicity"}, ExclusionFault.REASON_NOT_IN_LAW),
        ({"told_in_writing": False}, ExclusionFault.NOT_TOLD_IN_WRITING),
        ({"days_told": 0}, ExclusionFault.DAYS_NOT_TOLD),
        (
            {"began_on": date(2016, 10, 24), "ended_on": date(2016, 10, 25)},
            ExclusionFault.BEGAN_AFTER_DEADLINE,
        ),
    ],
)
def test_time_without_ground_in_article_45_counts_and_says_its_fault(
    changes: dict[str, Any], fault: ExclusionFault
) -> None:
    time = replace(INSPECTION, **changes)
    assert exclusion_faults(DECIDE, CLOCK, time, CALENDAR) == (fault,)
    assert excluded_span(DECIDE, CLOCK, time, CALENDAR) is None


def test_days_beyond_those_told_count_again() -> None:
    late = replace(INSPECTION, ended_on=date(2016, 11, 30))
    assert exclusion_faults(DECIDE, CLOCK, late, CALENDAR) == (ExclusionFault.LONGER_THAN_TOLD,)
    assert excluded_span(DECIDE, CLOCK, late, CALENDAR) == excluded_span(
        DECIDE, CLOCK, INSPECTION, CALENDAR
    )


def test_running_time_takes_the_days_told_and_a_short_one_only_its_own() -> None:
    running = excluded_span(DECIDE, CLOCK, replace(INSPECTION, ended_on=None), CALENDAR)
    assert running is not None
    assert running.last == date(2016, 10, 19)
    same_day = replace(INSPECTION, ended_on=INSPECTION.began_on)
    assert excluded_span(DECIDE, CLOCK, same_day, CALENDAR) is None


def test_an_application_nobody_answered_counts_as_accepted_on_the_day_of_receipt() -> None:
    notice, received = rule("LIC.CORRECT_NOTICE"), date(2016, 9, 30)
    clock = started("LIC.CORRECT_NOTICE", received)
    in_time, late = date(2016, 10, 12), date(2016, 10, 13)
    assert deemed_accepted_on(notice, clock, None, in_time) is None
    assert deemed_accepted_on(notice, clock, None, late) == received
    assert deemed_accepted_on(notice, clock, in_time, late) is None
    assert deemed_accepted_on(notice, clock, late, late) == received
    assert deemed_accepted_on(DECIDE, CLOCK, None, date(2020, 1, 1)) is None


def test_a_given_deadline_asks_no_calendar_and_keeps_its_instant() -> None:
    due_at = datetime(2011, 3, 1, 23, 30, tzinfo=UTC)
    clock = given_clock(rule("SRC.GIVEN"), date(2011, 1, 4), due_at, "Europe/Amsterdam")
    assert (clock.due, clock.due_at, clock.calendar_version) == (date(2011, 3, 2), due_at, "")
    assert reset(clock, CALENDAR) == clock
    assert explain_clock(clock, CALENDAR) == ()


def test_a_count_backwards_explains_the_days_before_its_event() -> None:
    days = explain_clock(started("LIC.HEARING_NOTICE", date(2016, 10, 12)), CALENDAR)
    assert (days[0].date, days[0].number) == (date(2016, 9, 28), 7)
    assert (days[-1].date, days[-1].number) == (date(2016, 10, 12), 0)


def test_an_amended_calendar_moves_only_provisional_deadlines() -> None:
    notice = {
        "year": 2027,
        "document": None,
        "off": [{"date": "2027-01-01", "name": "元旦"}],
        "work": [],
    }
    newer = calendar_from_events([*calendar_events(), notice])
    provisional = started("LIC.DECIDE", date(2026, 12, 14))
    moved = redate(provisional, newer)
    assert (provisional.provisional, provisional.due) == (True, date(2027, 1, 11))
    assert (moved.provisional, moved.due) == (False, date(2027, 1, 12))
    assert redate(CLOCK, newer) == CLOCK


@given(
    st.dates(date(2005, 1, 1), date(2026, 1, 1)),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 20),
)
def test_lawful_time_not_counted_moves_a_working_day_term_by_exactly_its_days(
    on: date, after: int, lasts: int, told: int
) -> None:
    clock = started("LIC.DECIDE", on)
    began = CALENDAR.add_working_days(on, after).due
    ended = CALENDAR.add_working_days(began, lasts).due
    time = ExcludedTime(
        reason="hearing", began_on=began, ended_on=ended, days_told=told, told_in_writing=True
    )
    span = excluded_span(DECIDE, clock, time, CALENDAR)
    moved = reset(clock, CALENDAR, [span] if span else [])
    # What begins on the last day or later leaves nothing of the term to be interrupted.
    lost = min(lasts, told) if began < clock.due else 0
    assert CALENDAR.working_days_between(clock.due, moved.due) == lost
    assert moved.not_counted == lost

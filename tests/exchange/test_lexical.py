"""Canonical forms: one value has one spelling, and what is no value is refused."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.lexical import ISO, KINDS, Dates, LexicalError, canonical, stamp

AMSTERDAM = Dates(ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("int", "+007", "7"),
        ("int", "-0", "0"),
        ("float", "35.0", "35"),
        ("float", "1.0E7", "10000000"),
        ("float", "-0.0", "0"),
        ("float", "250.58176", "250.58176"),
        ("float", "0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("float", "1e400", "1E+400"),
        ("float", "Infinity", "INF"),
        ("boolean", "TRUE", "true"),
        ("boolean", "0", "false"),
        ("date", "2011-10-11T13:42:22.688+02:00", "2011-10-11T11:42:22.688000Z"),
        ("date", "2011-10-11 13:42:22.6881234+0200", "2011-10-11T11:42:22.688123Z"),
        ("date", "2011-10-11T13:42", "2011-10-11T11:42:00.000000Z"),
        ("date", "2011-10-11", "2011-10-10T22:00:00.000000Z"),
        ("string", " é ", " é "),
        ("id", "A-1", "A-1"),
    ],
)
def test_a_value_is_written_in_its_canonical_form(kind, text, wanted):
    assert canonical(kind, text, AMSTERDAM) == wanted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "1.5"),
        ("int", "1_000"),
        ("int", "٣"),
        ("int", "9" * 20),
        ("int", ""),
        ("float", "1,5"),
        ("float", "1_0"),
        ("float", "1e99999999999999999999"),
        ("float", "x"),
        ("boolean", "ja"),
        ("date", "2011-02-30"),
        ("date", "20111011"),
        ("date", "2011-W10-1"),
        ("date", "?"),
        ("date", "2011-10-11T25:00:00Z"),
        ("date", "0001-01-01T00:00:00+14:00"),
        ("date", "9999-12-31T23:59:59-12:00"),
        ("date", "1-1-2011"),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused_with_what_came(kind, text):
    with pytest.raises(LexicalError, match=r"expected .*, came"):
        canonical(kind, text, AMSTERDAM)


def test_a_local_time_that_comes_twice_means_the_first():
    assert stamp(AMSTERDAM.read("2013-10-27 02:30:00").at) == "2013-10-27T00:30:00.000000Z"


def test_a_local_time_that_the_change_to_summer_time_skipped_is_refused():
    with pytest.raises(LexicalError, match="skipped"):
        AMSTERDAM.read("2013-03-31 02:30:00")
    assert AMSTERDAM.read("2013-03-31 02:30:00+01:00").at.hour == 1


def test_a_day_begins_where_midnight_was_skipped():
    sao_paulo = Dates(ZoneInfo("America/Sao_Paulo"))
    found = sao_paulo.read("2018-11-04")
    assert found.date_only
    assert found.at == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_patterns_are_tried_in_order_and_a_day_pattern_gives_a_day():
    dates = Dates(ZoneInfo("Asia/Shanghai"), ("%d/%m/%Y", "%Y年%m月%d日 %H:%M", ISO))
    assert dates.read("02/01/2020").date_only
    assert not dates.read("2020年01月02日 08:00").date_only
    assert dates.read("2020年01月02日 08:00").at == datetime(2020, 1, 2, tzinfo=UTC)


def test_many_dates_are_read_right_and_only_some_are_remembered(monkeypatch):
    monkeypatch.setattr("exchange.lexical.REMEMBERED", 5)
    dates = Dates(ZoneInfo("UTC"))
    days = [f"2020-01-{day:02}" for day in range(1, 32)]
    assert [dates.read(day).stamp[:10] for day in days + days] == days + days
    assert len(dates._known) <= 5


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_has_one_spelling_whatever_its_offset(at):
    try:
        wanted = stamp(at.astimezone(UTC))
    except OverflowError:
        return
    offset = at.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return
    assert canonical("date", at.isoformat(), AMSTERDAM) == wanted
    assert canonical("date", wanted, AMSTERDAM) == wanted


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 5))
def test_equal_numbers_have_one_spelling_and_lose_no_digit(number, zeros):
    text = f"{number:f}" if -50 < number.adjusted() < 50 else str(number)
    padded = f"{text}{'' if '.' in text else '.'}{'0' * zeros}" if "E" not in text else text
    spelt = canonical("float", text, AMSTERDAM)
    assert canonical("float", padded, AMSTERDAM) == spelt
    assert canonical("float", spelt, AMSTERDAM) == spelt
    assert Decimal(spelt) == number


@given(st.sampled_from(KINDS), st.text())
def test_a_canonical_form_is_its_own_canonical_form(kind, text):
    try:
        spelt = canonical(kind, text, AMSTERDAM)
    except LexicalError:
        return
    assert canonical(kind, spelt, AMSTERDAM) == spelt

"""The clock rules, card profiles and opening hours that ship with Mingcha, read from TOML."""

import tomllib
from collections.abc import Mapping
from datetime import time
from functools import cache
from itertools import pairwise
from pathlib import Path

from application.tables import DataError, Table
from domain.cards import Card, CardProfile, Measure, Term, Threshold
from domain.clock_codes import Lapse, Level, Trigger, UnitStatus
from domain.clocks import ClockRule, ClockRules, ExtensionRule
from domain.hours import HallHours, Interval, MonthDay, Season, Shift
from domain.lateness import Unit
from domain.rank import Rank

FOLDER = Path(__file__).parent / "rules"
DEFAULT_HALL = "*"
CASE = "case"


@cache
def load_clock_rules(path: Path = FOLDER / "clocks.toml") -> ClockRules:
    """The register of clocks; DataError or ClockError says what is wrong with the file."""
    return ClockRules(rules=tuple(_clock(table) for table in read_toml(path).tables("clock")))


@cache
def load_card_profiles(
    path: Path = FOLDER / "cards.toml",
) -> Mapping[tuple[str, str], CardProfile]:
    """The card profiles by (id, matter)."""
    profiles = [_profile(table) for table in read_toml(path).tables("profile")]
    return {(profile.id, profile.matter): profile for profile in profiles}


@cache
def load_hours(path: Path = FOLDER / "hours.toml") -> Mapping[str, tuple[HallHours, ...]]:
    """The versions of opening hours by hall; "*" is every hall's without its own."""
    versions = [_hall(table) for table in read_toml(path).tables("hours")]
    halls = dict.fromkeys(version.hall for version in versions)
    return {hall: tuple(v for v in versions if v.hall == hall) for hall in halls}


def hall_hours(hours: Mapping[str, tuple[HallHours, ...]], hall: str) -> tuple[HallHours, ...]:
    """The hours of a hall, or the default ones."""
    return hours.get(hall) or hours[DEFAULT_HALL]


def read_toml(path: Path) -> Table:
    """A file of rules as one table; DataError where it is no TOML."""
    try:
        return Table(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path.name}: expected TOML, came {error}") from error


def _clock(table: Table) -> ClockRule:
    clock, begins = table.text("clock"), table.day("in_force_from")
    rule = ClockRule(
        id=f"{clock}@{begins}",
        clock=clock,
        name=table.text("name"),
        law=table.text("law"),
        article=table.text("article"),
        rank=table.code("rank", Rank),
        trigger=table.code("trigger", Trigger),
        unit=table.code("unit", Unit),
        length=table.number_or_none("length"),
        in_force_from=begins,
        in_force_to=table.day_or_none("in_force_to"),
        backwards=table.flag("backwards", default=False),
        other_law_may_set=table.flag("other_law_may_set", default=False),
        extension=_extension(table),
        not_counted=table.texts("not_counted"),
        written_notice=table.flag("written_notice", default=False),
        lapse=table.code("lapse", Lapse, Lapse.NONE),
        unit_status=table.code("unit_status", UnitStatus, UnitStatus.SETTLED),
        note=table.text("note", ""),
    )
    table.done()
    return rule


def _extension(table: Table) -> ExtensionRule | None:
    inner = table.table("extension")
    if inner is None:
        return None
    rule = ExtensionRule(
        max_days=inner.number("max_days"),
        approver=inner.code("approver", Level),
        once=inner.flag("once", default=True),
        told=inner.flag("told", default=True),
    )
    inner.done()
    return rule


def _profile(table: Table) -> CardProfile:
    to_person = table.texts("left_to_person")
    if not set(to_person) <= set(Card):
        raise table.wrong("left_to_person", "some of " + ", ".join(Card), to_person)
    profile = CardProfile(
        id=table.text("id"),
        matter=table.text("matter", CASE),
        source=table.text("source"),
        rank=table.code("rank", Rank),
        warning=_threshold(table, "warning"),
        yellow=_threshold(table, "yellow"),
        red=_threshold(table, "red"),
        left_to_person=tuple(Card(card) for card in to_person),
        default_days=table.number_or_none("default_days"),
        note=table.text("note", ""),
    )
    table.done()
    return profile


def _threshold(table: Table, card: str) -> Threshold | None:
    inner = table.table(card)
    if inner is None:
        return None
    threshold = Threshold(
        term=inner.code("term", Term),
        measure=inner.code("measure", Measure),
        value=inner.number("value"),
    )
    inner.done()
    return threshold


def _hall(table: Table) -> HallHours:
    hours = HallHours(
        hall=table.text("hall"),
        zone=table.text("zone"),
        document=table.text("document"),
        rank=table.code("rank", Rank),
        in_force_from=table.day("in_force_from"),
        in_force_to=table.day_or_none("in_force_to"),
        standard_day=table.number("standard_day_seconds"),
        makeup_weekday=table.number("makeup_weekday"),
        seasons=tuple(_season(season) for season in table.tables("seasons")),
    )
    table.done()
    return hours


def _season(table: Table) -> Season:
    season = Season(
        name=table.text("name"),
        first=_month_day(table, "first"),
        last=_month_day(table, "last"),
        shifts=tuple(_shift(shift) for shift in table.tables("shifts")),
    )
    table.done()
    return season


def _shift(table: Table) -> Shift:
    shift = Shift(
        weekdays=frozenset(table.numbers("weekdays")),
        intervals=tuple(_interval(table, came) for came in table.texts("intervals")),
    )
    table.done()
    ends = [at for interval in shift.intervals for at in interval]
    if not ends or any(one >= two for one, two in pairwise(ends)):
        raise table.wrong("intervals", "intervals in rising order", table.values["intervals"])
    return shift


def _month_day(table: Table, key: str) -> MonthDay:
    came = table.text(key)
    month, dash, day = came.partition("-")
    if not (dash and month.isdecimal() and day.isdecimal()):
        raise table.wrong(key, "MM-DD", came)
    return int(month), int(day)


def _interval(table: Table, came: str) -> Interval:
    opens, _, closes = came.partition("-")
    try:
        return time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        raise table.wrong("intervals", "HH:MM-HH:MM", came) from None

"""Hypothesis strategies for any event or command, built from its types."""

from base64 import b64encode
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from domain.calendar import CalendarYear, NamedDay
from domain.hours import HallHours, Season, Shift
from domain.rank import Rank
from domain.values import Clear, Sealed
from ledger.canonical import MAX_INTEGER
from ledger.codec import union_members

INTEGERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
# Whatever UTF-8 can hold but U+0000.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
DATES = st.dates(date(1000, 1, 1))


def moments(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Times in UTC on days from one to another."""
    return st.builds(datetime.combine, st.dates(first, last), st.times(), st.just(UTC))


MOMENTS = moments(date(1000, 1, 1), date.max)


def instances(cls: type[Any], personal: type[Any] = Sealed) -> st.SearchStrategy[Any]:
    """Instances of an event, command or value; personal data as `Sealed` or as `Clear`."""
    return _instances(cls, personal)


@cache
def _instances(cls: type[Any], personal: type[Any]) -> st.SearchStrategy[Any]:
    if cls is Sealed:
        return _sealed()
    if cls is HallHours:
        return _hall_hours()
    if cls is CalendarYear:
        return _calendar_year()
    hints = get_type_hints(cls)
    required, optional = {}, {}
    for field in fields(cls):
        # deferred, because correct holds every other command
        known = st.deferred(lambda hint=hints[field.name]: values(hint, personal))  # type: ignore[misc]
        (required if field.default is MISSING else optional)[field.name] = known
    return st.fixed_dictionaries(required, optional=optional).map(lambda data: cls(**data))


def values(hint: Any, personal: type[Any] = Sealed) -> st.SearchStrategy[Any]:
    """Values of one type that an event may hold."""
    members, nullable = union_members(hint)
    if members == [Clear, Sealed]:
        members = [personal]
    found = st.one_of([_plain(member, personal) for member in members])
    return st.none() | found if nullable else found


def _plain(hint: Any, personal: type[Any]) -> st.SearchStrategy[Any]:
    parts = get_args(hint)
    if get_origin(hint) is tuple and parts[-1] is not Ellipsis:
        return st.tuples(*[values(part, personal) for part in parts])
    if get_origin(hint) is tuple:
        return st.lists(values(parts[0], personal), max_size=3).map(tuple)
    if get_origin(hint) is frozenset:
        return st.frozensets(values(parts[0], personal), max_size=3)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        bool: st.booleans(),
        int: INTEGERS | st.integers(0, 60),
        datetime: MOMENTS,
        date: DATES,
        time: st.times().map(lambda at: at.replace(microsecond=0)),
    }
    return simple[hint] if hint in simple else instances(hint, personal)


def _base64(size: int) -> st.SearchStrategy[str]:
    return st.binary(min_size=size, max_size=size).map(lambda raw: b64encode(raw).decode())


def _sealed() -> st.SearchStrategy[Sealed]:
    return st.builds(
        Sealed,
        subject=st.uuids().map(lambda u: f"s{u.hex}"),
        nonce=_base64(12),
        ciphertext=st.integers(16, 64).flatmap(_base64),
        commitment=_base64(32),
    )


def _hall_hours() -> st.SearchStrategy[HallHours]:
    """One season of one shift: any other would have to leave no gap."""
    interval = values(tuple[time, time])
    season = st.builds(
        Season,
        name=TEXTS,
        first=st.just((1, 1)),
        last=st.just((12, 31)),
        shifts=st.lists(interval, max_size=3).map(
            lambda open_: (Shift(weekdays=frozenset(range(1, 8)), intervals=tuple(open_)),)
        ),
    )
    return st.builds(
        HallHours,
        hall=TEXTS,
        zone=TEXTS,
        document=TEXTS,
        rank=st.sampled_from(list(Rank)),
        in_force_from=DATES,
        in_force_to=st.none() | DATES,
        standard_day=st.integers(1, 86_400),
        makeup_weekday=st.integers(1, 7),
        seasons=season.map(lambda one: (one,)),
    )


def _calendar_year() -> st.SearchStrategy[CalendarYear]:
    """A notice names days of its own year, off ones apart from worked ones."""
    days = st.lists(st.dates(date(2016, 1, 1), date(2016, 12, 31)), max_size=6, unique=True)

    def notice(document: str | None, found: list[date], names: str) -> CalendarYear:
        named = [NamedDay(date=day, name=names) for day in found]
        return CalendarYear(
            year=2016, document=document, off=tuple(named[::2]), work=tuple(named[1::2])
        )

    return st.builds(notice, st.none() | TEXTS, days, TEXTS)

"""The two times of a question, and how they are read on a command line and in an address."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class BadTime(ValueError):
    """A time that cannot be read, or a position that the log does not have."""


@dataclass(frozen=True, slots=True)
class When:
    """What a question is about: `as_of` what had happened, `known_at` what had been recorded.

    Both default to now; `known_at` may be a position of the log instead of an instant.
    """

    as_of: datetime | None = None
    known_at: datetime | int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What a question resolved to: nothing after `position` exists for its answer."""

    position: int
    known_at: datetime
    as_of: datetime


def read_instant(text: str, zone: str) -> datetime:
    """An instant in UTC; without an offset it is in `zone`, a bare date is that day's 24:00.

    Raises BadTime.
    """
    try:
        if len(text) == len("2016-04-29"):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadTime(
            f"expected a time like 2016-04-29, 2016-04-29T09:05 or 2016-04-29T09:05+08:00, "
            f"got {text[:60]!r}"
        ) from None


def read_when(as_of: str | None, known_at: str | None, zone: str) -> When:
    """The two times as a person writes them; `known_at` of digits alone is a position."""
    known: datetime | int | None = None
    if known_at:
        known = (
            int(known_at)
            if known_at.isascii() and known_at.isdigit()
            else (read_instant(known_at, zone))
        )
    return When(read_instant(as_of, zone) if as_of else None, known)

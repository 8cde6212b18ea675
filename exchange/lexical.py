"""Canonical lexical forms: one value has one spelling, whatever format it came in."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

KINDS = ("string", "date", "int", "float", "boolean", "id")
ISO = "iso"
REMEMBERED = 10_000
"""Different dates kept as read: logs name the same ones again and again."""

CLOCK_DIRECTIVES = ("%H", "%I", "%c", "%X")

ISO_FORM = re.compile(
    r"\d{4}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d(:\d\d([.,]\d{1,12})?)?(Z|[+-]\d\d(:?\d\d)?)?)?"
)
INT_FORM = re.compile(r"[+-]?[0-9]{1,19}")
BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
SPECIAL_FLOATS = {
    "nan": "NaN",
    "inf": "INF",
    "+inf": "INF",
    "infinity": "INF",
    "-inf": "-INF",
    "-infinity": "-INF",
}


class LexicalError(ValueError):
    """A value is not what its column promises; the text says expected, came, do next."""


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant (UTC) and its canonical spelling; `date_only` where the source gave a day and no
    time of day.
    """

    at: datetime
    stamp: str
    date_only: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """How a source writes instants: patterns tried in order, zone of those without offset."""

    zone: ZoneInfo
    formats: tuple[str, ...] = (ISO,)
    _known: dict[str, Instant] = field(default_factory=dict, compare=False, repr=False)

    def read(self, text: str) -> Instant:
        """The instant a text names. Raises `LexicalError`."""
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[text] = found
        return found

    def _read(self, text: str) -> Instant:
        for pattern in self.formats:
            found = self._iso(text) if pattern == ISO else self._patterned(text, pattern)
            if found is not None:
                return found
        wanted = " or ".join(self.formats)
        raise LexicalError(
            f"expected a date ({wanted}), came {shown(text)}; "
            "correct it at the source or add its pattern to `dates` in the mapping"
        )

    def _iso(self, text: str) -> Instant | None:
        form = ISO_FORM.fullmatch(text)
        if form is None:
            return None
        try:
            stated = datetime.fromisoformat(text)
        except ValueError:
            return None
        return self._placed(stated, text, date_only=form["time"] is None)

    def _patterned(self, text: str, pattern: str) -> Instant | None:
        try:
            stated = datetime.strptime(text, pattern)  # noqa: DTZ007 - placed in its zone below
        except ValueError:
            return None
        dated = not any(directive in pattern for directive in CLOCK_DIRECTIVES)
        return self._placed(stated, text, date_only=dated)

    def _placed(self, stated: datetime, text: str, *, date_only: bool) -> Instant:
        """The stated time as UTC; a local time that comes twice means the first (PEP 495)."""
        try:
            at = stated.replace(tzinfo=stated.tzinfo or self.zone).astimezone(UTC)
            skipped = (
                stated.tzinfo is None
                and not date_only
                and at.astimezone(self.zone).replace(tzinfo=None) != stated
            )
        except OverflowError:
            raise LexicalError(f"expected a date in years 1 to 9999, came {shown(text)}") from None
        if skipped:
            raise LexicalError(
                f"expected a local time of {self.zone.key}, came {shown(text)}, which the change "
                "to summer time skipped; correct it at the source or export it with its offset"
            )
        return Instant(at, stamp(at), date_only)


def canonical(kind: str, text: str, dates: Dates) -> str:
    """The one spelling of a value of this kind. Raises `LexicalError`."""
    match kind:
        case "date":
            return dates.read(text.strip()).stamp
        case "int":
            return _int(text.strip())
        case "float":
            return _float(text.strip())
        case "boolean":
            return _boolean(text.strip())
        case _:
            return text


def stamp(at: datetime) -> str:
    """A UTC instant as YYYY-MM-DDTHH:MM:SS.ffffffZ."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def shown(text: str) -> str:
    """A foreign text in quotes, cut to what an error line can hold."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _int(text: str) -> str:
    if not INT_FORM.fullmatch(text):
        raise LexicalError(f"expected a whole number of at most 19 digits, came {shown(text)}")
    return str(int(text))


def _boolean(text: str) -> str:
    try:
        return BOOLEANS[text.lower()]
    except KeyError:
        raise LexicalError(f"expected true, false, 1 or 0, came {shown(text)}") from None


def _float(text: str) -> str:
    special = SPECIAL_FLOATS.get(text.lower())
    if special:
        return special
    try:
        value = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise LexicalError(f"expected a number, came {shown(text)}")
    if not value:
        return "0"
    exact = Context(prec=len(text) + 1, Emax=MAX_EMAX, Emin=MIN_EMIN).normalize(value)
    return f"{exact:f}" if -7 <= exact.adjusted() <= 20 else str(exact)

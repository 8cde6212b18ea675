"""Bars by unit: parts of a whole, drawn by the server as rectangles a table can hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.cards import Card
from domain.clocks import Basis
from projections.standing import Kind
from web.templating import text as _

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar, in hundredths of the longest bar."""

    shape: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A unit with its cases: gravely late, late, and not late."""

    unit: str
    bad: int
    warn: int
    rest: int
    parts: tuple[Part, ...]


def bars(
    rows: Iterable[Mapping[str, Any]], kind: Kind, others: Mapping[str, int] | None = None
) -> tuple[Bar, ...]:
    """Units by their late cases, the worst first; `others` is how many cases each has in all.

    By law a case counts once: over the law, else over the promise. By card: red, else yellow.
    """
    grave: dict[str, set[str]] = {}
    late: dict[str, set[str]] = {}
    for row in rows:
        chosen = grave if _grave(row, kind) else late
        chosen.setdefault(row["unit"], set()).add(row["stream"])
    whole = Counter(others or {})
    counted = []
    for unit in {*grave, *late, *whole}:
        bad = len(grave.get(unit, ()))
        warn = len(late.get(unit, set()) - grave.get(unit, set()))
        counted.append((unit, bad, warn, max(0, whole[unit] - bad - warn)))
    longest = max((sum(numbers) for _, *numbers in counted), default=0)
    counted.sort(key=lambda each: (-each[1] - each[2], -each[1], -each[3], each[0]))
    return tuple(Bar(*each, parts(each[1:], longest)) for each in counted)


def grave_word(rows: Sequence[Mapping[str, Any]], kind: Kind) -> str:
    """What the gravest lateness of these rows is called: a source's deadline is no statute."""
    if kind is Kind.CARD:
        return _("红牌")
    given = {row["basis"] == Basis.GIVEN for row in rows if row["basis"] != Basis.PROMISED}
    if given == {True}:
        return _("超来源期限")
    return _("超法定或来源期限") if True in given else _("超法定")


def _grave(row: Mapping[str, Any], kind: Kind) -> bool:
    if kind is Kind.CARD:
        return bool(row["card"] == Card.RED)
    return bool(row["basis"] != Basis.PROMISED)


def parts(numbers: tuple[int, ...], longest: int) -> tuple[Part, ...]:
    """The stretches of one bar, by their numbers and the whole of the longest."""
    found, x = [], 0.0
    for shape, number in zip(("seg-bad", "seg-warn", "seg-idle"), numbers, strict=True):
        width = round(WIDTH * number / longest, 2) if longest else 0.0
        found.append(Part(shape, round(x, 2), width))
        x += width
    return tuple(found)

"""The lists behind the figures of the overview, and search by the words an office has at hand."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from projections import store
from projections.case_list import happened, moving_cases, read_filters, shown_at
from projections.cases import STATUS_SQL, TABLE
from projections.fold import Row
from projections.late_list import due_today
from projections.scene import Scene

SEARCHED = ("stream", "receipt_no", "item", "unit")
CHOICES = ("unit", "origin", "channel")
_ENDS = ("closed_at", "voided_at", "not_accepted_at")


class Listed(StrEnum):
    """The figure that a list shows row by row."""

    ALL = "all"
    NEW = "new"
    DONE = "done"
    OPEN = "open"
    DUE_TODAY = "due_today"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure, columns that equal a value, and words found in any of the searched columns."""

    listed: Listed = Listed.ALL
    where: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure as SQL and as it is asked of a row in memory; the column its list is sorted by."""

    sql: Callable[[datetime], sa.ColumnElement[bool]]
    holds: Callable[[Row, datetime], bool]
    order: str = "first_at"


_FIGURES = {
    Listed.ALL: _Figure(lambda since: sa.true(), lambda row, since: True),
    Listed.NEW: _Figure(
        lambda since: TABLE.c.first_at > since, lambda row, since: row["first_at"] > since
    ),
    Listed.DONE: _Figure(
        lambda since: TABLE.c.closed_at > since,
        lambda row, since: row["closed_at"] is not None and row["closed_at"] > since,
        "closed_at",
    ),
    Listed.OPEN: _Figure(
        lambda since: sa.and_(*(TABLE.c[end].is_(None) for end in _ENDS)),
        lambda row, since: all(row[end] is None for end in _ENDS),
    ),
}


def list_figure(
    scene: Scene, wanted: Wanted, since: datetime, limit: int, offset: int
) -> tuple[int, list[Row]]:
    """How many cases a list has and a page of it, the newest first.

    Raises UnknownColumn and BadValue.
    """
    filters = read_filters(scene, wanted.where)

    def fits(row: Row) -> bool:
        return all(each.holds(row) for each in filters) and _found(row, wanted.words)

    if wanted.listed is Listed.DUE_TODAY:
        due = _newest([row for row in _due_today(scene) if fits(row)], "first_at")
        return len(due), due[offset : offset + limit]
    figure = _FIGURES[wanted.listed]
    moving = [row for row in moving_cases(scene) if figure.holds(row, since) and fits(row)]
    conditions = [happened(scene), figure.sql(since), _search(wanted.words)]
    conditions += [_column(each.name, each.attribute) == each.value for each in filters]
    total = scene.connection.execute(
        sa.select(sa.func.count()).where(scene.cases.condition(), *conditions)
    ).scalar_one()
    order = (TABLE.c[figure.order].desc(), TABLE.c.key)
    found = scene.cases.rows(scene.connection, *conditions, order=order, limit=offset + limit)
    rows = moving + [shown for key, row in found if (shown := shown_at(scene, key, row))]
    return total + len(moving), _newest(rows, figure.order)[offset : offset + limit]


def open_by_unit(scene: Scene) -> dict[str, int]:
    """How many cases each unit has open."""
    query = (
        sa.select(TABLE.c.unit, sa.func.count())
        .where(
            scene.cases.condition(), happened(scene), _FIGURES[Listed.OPEN].sql(scene.moment.as_of)
        )
        .group_by(TABLE.c.unit)
    )
    found: Counter[str] = Counter()
    for unit, number in scene.connection.execute(query):
        found[unit] += number
    for row in moving_cases(scene):
        if _FIGURES[Listed.OPEN].holds(row, scene.moment.as_of):
            found[row["unit"]] += 1
    return found


def choices(scene: Scene, column: str) -> list[str]:
    """The values a column of CHOICES has in the cases, for a reader to choose from."""
    if column not in CHOICES:
        raise KeyError(f"expected one of {', '.join(CHOICES)}, got {column!r}")
    query = sa.select(TABLE.c[column]).where(scene.cases.condition()).distinct()
    settled = scene.connection.execute(query).scalars()
    return sorted({value for value in settled if value})


def _due_today(scene: Scene) -> list[Row]:
    streams = due_today(scene)
    loaded = store.load(
        scene.connection, scene.cases.fold, scene.cases.build, streams, scene.cases.boundary
    )
    rows = loaded | {key: scene.cases.changed[key] for key in streams if key in scene.cases.changed}
    return [shown for key, row in rows.items() if (shown := shown_at(scene, key, row))]


def _newest(rows: list[Row], column: str) -> list[Row]:
    rows = sorted(rows, key=lambda row: str(row["stream"]))
    return sorted(rows, key=lambda row: row[column], reverse=True)


def _column(name: str, attribute: bool) -> sa.ColumnElement[Any]:
    if attribute:
        text: sa.ColumnElement[Any] = TABLE.c.attributes[name].astext
        return text
    return STATUS_SQL if name == "status" else TABLE.c["key" if name == "stream" else name]


def _search(words: str) -> sa.ColumnElement[bool]:
    if not words:
        return sa.true()
    columns = (TABLE.c["key" if name == "stream" else name] for name in SEARCHED)
    return sa.or_(*(column.contains(words, autoescape=True) for column in columns))


def _found(row: Row, words: str) -> bool:
    return not words or any(words in row[name] for name in SEARCHED)

"""Lists of documents 主动公开: those that changed after the time asked are read in memory."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import sqlalchemy as sa

from projections import documents
from projections.case_list import sort_key
from projections.documents import COUNTS, DATES, STATUS_SQL, TABLE, TEXTS, TIMES
from projections.filters import Filter, ordered, read_value, sql_order, unknown
from projections.fold import Row
from projections.scene import Scene
from projections.snapshot import Snapshot

COLUMNS: dict[str, type] = (
    {"stream": str, "status": str}
    | dict.fromkeys(TEXTS, str)
    | dict.fromkeys(DATES, date)
    | dict.fromkeys(TIMES, datetime)
    | dict.fromkeys(COUNTS, int)
)
CHOICES = ("unit", "category", "column")


def list_documents(
    scene: Scene,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many documents meet the conditions, and those asked for, by default the newest first.

    `sort` is a column, with a leading "-" from the last to the first. Raises UnknownColumn and
    BadValue.
    """
    filters = [_filter(name, text) for name, text in where.items()]
    name, descending = sort_key(sort or "-first_at", COLUMNS)
    moving = [row for row in _moving(scene) if all(f.holds(row) for f in filters)]
    settled = [_happened(scene), *(_column(f.name) == f.value for f in filters)]
    count = sa.select(sa.func.count()).where(_rows(scene).condition(), *settled)
    total = scene.connection.execute(count).scalar_one()
    end = None if limit is None else offset + limit
    order = (sql_order(_column(name), descending), TABLE.c.key)
    found = _rows(scene).rows(scene.connection, *settled, order=order, limit=end)
    rows = moving + [told for key, row in found if (told := document_at(scene, key, row))]
    rows = ordered(rows, name, descending, tie=lambda row: row["stream"])
    return total + len(moving), rows[offset:end]


def document_at(scene: Scene, stream: str, row: Row) -> Row | None:
    """A document as a list shows it; None where nothing had happened."""
    told = documents.at(row, scene.moment.as_of)
    return None if told is None else {"stream": stream, "status": told["status"]} | told


def document_choices(scene: Scene, column: str) -> list[str]:
    """The values a column of CHOICES has in the documents, for a reader to choose from."""
    if column not in CHOICES:
        raise KeyError(f"expected one of {', '.join(CHOICES)}, got {column!r}")
    query = sa.select(TABLE.c[column]).where(_rows(scene).condition()).distinct()
    return sorted(value for value in scene.connection.execute(query).scalars() if value)


def _rows(scene: Scene) -> Snapshot:
    return scene.rows[documents.FOLD.name]


def _happened(scene: Scene) -> sa.ColumnElement[bool]:
    return TABLE.c.last_at <= scene.moment.as_of


def _moving(scene: Scene) -> Iterator[Row]:
    """The documents that the columns cannot answer for, as they stood."""
    as_of, rows = scene.moment.as_of, _rows(scene)
    later = rows.rows(scene.connection, TABLE.c.last_at > as_of, TABLE.c.first_at <= as_of)
    for key, row in (*later, *rows.changed.items()):
        if told := document_at(scene, key, row):
            yield told


def _filter(name: str, text: str) -> Filter:
    if name not in COLUMNS:
        raise unknown(name, tuple(COLUMNS))
    return Filter(name, read_value(name, text, COLUMNS[name]))


def _column(name: str) -> sa.ColumnElement[object]:
    if name == "status":
        return STATUS_SQL
    return TABLE.c["key" if name == "stream" else name]

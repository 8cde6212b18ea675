"""Lists of cases: those that changed after the time asked are judged in memory, others in SQL."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from projections import cases
from projections.cases import COUNTS, FLAGS, STATUS_SQL, TABLE, TIMES
from projections.filters import Filter, ordered, read_value, sql_order, unknown
from projections.fold import Row
from projections.scene import Scene

COLUMNS: dict[str, type] = {"stream": str, "status": str} | {
    name: datetime if name in TIMES else bool if name in FLAGS else int if name in COUNTS else str
    for name in cases.SLOTS
}
DEFAULT_SORT = "stream"
# Other words for a column, taken where no case has an attribute of that name.
SYNONYMS = {"department": "unit"}
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def list_cases(
    scene: Scene,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many cases meet the conditions, and those asked for, in order.

    `sort` is a column, with a leading "-" from the last to the first. Raises UnknownColumn and
    BadValue.
    """
    filters = read_filters(scene, where)
    name, descending = sort_key(sort or DEFAULT_SORT, COLUMNS)
    moving = [row for row in moving_cases(scene) if all(f.holds(row) for f in filters)]
    settled = [happened(scene), *(_condition(f) for f in filters)]
    total = scene.connection.execute(
        sa.select(sa.func.count()).where(scene.cases.condition(), *settled)
    ).scalar_one()
    end = None if limit is None else offset + limit
    order = (sql_order(_column(name), descending), TABLE.c.key)
    found = scene.cases.rows(scene.connection, *settled, order=order, limit=end)
    rows = moving + [shown for stream, row in found if (shown := shown_at(scene, stream, row))]
    rows = ordered(rows, name, descending, tie=lambda row: row["stream"])
    return total + len(moving), rows[offset:end]


def happened(scene: Scene) -> sa.ColumnElement[bool]:
    """Of which cases all is past at the time asked, so that their columns are the answer."""
    return TABLE.c.last_at <= scene.moment.as_of


def moving_cases(scene: Scene) -> Iterator[Row]:
    """The cases that the columns cannot answer for, as they stood."""
    as_of = scene.moment.as_of
    later = scene.cases.rows(scene.connection, TABLE.c.last_at > as_of, TABLE.c.first_at <= as_of)
    for stream, row in (*later, *scene.cases.changed.items()):
        if shown := shown_at(scene, stream, row):
            yield shown


def shown_at(scene: Scene, stream: str, row: Row) -> Row | None:
    """A case as a list shows it; None where nothing had happened."""
    case = cases.at(row, scene.moment.as_of)
    return None if case is None else {"stream": stream, "status": case["status"]} | case


def read_filters(scene: Scene, where: Mapping[str, str]) -> list[Filter]:
    """Conditions on columns, else on public attributes that some case has."""
    return [read_filter(scene, name, text, COLUMNS) for name, text in where.items()]


def read_filter(scene: Scene, name: str, text: str, columns: Mapping[str, type]) -> Filter:
    """One condition; raises UnknownColumn and BadValue."""
    if name in columns:
        return Filter(name, read_value(name, text, columns[name]))
    if has_attribute(scene, name):
        return Filter(name, text, attribute=True)
    if name in SYNONYMS:
        return Filter(SYNONYMS[name], text)
    raise unknown(name, tuple(columns))


def has_attribute(scene: Scene, name: str) -> bool:
    """Whether any case carries a public attribute of this name."""
    query = sa.select(1).where(scene.cases.condition(), TABLE.c.attributes.has_key(name)).limit(1)
    if scene.connection.execute(query).scalar() is not None:
        return True
    recent = (cases.at(row, END_OF_TIME) for row in scene.cases.changed.values())
    return any(name in case["attributes"] for case in recent if case is not None)


def sort_key(sort: str, columns: Mapping[str, type]) -> tuple[str, bool]:
    """The column to sort by and whether downwards; raises UnknownColumn."""
    name = sort.removeprefix("-")
    if name not in columns:
        raise unknown(name, tuple(columns))
    return name, sort.startswith("-")


def _column(name: str) -> sa.ColumnElement[object]:
    if name == "status":
        return STATUS_SQL
    return TABLE.c["key" if name == "stream" else name]


def _condition(found: Filter) -> sa.ColumnElement[bool]:
    column = TABLE.c.attributes[found.name].astext if found.attribute else _column(found.name)
    return sa.and_(column == found.value)

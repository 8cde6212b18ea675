"""Lists of cards 预警、黄牌、红牌、提醒 at any two times, and how many each value has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from domain.card_acts import State
from projections import issued
from projections.case_list import sort_key
from projections.filters import Filter, ordered, read_value, sql_order, unknown
from projections.fold import Row
from projections.issued import TABLE
from projections.scene import Scene

COLUMNS: dict[str, type] = {
    "stream": str,
    "status": str,
    **dict.fromkeys(issued.TEXTS, str),
    "period": str,
    **dict.fromkeys(("due_at", "issued_at", "lapsed_at"), datetime),
    "unwarned": bool,
}
BY = ("unit", "item", "window", "channel", "person", "period", "kind", "matter", "status")
DEFAULT_SORT = "-due_at"


def list_cards(
    scene: Scene,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many cards meet the conditions, and those asked for, by default the newest first.

    `status` is standing or lapsed, `period` the local month in which the card was due. Raises
    UnknownColumn and BadValue.
    """
    filters = [_filter(name, text) for name, text in where.items()]
    name, descending = sort_key(sort or DEFAULT_SORT, COLUMNS)
    moving = [row for row in _moving(scene) if all(f.holds(row) for f in filters)]
    settled = _settled(scene, filters)
    rows = scene.rows[issued.FOLD.name]
    total = scene.connection.execute(
        sa.select(sa.func.count()).where(rows.condition(), *settled)
    ).scalar_one()
    end = None if limit is None else offset + limit
    order = (sql_order(_column(scene, name), descending), TABLE.c.key)
    stored = rows.rows(scene.connection, *settled, order=order, limit=end)
    found = moving + [shown for key, row in stored if (shown := _shown(scene, key, row))]
    found = ordered(found, name, descending, tie=lambda row: row["stream"])
    return total + len(moving), found[offset:end]


def count_cards(scene: Scene, where: Mapping[str, str], by: str) -> list[Row]:
    """How many cards each value of a dimension has, the most first; raises as `list_cards`."""
    if by not in BY:
        raise unknown(by, BY)
    filters = [_filter(name, text) for name, text in where.items()]
    column = _column(scene, by)
    stored = sa.select(column, sa.func.count()).where(
        scene.rows[issued.FOLD.name].condition(), *_settled(scene, filters)
    )
    counts: Counter[str] = Counter()
    for value, number in scene.connection.execute(stored.group_by(column)):
        counts[str(value)] += number
    counts.update(row[by] for row in _moving(scene) if all(f.holds(row) for f in filters))
    return [{by: value, "cards": n} for value, n in sorted(counts.items(), key=_most_first)]


def _most_first(each: tuple[str, int]) -> tuple[int, str]:
    return -each[1], each[0]


def _filter(name: str, text: str) -> Filter:
    if name not in COLUMNS:
        raise unknown(name, tuple(COLUMNS))
    return Filter(name, read_value(name, text, COLUMNS[name]))


def _settled(scene: Scene, filters: Sequence[Filter]) -> list[sa.ColumnElement[bool]]:
    """Cards of which all had happened by the time asked, under the conditions."""
    held = (sa.and_(_column(scene, f.name) == f.value) for f in filters)
    return [TABLE.c.last_at <= scene.moment.as_of, *held]


def _moving(scene: Scene) -> Iterator[Row]:
    """The cards that the columns cannot answer for, as they stood."""
    as_of, rows = scene.moment.as_of, scene.rows[issued.FOLD.name]
    later = rows.rows(scene.connection, TABLE.c.last_at > as_of, TABLE.c.first_at <= as_of)
    for key, row in (*later, *rows.changed.items()):
        if shown := _shown(scene, key, row):
            yield shown


def _shown(scene: Scene, key: str, row: Row) -> Row | None:
    card = issued.at(row, scene.moment.as_of)
    if card is None:
        return None
    month = card["due_at"].astimezone(ZoneInfo(scene.world.zone))
    return {"stream": key, "period": f"{month:%Y-%m}"} | card


def _column(scene: Scene, name: str) -> sa.ColumnElement[object]:
    if name == "stream":
        return TABLE.c.key
    if name == "status":
        standing = TABLE.c.lapsed_at.is_(None)
        return sa.case((standing, State.STANDING.value), else_=State.LAPSED.value)
    if name == "period":
        local = sa.func.timezone(sa.cast(scene.world.zone, sa.Text), TABLE.c.due_at)
        return sa.func.to_char(local, "YYYY-MM")
    return TABLE.c[name]

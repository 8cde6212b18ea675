"""Row versions in the database: loaded and written set-wise, one journey each way per batch."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from psycopg import Cursor, sql

from projections.fold import CURRENT, Kept, Row

Condition = sa.ColumnElement[bool]


def valid(fold: Kept, build: int, boundary: int | None) -> Condition:
    """Which row versions held at a boundary; None is now."""
    columns = fold.table.c
    if boundary is None:
        # Written out, so that the planner sees the condition of the partial indexes.
        now: sa.ColumnElement[int] = sa.literal_column(str(CURRENT))
        return sa.and_(columns.build == build, columns.to_position == now)
    return sa.and_(
        columns.build == build,
        columns.from_position <= boundary,
        columns.to_position > boundary,
    )


def load(
    connection: sa.Connection,
    fold: Kept,
    build: int,
    keys: Collection[str],
    boundary: int | None = None,
) -> dict[str, Row]:
    """The rows of these keys as they were at a boundary; keys without one are left out."""
    if not keys:
        return {}
    columns = fold.table.c
    rows = connection.execute(
        sa.select(columns.key, columns.row).where(valid(fold, build, boundary), _among(fold, keys))
    )
    return {key: orjson.loads(row) for key, row in rows}


def write(
    connection: sa.Connection, fold: Kept, build: int, rows: Mapping[str, Row], position: int
) -> dict[str, str]:
    """Make these the current rows from a position on, closing the versions before them.

    Returns the rows as they were written.
    """
    if not rows:
        return {}
    changed = _among(fold, rows)
    connection.execute(
        sa.update(fold.table).where(valid(fold, build, None), changed).values(to_position=position)
    )
    cursor = _cursor(connection)
    schema = connection.get_execution_options()["schema_translate_map"][None]
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in fold.table.columns)
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(schema, fold.table.name), names)
    texts = {key: orjson.dumps(row).decode() for key, row in rows.items()}
    with cursor.copy(copy) as out:
        for key, row in rows.items():
            out.write_row((build, key, position, CURRENT, texts[key], *fold.columns(row)))
    return texts


def forget(connection: sa.Connection, fold: Kept, build: int, key: str, position: int) -> None:
    """Drop the version of a row that a position wrote, so that it can be written again."""
    columns = fold.table.c
    connection.execute(
        sa.delete(fold.table).where(
            columns.build == build, columns.key == key, columns.from_position == position
        )
    )


def _among(fold: Kept, keys: Collection[str]) -> Condition:
    wanted = sa.bindparam("keys", list(keys), type_=sa.ARRAY(sa.Text))
    return sa.and_(fold.table.c.key == sa.func.any(wanted))


def _cursor(connection: sa.Connection) -> Cursor[Any]:
    """The driver's own cursor, which can COPY, in the connection's transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor: Cursor[Any] = driver.cursor()
    return cursor

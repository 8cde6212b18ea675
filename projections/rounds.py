"""How far the steward has come: its last round was at this position, about this present."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from projections.fold import METADATA

ROUNDS = sa.Table(
    "rounds",
    METADATA,
    sa.Column("one", sa.Boolean, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("present", sa.DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Round:
    """All cards due by `present` were given, as of what was known at `position`."""

    position: int
    present: datetime


def last_round(connection: sa.Connection) -> Round | None:
    """The last round that was finished; None before the first."""
    found = connection.execute(sa.select(ROUNDS.c.position, ROUNDS.c.present)).one_or_none()
    return None if found is None else Round(*found)


def remember(connection: sa.Connection, done: Round) -> None:
    """Say that a round is finished."""
    row = {"position": done.position, "present": done.present}
    statement = insert(ROUNDS).values(one=True, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["one"], set_=row))

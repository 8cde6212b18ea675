"""The connection of views to the database: one pool per role and log."""

import sqlalchemy as sa
from psycopg import connect

from ledger.names import schemas


def database(dsn: str, log: str, connections: int = 5) -> sa.Engine:
    """The views' schema of a log, reached with a libpq connection string."""
    return sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(dsn),
        pool_size=connections,
        pool_pre_ping=True,
        execution_options={"schema_translate_map": {None: schemas(log).views}},
    )

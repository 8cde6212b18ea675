"""The connection of views to the database: one pool per role and log."""

import sqlalchemy as sa
from psycopg import connect

from ledger.names import schemas

DatabaseFault = sa.exc.DBAPIError
"""What a question to the views raises where the database gives no answer."""

# Plans for the keys and the size of the tables at hand: a plan kept from an empty table would
# walk through all current rows to find a few.
_SESSION = "-c plan_cache_mode=force_custom_plan"


def database(dsn: str, log: str, connections: int = 5) -> sa.Engine:
    """The views' schema of a log, reached with a libpq connection string."""
    return sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(dsn, options=_SESSION),
        pool_size=connections,
        pool_pre_ping=True,
        execution_options={"schema_translate_map": {None: schemas(log).views}},
    )

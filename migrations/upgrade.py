"""Brings the schemas of one log up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg import connect
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from ledger.names import schemas

FOLDER = Path(__file__).parent


def upgrade(owner_dsn: str, log: str) -> None:
    """Run the missing migrations of `log` as the owner, one process at a time."""
    names = schemas(log)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connect(owner_dsn), poolclass=NullPool
    )
    with engine.begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": names.ledger}
        )
        for schema in (names.ledger, names.vault, names.views):
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
        config.attributes["connection"] = connection
        config.attributes["names"] = names
        command.upgrade(config, "head")

"""A log of its own for every test of the ledger."""

from collections.abc import Iterator

import psycopg
import pytest

from ledger.ledger import Ledger
from ledger.recorder import LedgerRecorder
from ledger.wire import Wire
from tests.databases import Database
from tests.ledger.opened import open_ledger, open_recorder


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    """An empty log."""
    with open_ledger(database) as opened:
        yield opened


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    """The recorder alone, over an empty log."""
    opened = open_recorder(database)
    yield opened
    opened.close()


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    """A writer's connection as the committer uses it."""
    with psycopg.connect(database.dsn("writer"), autocommit=True) as connection:
        yield Wire(connection)

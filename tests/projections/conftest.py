"""A log and its views for every test of the projections."""

from collections.abc import Iterator

import pytest

from ledger.ledger import Ledger
from projections.read import Views, open_views
from tests.databases import LOG, Database
from tests.ledger.opened import open_ledger


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    """An empty log."""
    with open_ledger(database) as opened:
        yield opened


@pytest.fixture
def views(database: Database, ledger: Ledger) -> Iterator[Views]:
    """Its views, which can be caught up."""
    dsn = database.dsn
    with open_views(LOG, ledger.reader, dsn("reader"), dsn("writer")) as opened:
        yield opened

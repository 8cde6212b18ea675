"""A ledger of the test's own, opened with the shipped rules or not at all."""

from collections.abc import Iterator

import pytest

from application.opening import ensure_open
from ledger.ledger import Ledger
from tests.databases import Database
from tests.ledger.opened import open_ledger


@pytest.fixture
def unopened(database: Database) -> Iterator[Ledger]:
    """A log nobody has written to."""
    with open_ledger(database) as ledger:
        yield ledger


@pytest.fixture
def ledger(unopened: Ledger) -> Ledger:
    """A log that is opened."""
    ensure_open(unopened)
    return unopened

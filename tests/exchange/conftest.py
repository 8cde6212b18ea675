"""An importer into a fresh log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database
from tests.exchange.imports import Importer, ledger_of


@pytest.fixture
def importer(database: Database, tmp_path: Path) -> Iterator[Importer]:
    """Imports into log 430903 of a fresh database."""
    with ledger_of(database, tmp_path) as ledger:
        yield Importer(database, ledger)

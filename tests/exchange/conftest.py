"""An importer into a fresh log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database
from tests.exchange.imports import SHOP, Importer, ledger_of


@pytest.fixture
def importer(database: Database, tmp_path: Path) -> Iterator[Importer]:
    """Imports into log 430903 of a fresh database."""
    with ledger_of(database, tmp_path) as ledger:
        yield Importer(database, ledger)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """Rows without a key: their ordinal names them."""
    path = tmp_path / "shop.toml"
    path.write_text(SHOP.format(key=""), "utf-8")
    return path


@pytest.fixture
def keyed(tmp_path: Path) -> Path:
    """Rows with a key of their own in `no`."""
    path = tmp_path / "keyed.toml"
    path.write_text(SHOP.format(key='key = "no"'), "utf-8")
    return path

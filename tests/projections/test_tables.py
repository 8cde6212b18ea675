"""The tables that migrations make are those that the code reads and writes."""

import pytest
import sqlalchemy as sa

from ledger.names import schemas
from projections.database import database as connect
from projections.fold import METADATA
from projections.scene import FOLDS
from tests.databases import LOG, Database


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: str(table.name))
def test_a_table_has_the_columns_of_its_migration_in_order(
    database: Database, table: sa.Table
) -> None:
    found = sa.inspect(connect(database.dsn("reader"), LOG)).get_columns(
        table.name, schema=schemas(LOG).views
    )
    as_made = [(column["name"], bool(column["nullable"])) for column in found]
    assert as_made == [(column.name, column.nullable) for column in table.columns]
    for column, made in zip(table.columns, found, strict=True):
        assert made["type"].as_generic()._type_affinity is column.type._type_affinity


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: fold.name)
def test_the_reader_may_not_change_a_view(database: Database, fold: object) -> None:
    engine = connect(database.dsn("reader"), LOG)
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="denied"):
        connection.execute(sa.delete(fold.table))  # type: ignore[attr-defined]

"""The tables that migrations make are those that the code reads and writes."""

import pytest
import sqlalchemy as sa

from ledger.names import schemas
from projections.database import database as connect
from projections.fold import METADATA
from projections.views import VIEWS
from tests.databases import LOG, Database


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: str(table.name))
def test_a_table_has_the_columns_of_its_migrations(database: Database, table: sa.Table) -> None:
    found = sa.inspect(connect(database.dsn("reader"), LOG)).get_columns(
        table.name, schema=schemas(LOG).views
    )
    as_made = {(column["name"], bool(column["nullable"])) for column in found}
    assert as_made == {(column.name, column.nullable) for column in table.columns}
    for made in found:
        kind = table.columns[made["name"]].type
        assert made["type"].as_generic()._type_affinity is kind._type_affinity


@pytest.mark.parametrize("fold", VIEWS.kept, ids=lambda fold: fold.name)
def test_the_reader_may_not_change_a_view(database: Database, fold: object) -> None:
    engine = connect(database.dsn("reader"), LOG)
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="denied"):
        connection.execute(sa.delete(fold.table))  # type: ignore[attr-defined]

"""Alembic's entry: runs on the connection that migrations.upgrade hands over."""

from alembic import context

config = context.config
context.configure(
    connection=config.attributes["connection"],
    version_table_schema=config.attributes["names"].ledger,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

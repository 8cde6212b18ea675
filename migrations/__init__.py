"""The tables, made by alembic alone; migrations only add."""

"""Logs imported into ledgers, and what the ledgers then tell."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from exchange.findings import Report
from exchange.importing import Files, Watch, import_log
from exchange.staging import Reject
from ledger.entry import Entry, sealed_fields
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from ledger.names import schemas
from migrations.upgrade import upgrade
from mingcha.postgres.server import Server
from tests import databases
from tests.databases import Database
from tests.exchange.logs import MAPPINGS

SHOP_HEAD = "case:id,activity,at,no,due,who,paper,remark,case:shop\n"
SHOP = """
[source]
name = "shop"
zone = "Europe/Amsterdam"
case = "case:id"
activity = "activity"
time = "at"
{key}
[fields]
item = {{ value = "permit" }}
window = "case:shop"

[applicant]
name = "who"
id_number = "paper"

[[rule]]
event = "case.received"
activity = "apply"
once = true
deadline = "due"
also_step = true

[steps]
fields = {{ note = "remark" }}
deadline = "due"
"""


@contextmanager
def fresh_database(cluster: Server) -> Iterator[Database]:
    """A migrated database for several tests, dropped after them."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(cluster.dsn("superuser", "postgres"), autocommit=True) as connection:
        databases.create(connection, name, databases.TEMPLATE)
        yield Database(cluster, name)
        databases.drop(connection, name)


@contextmanager
def ledger_of(database: Database, keys: Path, log: str = databases.LOG) -> Iterator[Ledger]:
    """A log of a test's database; any but the usual one is migrated first."""
    if log != databases.LOG:
        upgrade(database.dsn("owner"), log)
    access = Access(database.dsn("writer"), database.dsn("reader"), database.dsn("vault"))
    with Ledger(access, log, load_or_make(keys / "keys.json")) as ledger:
        yield ledger


class Importer:
    """Imports into one log, keeping what was rejected last."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self.database = database
        self.ledger = ledger
        self.rejects: list[Reject] = []

    def shipped(self, path: Path, mapping: str, **options: Any) -> Report:
        """Import by a mapping that ships with the project."""
        return self(path, MAPPINGS / f"{mapping}.toml", **options)

    def __call__(
        self, path: Path, mapping: Path, watch: Watch | None = None, *, dry_run: bool = False
    ) -> Report:
        self.rejects = []
        files = Files.of(path, mapping)
        writer = self.database.dsn("writer")
        return import_log(self.ledger, writer, files, self.rejects.append, watch, dry_run=dry_run)

    def subjects(self) -> int:
        """How many persons and cases the vault knows."""
        with psycopg.connect(self.database.dsn("vault")) as connection:
            query = f"SELECT count(*) FROM {schemas(self.ledger.log).vault}.subject"
            found = connection.execute(query).fetchone()
        assert found
        return int(found[0])


def case_entries(ledger: Ledger) -> list[Entry]:
    """The entries of all cases by position."""
    return [entry for entry in ledger.reader.entries() if entry.type.startswith("case.")]


def told(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """All an entry says of what happened, opened; without what every import makes anew."""
    data = dict(entry.data)
    for path, sealed in sealed_fields(data):
        data[path] = ledger.vault.open(entry.place(), path, sealed)
    data.pop("subject", None)
    kept = ("stream", "type", "occurred_at", "origin", "actor", "request")
    return {name: entry.raw[name] for name in kept} | {"data": data}


def story(ledger: Ledger) -> list[dict[str, Any]]:
    """What all cases tell, each event once, in an order of its own."""
    found = [told(ledger, entry) for entry in case_entries(ledger)]
    return sorted(found, key=lambda one: (one["stream"], one["data"]["imported"]["key"]))


def table(folder: Path, *rows: str) -> Path:
    """A file of the shop with these rows."""
    path = folder / "shop.csv"
    path.write_text(SHOP_HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


APPLIED = "1,apply,2020-01-01T08:00,1,,Wim,X1,,"
CHECKED = "1,check,2020-01-02T08:00,2,,,,all fine,"

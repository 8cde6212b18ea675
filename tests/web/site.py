"""The pages of a log of its own, for tests that read them."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from fastapi import FastAPI

from audit.office import Office
from ledger.append import Clock
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from ledger.names import schemas
from mingcha.postgres.server import Server
from projections.read import open_views
from tests import databases
from tests.databases import LOG, TEMPLATE, Database
from tests.web import world
from web.services import Services
from web.site import install

Tell = Callable[[Ledger, world.Simulated], None]


@dataclass(frozen=True, slots=True)
class Site:
    """An application with nothing but the pages, and what stands behind it."""

    app: FastAPI
    services: Services
    ledger: Ledger


@contextmanager
def site(cluster: Server, cases: int | None, tell: Tell | None = None) -> Iterator[Site]:
    """The pages of a log with the test's history and so many ordinary cases; None: no entry.

    `tell` adds to the history.
    """
    name = f"test_{uuid.uuid4().hex}"
    with (
        psycopg.connect(cluster.dsn("superuser", "postgres"), autocommit=True) as connection,
        tempfile.TemporaryDirectory() as folder,
    ):
        databases.create(connection, name, TEMPLATE)
        try:
            with _opened(Database(cluster, name), Path(folder), cases, tell) as opened:
                yield opened
        finally:
            databases.drop(connection, name)


@contextmanager
def _opened(
    database: Database, folder: Path, cases: int | None, tell: Tell | None
) -> Iterator[Site]:
    access = Access(database.dsn("writer"), database.dsn("reader"), database.dsn("vault"))
    keys = load_or_make(folder / "keys.json")

    def ledger_of(clock: Clock) -> Ledger:
        return Ledger(access, LOG, keys, clock)

    clock = world.Simulated()
    with ledger_of(clock) as ledger:
        if cases is not None:
            world.fill(ledger, clock, cases)
        if tell is not None:
            tell(ledger, clock)
        office = Office(access.writer, schemas(LOG).ledger, LOG, folder)
        with open_views(LOG, ledger.reader, access.reader, access.writer) as views:
            views.catch_up()
            services = Services(LOG, views, office)
            yield Site(_app(services), services, ledger)


def _app(services: Services) -> FastAPI:
    app = FastAPI()
    install(app, services)
    return app

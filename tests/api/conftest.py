"""An application over a real log that is opened with the shipped rules."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.commands import Api, install
from application.handler import Handler
from application.opening import ensure_open
from mingcha.postgres.server import Server
from projections.read import open_views
from tests import databases
from tests.api.hall import KEY, Hall
from tests.databases import LOG, Database
from tests.ledger.opened import open_ledger


@pytest.fixture(scope="module")
def hall(cluster: Server) -> Iterator[Hall]:
    """One hall for the tests of a module; each test writes to streams of its own."""
    database = Database(cluster, f"test_{uuid.uuid4().hex}")
    with psycopg.connect(cluster.dsn("superuser", "postgres"), autocommit=True) as connection:
        databases.create(connection, database.name, databases.TEMPLATE)
        with (
            open_ledger(database) as ledger,
            open_views(LOG, ledger.reader, database.dsn("reader"), database.dsn("writer")) as views,
        ):
            ensure_open(ledger)
            handler = Handler(ledger, views=views)
            app = FastAPI(redirect_slashes=False)
            install(app, Api(ledger, handler, KEY))
            with TestClient(app, raise_server_exceptions=False) as client:
                yield Hall(client, ledger, handler, database, views)
        databases.drop(connection, database.name)

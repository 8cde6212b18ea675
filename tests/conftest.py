"""What every test may ask for: one server for the whole run, a fresh database for each test."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mingcha.postgres import locks
from mingcha.postgres import server as postgres
from tests import databases, homes
from tests.databases import Database

HOME_VARIABLE = "MINGCHA_TEST_HOME"


def pytest_configure(config: pytest.Config) -> None:
    """Make one home for the run, which the workers of xdist inherit."""
    if not hasattr(config, "workerinput"):
        homes.sweep()
        os.environ[HOME_VARIABLE] = str(homes.make())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the home of the run once its last worker has stopped the server."""
    if not hasattr(config, "workerinput") and HOME_VARIABLE in os.environ:
        homes.remove(Path(os.environ.pop(HOME_VARIABLE)))


@pytest.fixture(scope="session")
def cluster_home() -> Path:
    """The home of the server of the test run."""
    return Path(os.environ[HOME_VARIABLE])


@pytest.fixture(scope="session")
def cluster(cluster_home: Path) -> Iterator[postgres.Server]:
    """The one server of the test run, shared by all workers; the last of them stops it."""
    with postgres.server(homes.settings(cluster_home)) as server:
        with locks.exclusive(cluster_home / "template.lock"):
            databases.make_template(server)
        yield server


@pytest.fixture
def database(cluster: postgres.Server) -> Iterator[Database]:
    """A fresh migrated database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(cluster.dsn("superuser", "postgres"), autocommit=True) as connection:
        databases.create(connection, name, databases.TEMPLATE)
        yield Database(cluster, name)
        databases.drop(connection, name)

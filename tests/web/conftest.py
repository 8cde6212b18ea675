"""Two sets of pages for every test of this folder: of a log with a history, and of an empty one."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from mingcha.postgres.server import Server
from tests.web import misconduct
from tests.web.site import Site, site


@pytest.fixture(scope="session")
def filled(cluster: Server) -> Iterator[Site]:
    """The pages of a log with a history."""
    with site(cluster, 24) as opened:
        yield opened


@pytest.fixture(scope="session")
def empty(cluster: Server) -> Iterator[Site]:
    """The pages of a log without an entry."""
    with site(cluster, None) as opened:
        yield opened


@pytest.fixture(scope="session")
def suspected(cluster: Server) -> Iterator[Site]:
    """The pages of a log in which a few things went wrong."""
    with site(cluster, 24, misconduct.tell) as opened:
        yield opened


@pytest.fixture
def client(filled: Site) -> TestClient:
    """A reader of the log with a history."""
    return TestClient(filled.app)

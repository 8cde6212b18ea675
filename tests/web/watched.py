"""An application that is watched: routes of the test's own over a real log."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api.principal import Principal
from domain.decider import Actor, Origin
from tests.web.site import Site
from web.observing import install

CLERK = Principal(name="clerk-01", actor=Actor(id="clerk-01"), origin=Origin.HALL_WINDOW)
HERE = ("127.0.0.1", 50000)


@contextmanager
def watched(site: Site, client: tuple[str, int] = HERE) -> Iterator[TestClient]:
    """A caller at an address, of an application with three routes."""
    app = FastAPI(redirect_slashes=False)

    @app.get("/case/{stream}")
    def case(stream: str, request: Request) -> str:
        request.state.principal = CLERK
        return stream

    @app.get("/broken/{name}")
    def broken(name: str) -> None:
        raise RuntimeError(name)

    app.state.asked = site
    install(app, site.ledger, site.services)
    with TestClient(app, raise_server_exceptions=False, client=client) as caller:
        yield caller

"""A real browser before a real server, for every test of this folder."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from mingcha.postgres.server import Server
from tests.web import misconduct
from tests.web.site import site
from tools import browser as chromium

WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}
READY = 30.0


@pytest.fixture(scope="session")
def address(cluster: Server) -> Iterator[str]:
    """Where the pages are served, on loopback."""
    with site(cluster, 24, misconduct.tell) as opened, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        config = uvicorn.Config(opened.app, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        _wait_for(server)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join(READY)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; the tests are skipped where there is none."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium here; run python -m tools.browser")
    with sync_playwright() as playwright:
        # Root has no sandbox, and a small /dev/shm would crash the pages.
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        with playwright.chromium.launch(executable_path=path, args=flags) as opened:
            yield opened


@pytest.fixture(params=list(WIDTHS))
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page at the width of a phone and of a desk, with what went wrong kept as `faults`."""
    width, height = WIDTHS[request.param]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        opened = context.new_page()
        opened.set_default_timeout(20_000)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda said: faults.extend([said.text] * (said.type == "error")))
        opened.on("request", lambda asked: faults.extend(_elsewhere(asked.url, address)))
        yield opened
        assert faults == []


def _elsewhere(url: str, address: str) -> list[str]:
    """The fault of a request to any host but the pages' own."""
    return [] if url.startswith((address, "data:")) else [f"asked {url}"]


def _wait_for(server: uvicorn.Server) -> None:
    until = time.monotonic() + READY
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)

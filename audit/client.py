"""Reads a published log (audit/publish.py) from a folder or over HTTP, trusting nothing it reads.

What comes from here is hashes and notes; whoever uses them verifies them.
"""

from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from audit.files import read_if_there
from audit.note import MAX_SIZE
from audit.tiles import WIDTH, Tile
from audit.tree import HASH_SIZE

TIMEOUT_SECONDS = 30

Fetch = Callable[[str], bytes | None]
"""Answers the content at a path of the log, or None where there is none."""


class LogUnreadable(Exception):
    """A published log that does not answer, or lacks what its checkpoint requires."""


class Unreachable(Exception):
    """A server that does not answer."""


class LogReader:
    """The published files of one log; a hash source for `TiledTree`."""

    def __init__(self, fetch: Fetch, place: str) -> None:
        self._fetch = fetch
        self._place = place

    def checkpoint(self) -> bytes:
        """The latest signed checkpoint, unverified."""
        content = self._fetch("checkpoint")
        if content is None:
            raise LogUnreadable(f"expected a file 'checkpoint' in {self._place}, found none")
        return content

    def hashes(self, level: int, start: int, end: int) -> bytes:
        """Hashes of one tile, from its partial file or, where that is gone, from the full one."""
        index, offset = divmod(start, WIDTH)
        width = end - index * WIDTH
        partial = Tile(level, index, width)
        content = self._fetch(partial.path)
        if content is None and width < WIDTH:
            content = self._fetch(Tile(level, index).path)
        if content is None or len(content) < width * HASH_SIZE:
            raise LogUnreadable(f"expected {width} hashes at {partial.path} in {self._place}")
        return content[offset * HASH_SIZE : width * HASH_SIZE]


def folder_log(folder: Path) -> LogReader:
    """A log published in a folder of this machine or a mounted one."""
    return LogReader(lambda path: read_if_there(folder / path), str(folder))


def http_log(prefix: str) -> LogReader:
    """A log published below an http or https prefix."""
    return LogReader(lambda path: _get(f"{prefix.rstrip('/')}/{path}"), prefix)


def exchange(url: str, body: bytes | None = None) -> tuple[int, bytes]:
    """GET, or POST of a body, to an http or https URL: (status, content). Raises Unreachable."""
    if not url.startswith(("http://", "https://")):
        raise Unreachable(f"expected an http or https URL, got {url!r}")
    headers = {"Content-Type": "text/plain; charset=utf-8"} if body else {}
    request = Request(url, data=body, headers=headers)
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return response.status, response.read(MAX_SIZE)
    except HTTPError as error:
        return error.code, error.read(MAX_SIZE)
    except (URLError, TimeoutError, ConnectionError, HTTPException) as error:
        raise Unreachable(f"{url} cannot be reached: {error}") from None


def _get(url: str) -> bytes | None:
    status, content = exchange(url)
    if status == HTTPStatus.OK:
        return content
    if status == HTTPStatus.NOT_FOUND:
        return None
    raise LogUnreadable(f"expected {url} to answer 200 or 404, got {status}")

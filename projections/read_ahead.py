"""Pages of the log, the next one read and decoded while the database works on this one."""

from concurrent.futures import Future, ThreadPoolExecutor

from ledger.entry import Entry
from ledger.reading import Reader

Place = tuple[int, int]


class ReadAhead:
    """Not thread-safe; `close` it."""

    def __init__(self, reader: Reader, size: int) -> None:
        self._reader = reader
        self._size = size
        self._pool = ThreadPoolExecutor(1, "read-ahead")
        self._next: tuple[Place, Future[list[Entry]]] | None = None

    def page(self, after: int, until: int) -> list[Entry]:
        """The entries after a position, as many as a page holds; the next page is begun."""
        ahead, self._next = self._next, None
        if ahead is not None and ahead[0] == (after, until):
            page = ahead[1].result()
        else:
            page = self._reader.page(after, until, self._size)
        if page and page[-1].position < until:
            place = (page[-1].position, until)
            self._next = place, self._pool.submit(self._reader.page, *place, self._size)
        return page

    def close(self) -> None:
        """Let the thread go."""
        self._pool.shutdown(cancel_futures=True)

"""A tailing reader under 16 writers in 2 processes misses nothing and sees nothing twice."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.entry import Entry
from ledger.ledger import Ledger
from ledger.recorder import LedgerRecorder
from tests.databases import Database
from tests.ledger import writers

REQUESTS = 200
TOTAL = 2 * sum(1 + n % 3 for n in range(REQUESTS))


def by_page(ledger: Ledger, limit: int) -> list[Entry]:
    """Tail by position until everything is there."""
    seen: list[Entry] = []
    while len(seen) < TOTAL:
        seen += ledger.reader.page(len(seen), limit=limit)
    return seen


def by_subscription(recorder: LedgerRecorder) -> list[int]:
    """Tail as the library does."""
    seen: list[int] = []
    with recorder.subscribe() as subscription:
        for notification in subscription:
            seen.append(notification.id)
            if len(seen) == TOTAL:
                return seen
    return seen


@pytest.mark.parametrize("limit", [7, 2000])
def test_a_tailing_reader_misses_and_reorders_nothing(
    limit: int, database: Database, ledger: Ledger, recorder: LedgerRecorder
) -> None:
    with ThreadPoolExecutor(4) as pool:
        pages = pool.submit(by_page, ledger, limit)
        subscribed = pool.submit(by_subscription, recorder)
        processes = [writers.start(database.server, database.name, name, REQUESTS) for name in "ab"]
        told = list(pool.map(writers.answers, processes))
        entries = pages.result(120)
        assert subscribed.result(120) == list(range(1, TOTAL + 1))
    assert [entry.position for entry in entries] == list(range(1, TOTAL + 1))
    times = [entry.recorded_at for entry in entries]
    assert times == sorted(times)
    versions: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        versions[entry.stream].append(entry.version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    ids = {entry.position: entry.id for entry in entries}
    for answer in (told[0] | told[1]).values():
        assert [ids[answer["position"] + n] for n in range(len(answer["ids"]))] == answer["ids"]
    assert len(told[0] | told[1]) == 2 * REQUESTS

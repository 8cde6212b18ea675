"""Kills at random moments lose nothing acknowledged; a retried request gets its first answer."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from ledger.envelope import leaf_hash
from ledger.ledger import Access, Ledger
from migrations.upgrade import upgrade
from mingcha.postgres import cluster, process
from mingcha.postgres.layout import find_layout
from mingcha.postgres.server import Server, server
from tests import homes
from tests.databases import LOG
from tests.ledger import writers
from tests.ledger.opened import KEYS

MOMENTS = random.Random(20160920)


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A home whose server the test may break."""
    path = homes.make()
    yield path
    homes.remove(path)


@pytest.fixture
def own_server(own_home: Path) -> Iterator[Server]:
    """A server of the test's own with an empty log."""
    with server(homes.settings(own_home)) as served:
        upgrade(served.dsn("owner"), LOG)
        yield served


def check(served: Server, told: dict[str, dict[str, Any]]) -> None:
    """Everything told is there, as told; positions dense, versions contiguous, leaves right."""
    access = Access(*(served.dsn(role) for role in writers.ROLES))
    with Ledger(access, LOG, KEYS) as ledger:
        entries = list(ledger.reader.entries())
        leaves = ledger.reader.leaves(0, len(entries))
        assert ledger.reader.head().size == len(entries)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert leaves == b"".join(leaf_hash(entry.bytes) for entry in entries)
    for answer in told.values():
        kept = entries[answer["position"] - 1 : answer["position"] - 1 + len(answer["ids"])]
        assert [entry.id for entry in kept] == answer["ids"]
        assert {entry.request for entry in kept} == {""}
        assert [entry.version for entry in kept] == list(range(1, len(kept) + 1))
        assert {entry.stream for entry in kept} == {f"case-{answer['request']}"}
    streams = {entry.stream for entry in entries}
    assert len(entries) == sum(1 + int(stream.removeprefix("case-a")) % 3 for stream in streams)


def test_a_killed_writer_loses_nothing_it_was_told(own_server: Server) -> None:
    told: dict[str, dict[str, Any]] = {}
    for kill_after in (MOMENTS.randrange(100), MOMENTS.randrange(100, 900), None):
        writer = writers.start(own_server, None, "a", 900)
        again = writers.answers(writer, kill_after)
        for request in told.keys() & again.keys():
            assert _place(again[request]) == _place(told[request])
        told |= again
        check(own_server, told)
    assert len(told) == len(again) == 900


def test_a_server_stopped_at_once_loses_nothing_it_had_answered(
    own_home: Path, own_server: Server
) -> None:
    layout = find_layout(own_home)
    writer = writers.start(own_server, None, "a", 1500)
    with ThreadPoolExecutor(1) as pool:
        answers = pool.submit(writers.answers, writer)
        for _ in range(3):
            sleep(0.8 + MOMENTS.random())
            process.stop(layout, process.IMMEDIATE)
            cluster.ensure(layout, "32MB")
        told = answers.result()
    assert len(told) == 1500
    check(own_server, told)


def _place(answer: dict[str, Any]) -> tuple[int, list[str]]:
    return answer["position"], answer["ids"]

"""Fifty kills of steward and engine: no card is lost or doubled, live views are a rebuild's."""

import multiprocessing
import random
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import SIGKILL
from time import sleep

from domain.card_acts import Issued, Reminded, act_id
from ledger.ledger import Access
from mingcha.commands.compare import plain
from projections.card_check import check_cards
from projections.comparing import compare_views
from projections.read import Views, open_views
from projections.registry import builds
from tests.databases import LOG, Database
from tests.ledger.opened import open_ledger
from tests.mingcha import rounds

MOMENTS = random.Random(20160429)
KILLS = 50


def test_fifty_kills_neither_lose_nor_double_a_card(database: Database, tmp_path: Path) -> None:
    access = Access(*(database.dsn(role) for role in ("writer", "reader", "vault")))
    # Forked from a server that has imported everything, so that a process lives at once.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.mingcha.rounds"])

    def started(sign: Path) -> ForkServerProcess:
        process = processes.Process(target=rounds.work, args=(access, sign))
        process.start()
        return process

    for number in range(KILLS):
        sign = tmp_path / str(number)
        process = started(sign)
        # One in ten dies while it comes to life, the others in the days after.
        while number % 10 and process.is_alive() and not sign.exists():
            sleep(0.002)
        process.join(MOMENTS.random() * (0.2 if number % 10 else 0.6))
        process.kill()
        process.join()
        assert process.exitcode == -SIGKILL
    last = started(tmp_path / "last")
    last.join()
    assert last.exitcode == 0
    with (
        open_ledger(database, rounds.KEYS) as ledger,
        open_views(LOG, ledger.reader, access.reader, access.writer) as views,
    ):
        check(views)


def check(views: Views) -> None:
    """The comparison is clean, and in the log itself each card was given once."""
    assert views.projector is not None
    position, found = compare_views(views.projector)
    said = plain(position, found, check_cards(views))
    assert said["faults"] == []
    assert said["cards"]["waiting"] == 0
    assert said["cards"]["found"] == said["cards"]["expected"] > 300
    entries = list(views.reader.entries())
    given = [entry for entry in entries if isinstance(entry.event, Issued | Reminded)]
    assert len({entry.stream for entry in given}) == len(given)
    assert len({act_id("", entry.event) for entry in given}) == len(given)
    assert {entry.type for entry in entries} >= {"card.lapsed", "card.reminded", "card.issued"}
    with views.projector.database.begin() as connection:
        assert {build.views for build in builds(connection)} == {"views"}

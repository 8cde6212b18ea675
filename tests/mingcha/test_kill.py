"""Kills at random moments, seen from the windows: what was acknowledged is there, once."""

import json
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest

from ledger.entry import Entry
from ledger.envelope import leaf_hash
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from mingcha.postgres import locks, process
from mingcha.postgres.layout import find_layout
from mingcha.postgres.server import server
from tests import homes
from tests.databases import LOG
from tests.mingcha.postgres.commands import environment
from tests.mingcha.served import MINGCHA, Answer, free_port, post, start, wait_ready

MOMENTS = random.Random(20160429)
WINDOWS = 8
COMMANDS: dict[str, dict[str, Any]] = {
    "receive": {"item": "食品经营许可", "unit": "市监局", "applicant": {"name": "张三"}},
    "accept": {"promised_days": 7},
    "finish-step": {"step": "现场核查", "note": "已核查"},
}

Told = dict[str, Answer]


class Hall:
    """A program that is killed, its windows, and what they were told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.layout = find_layout(home)
        self.port = free_port()
        self.closing = Event()
        self.told: Told = {}
        self.unanswered = 0
        self.program = self._start()

    def _start(self) -> subprocess.Popen[str]:
        program = start(self.home, self.port)
        wait_ready(program)
        return program

    def window(self, number: int) -> None:
        """Handle one case after another until the hall closes, no request given up."""
        case = 0
        while not self.closing.is_set():
            case += 1
            for command, body in COMMANDS.items():
                key = f"w{number}-{case}-{command}"
                self.told[key] = self.ask(f"case/w{number}-{case}/{command}", body, key)

    def ask(self, address: str, body: dict[str, Any], key: str) -> Answer:
        """Ask until there is an answer that settles it."""
        while True:
            try:
                answer = post(self.port, address, body, key)
            except (OSError, HTTPException, ValueError):
                self.unanswered += 1
                sleep(0.05)
                continue
            if answer.status == 201:
                return answer
            assert answer.status == 503, answer
            sleep(0.05)

    def kill_program(self) -> None:
        """SIGKILL, as the kernel does when memory is short; then somebody starts it again."""
        self.program.send_signal(signal.SIGKILL)
        self.program.communicate()
        self.program = self._start()

    def kill_server(self) -> None:
        """Immediate stop of PostgreSQL, which loses what is not on disk."""
        with locks.exclusive(self.layout.starting):
            process.stop(self.layout, process.IMMEDIATE)

    def end(self) -> None:
        self.closing.set()
        self.program.terminate()
        self.program.communicate(timeout=60)


@pytest.fixture
def home() -> Iterator[Path]:
    path = homes.make()
    yield path
    homes.remove(path)


def test_kills_lose_nothing_acknowledged_and_repeat_nothing(home: Path) -> None:
    hall = Hall(home)
    try:
        with ThreadPoolExecutor(WINDOWS) as pool:
            windows = [pool.submit(hall.window, n) for n in range(WINDOWS)]
            try:
                for kill in (hall.kill_program, hall.kill_server) * 3:
                    sleep(0.5 + MOMENTS.random())
                    kill()
                wait_for_answers(hall)
            finally:
                hall.closing.set()
            for window in windows:
                window.result(60)
        assert hall.unanswered > 0
        again = sample(hall.told)
        repeated = {key: hall.ask(*request(key), key) for key in again}
    finally:
        hall.end()
    for key, answer in repeated.items():
        assert answer.body == hall.told[key].body
        assert answer.headers["idempotency-replayed"] == "true"
    check(home, hall.told)
    assert verified(home) == {"ok": True, "faults": []}


def wait_for_answers(hall: Hall) -> None:
    """Until windows were served after the last kill."""
    before = len(hall.told)
    while len(hall.told) < before + 3 * WINDOWS:
        sleep(0.05)


def sample(told: Told) -> list[str]:
    return MOMENTS.sample(sorted(told), min(100, len(told)))


def request(key: str) -> tuple[str, dict[str, Any]]:
    """The address and the body that came with a key."""
    window, case, command = key.split("-", 2)
    return f"case/{window}-{case}/{command}", COMMANDS[command]


def check(home: Path, told: Told) -> None:
    """What was told is so; each request is in once; positions dense, versions contiguous."""
    entries, leaves = everything(home)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert leaves == b"".join(leaf_hash(entry.bytes) for entry in entries)
    versions: Counter[str] = Counter()
    for entry in entries:
        versions[entry.stream] += 1
        assert entry.version == versions[entry.stream]
    cases = [entry for entry in entries if entry.stream.startswith("case-")]
    assert Counter(entry.request for entry in cases) == Counter(list(told))
    for key, answer in told.items():
        entry = entries[answer.body["position"] - 1]
        assert answer.body | {"possible_doubles": []} == {
            "possible_doubles": [],
            "stream": entry.stream,
            "version": entry.version,
            "position": entry.position,
            "ids": [entry.id],
        }
        assert entry.request == key
        assert entry.stream == "case-" + request(key)[0].split("/")[1]


def everything(home: Path) -> tuple[list[Entry], bytes]:
    with server(homes.settings(home)) as served:
        access = Access(*(served.dsn(role) for role in ("writer", "reader", "vault")))
        with Ledger(access, LOG, load_or_make(home / "vault-keys.json")) as ledger:
            entries = list(ledger.reader.entries())
            assert ledger.reader.head().size == len(entries)
            return entries, ledger.reader.leaves(0, len(entries))


def verified(home: Path) -> dict[str, Any]:
    """What `mingcha verify` says."""
    done = subprocess.run(
        [*MINGCHA, "verify", "--json"],
        env=environment(home),
        check=False,
        capture_output=True,
        timeout=120,
    )
    said = json.loads(done.stdout)
    return {name: said[name] for name in ("ok", "faults")}

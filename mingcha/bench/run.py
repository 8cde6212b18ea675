"""The measures of design and what they are compared with, in one run on one machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import psycopg

from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from migrations.upgrade import upgrade
from mingcha.bench.library import Library
from mingcha.bench.ours import Writing, bare_appends
from mingcha.bench.reading import Verifying, Views
from mingcha.bench.rounds import Pair, in_turns
from mingcha.postgres.roles import create_database
from mingcha.postgres.server import Server

LOG = "bench"
BARE = "bench-bare"
"""A log of its own for bare appends, whose states are no events."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: seconds of a round, rounds, events of a bulk round."""

    seconds: float
    rounds: int
    events: int


FULL = Size(4.0, 5, 40_000)
QUICK = Size(1.0, 1, 4_000)

# The floors of the design; the README quotes what was reached.
FLOORS = {
    "full_path": 4.0,
    "recorder": 8.0,
    "import": 1.5,
    "all_views": 15.0,
    "one_view": 30.0,
    "verify": 0.4,
}

Tell = Callable[[str], None]
Logs = tuple[Ledger, Ledger]


def measure(server: Server, folder: Path, size: Size, tell: Tell) -> dict[str, Pair]:
    """Every measure by name, in a database of its own that is dropped at the end."""
    with _bench(server, folder) as (library, logs, dsn):
        return dict(_measures(library, logs, dsn, size, tell))


def _measures(
    library: Library, logs: Logs, dsn: Callable[[str], str], size: Size, tell: Tell
) -> Iterator[tuple[str, Pair]]:
    seconds, rounds, events = size.seconds, size.rounds, size.events
    ledger, bare = logs
    writing = Writing(ledger)
    tell("recorder")
    yield (
        "recorder",
        in_turns(lambda: bare_appends(bare, seconds), lambda: library.record(seconds), rounds),
    )
    tell("full_path")
    yield (
        "full_path",
        in_turns(lambda: writing.full_path(seconds), lambda: library.save(seconds), rounds),
    )
    tell("import")
    yield (
        "import",
        in_turns(
            lambda: writing.bulk(events), lambda: library.insert_thousand(events // 1000), rounds
        ),
    )
    views, verifying = Views(ledger, dsn("writer")), Verifying(ledger, dsn("reader"))
    few = max(events // 40, 200)
    tell("all_views")
    yield "all_views", in_turns(views.all_views, lambda: library.project(few), rounds)
    tell("one_view")
    yield "one_view", in_turns(views.one_view, lambda: library.project(few), rounds)
    tell("verify")
    yield "verify", in_turns(verifying.verify, verifying.copy_out, rounds)
    views.close()


@contextmanager
def _bench(server: Server, folder: Path) -> Iterator[tuple[Library, Logs, Callable[[str], str]]]:
    name = f"bench_{token_hex(4)}"
    with ExitStack() as stack:
        with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as connection:
            create_database(connection, name)
        stack.callback(_drop, server, name)

        def dsn(role: str) -> str:
            return server.dsn(role, name)

        keys = load_or_make(folder / "bench-keys.json")
        access = Access(dsn("writer"), dsn("reader"), dsn("vault"))

        def log(name: str) -> Ledger:
            upgrade(dsn("owner"), name)
            return stack.enter_context(Ledger(access, name, keys))

        library = Library(dsn("superuser"))
        stack.callback(library.close)
        yield library, (log(LOG), log(BARE)), dsn


def _drop(server: Server, name: str) -> None:
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

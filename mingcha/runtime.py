"""What a command works with: the server, one log's tables and keys, its folder of files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

from psycopg import connect

from application.opening import opened
from audit.erasures import reapply
from domain.log import ClockKind
from ledger.append import Clock, machine_clock
from ledger.keys import WrappingKeys, load_or_make
from ledger.ledger import Access, Ledger
from ledger.names import schemas
from ledger.reading import reading
from migrations.upgrade import upgrade
from mingcha import home, logs
from mingcha.postgres.server import Server, server
from mingcha.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """One log, ready: migrated tables, the vault's keys, a folder outside the database."""

    settings: Settings
    log: str
    server: Server
    keys: WrappingKeys
    folder: Path

    def dsn(self, role: str) -> str:
        """How to connect as owner, writer, reader or vault."""
        return self.server.dsn(role)

    def ledger(self, clock: Clock | None = None) -> Ledger:
        """The log, to be closed by the caller; only the loader of a simulated log has a clock."""
        access = Access(self.dsn("writer"), self.dsn("reader"), self.dsn("vault"))
        return Ledger(access, self.log, self.keys, clock or self._clock())

    def _clock(self) -> Clock:
        """The machine's clock; that of a simulated log goes on where its loader left it."""
        with reading(self.dsn("reader"), self.log) as reader:
            opening = opened(reader)
            if opening is None or opening.clock is ClockKind.REAL:
                return machine_clock
            last = reader.head().recorded_at
        started = monotonic()
        return lambda: last + timedelta(seconds=monotonic() - started)


@contextmanager
def runtime(settings: Settings, log: str | None = None) -> Iterator[Runtime]:
    """Start or join the server, bring the log's tables up to date, and let go at the end."""
    logs.configure(settings.log_format, settings.log_level)
    name = log or settings.log
    home.prepare(settings.home)
    with server(settings) as running:
        upgrade(running.dsn("owner"), name)
        folder = settings.home / "logs" / name
        folder.mkdir(parents=True, exist_ok=True)
        keys = load_or_make(settings.home / "vault-keys.json")
        _keep_erased(running.dsn("vault"), name)
        yield Runtime(settings, name, running, keys, folder)


def _keep_erased(vault: str, log: str) -> None:
    """Destroy again the keys of erased subjects that a restored backup brought back."""
    names = schemas(log)
    with connect(vault, autocommit=True) as connection:
        reapply(connection, names.ledger, names.vault)

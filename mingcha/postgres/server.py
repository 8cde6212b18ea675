"""The PostgreSQL server a command works with: embedded or the user's own, for as long as needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from mingcha import home
from mingcha.errors import HomeError
from mingcha.postgres import cluster, external, locks, process
from mingcha.postgres.layout import find_layout
from mingcha.settings import Settings


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and how each role connects to it."""

    addresses: Callable[[str, str | None], str]
    """(role, database or None for the program's own) to a connection string."""

    def dsn(self, role: str, database: str | None = None) -> str:
        """Connection string (libpq key=value form) for `owner`, `writer`, `reader`, `vault` or
        `superuser`, in the program's database unless another one is named.
        """
        return self.addresses(role, database)


@contextmanager
def server(settings: Settings) -> Iterator[Server]:
    """A server to work with; the embedded one is started if need be, and the last command that
    uses it stops it. Raises SettingsError, HomeError or ServerError, each one clear line.
    """
    home.prepare(settings.home)
    if settings.database_url is not None:
        yield _external(settings.database_url, settings)
        return
    layout = find_layout(settings.home)
    with locks.shared(layout.running) as held:
        try:
            with locks.exclusive(layout.starting):
                layout.stopped.unlink(missing_ok=True)
                passwords = cluster.ensure(layout, settings.shared_buffers)
            yield Server(partial(cluster.address, layout, passwords))
        finally:
            if locks.is_last(held):
                process.stop(layout)


def stop(settings: Settings) -> bool:
    """Stop the embedded server of the home, whoever uses it; False if none was running.

    A command that would start it again (`watch.kept_up`) ends instead.
    """
    if not settings.home.is_dir():
        return False
    layout = find_layout(settings.home)
    try:
        with locks.exclusive(layout.starting):
            layout.stopped.touch()
            return process.stop(layout)
    except PermissionError as problem:
        raise HomeError(
            f"a home of this user at {settings.home}",
            f"{problem.filename or 'its server'} belongs to another one",
            "stop the server as the user who started it",
        ) from None


def _external(url: str, settings: Settings) -> Server:
    with locks.exclusive(settings.home / "starting.lock"):
        passwords = external.attach(url, settings.home)
    return Server(partial(external.address, url, passwords))

"""Where the embedded server keeps things, given the home folder and who runs it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from mingcha.postgres.account import Account, server_account

ROOT_STATE = Path("/var/lib/mingcha")
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # sun_path holds 104 bytes on BSD and 108 on Linux, NUL included


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one embedded server."""

    home: Path
    base: Path
    """Folder of data and socket: the home, or one of root's that the server's user can reach."""
    account: Account

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.base / "postgres"

    @property
    def sockets(self) -> Path:
        """Folder of the socket; the name of a socket has a length limit, which deep homes pass."""
        near = self.base / "socket"
        if len(os.fsencode(near / SOCKET)) <= LONGEST_SOCKET_PATH:
            return near
        return Path("/tmp") / f"mingcha-{digest(self.home)}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgres.log"

    @property
    def running(self) -> Path:
        """Lock that every command shares while it needs the server."""
        return self.home / "running.lock"

    @property
    def starting(self) -> Path:
        """Lock of whoever is starting or stopping the server."""
        return self.home / "starting.lock"

    @property
    def stopped(self) -> Path:
        """Mark that the server was stopped on purpose, so that nobody starts it again for it."""
        return self.home / "stopped"


def digest(home: Path) -> str:
    """A short name for a home folder."""
    return hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]


def find_layout(home: Path) -> Layout:
    """The layout of a home; data that is already there decides, whatever changed since."""
    account = server_account()
    ours = Layout(home, home, account)
    if not account.lent or ours.data.exists():
        return ours
    kept = Layout(home, ROOT_STATE / digest(home), account)
    if not kept.data.exists() and account.reaches(home):
        return ours
    return kept

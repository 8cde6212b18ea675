"""The user the server runs as: PostgreSQL refuses root, so root lends it an unprivileged one."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from mingcha.errors import ServerError

UNPRIVILEGED = "nobody"


class Identity(TypedDict, total=False):
    """Arguments of subprocess.run that make a child run as another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user and its group, by number; `lent` when it is not the one running this command."""

    uid: int
    gid: int
    lent: bool

    def identity(self) -> Identity:
        """How a child process is started as this user."""
        if not self.lent:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this user may enter or execute the path, access lists and mounts included."""
        asked = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            check=False,
            cwd="/",
            **self.identity(),
        )
        return asked.returncode == 0

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user enters; one that is there must already be so."""
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            found = path.lstat()
            if not path.is_dir() or path.is_symlink() or found.st_uid != self.uid:
                raise ServerError(
                    f"a folder of user number {self.uid} at {path}",
                    "something else is there",
                    "move it away and try again",
                ) from None
        else:
            self.take(path)

    def take(self, path: Path) -> None:
        """Give a file or folder of ours to this user."""
        if self.lent:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """The user for the server: ourselves, or for root an unprivileged one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), lent=False)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise ServerError(
            f"a user {UNPRIVILEGED!r} to run PostgreSQL as, since it refuses to run as root",
            "this system has none",
            "run as an ordinary user, or set DATABASE_URL to a server of your own",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, lent=True)

"""Home folders for tests: made where the server's user can reach them, removed with all in them."""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from mingcha.postgres import server as postgres
from mingcha.postgres.layout import find_layout
from mingcha.settings import Settings

PREFIX = "mingcha-tests-"


def make() -> Path:
    """A new empty home."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    home.chmod(0o711)
    return home


def settings(home: Path, **environ: str) -> Settings:
    """Settings of a test: nothing of the developer's own environment, little memory."""
    small = {"MINGCHA_HOME": str(home), "MINGCHA_SHARED_BUFFERS": "32MB"}
    return Settings.read(small | environ)


def remove(home: Path) -> None:
    """Stop the server of a home and delete everything it kept."""
    postgres.stop(settings(home))
    layout = find_layout(home)
    for folder in {layout.home, layout.base}:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the homes of earlier runs that were killed; a run that lives holds its lock."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = home / "running.lock"
        if home.stat().st_uid != os.geteuid() or not lock.exists():
            continue
        with lock.open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            remove(home)

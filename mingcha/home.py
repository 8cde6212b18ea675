"""The home folder: made when missing, with secrets that only its owner reads."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from mingcha.errors import HomeError

SECRETS = "secrets.json"


def prepare(home: Path) -> None:
    """Make the folder if it is missing; raises HomeError unless files can be made in it.

    A folder that is already there keeps its mode. One made by root lets others pass through but
    not look, because the embedded server runs as another user.
    """
    try:
        if not home.is_dir():
            home.mkdir(parents=True)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        probe = home / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise HomeError(
            f"a folder that can be written at {home}",
            (problem.strerror or str(problem)).lower(),
            "give it to this user, or set MINGCHA_HOME to another folder",
        ) from None


def passwords(home: Path, names: tuple[str, ...]) -> Mapping[str, str]:
    """The password of each name, made at the first call and kept in secrets.json (mode 0600)."""
    path = home / SECRETS
    try:
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    except (OSError, ValueError) as problem:
        raise HomeError(
            f"the passwords of the database roles in {path}",
            f"it cannot be read ({problem})",
            "restore it from a backup: without it the data cannot be opened",
        ) from None
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(24) for name in missing}
        _write_private(path, json.dumps(known, indent=2))
    return known


def _write_private(path: Path, text: str) -> None:
    """Replace a file whole, so that a crash leaves the old one or the new one."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)

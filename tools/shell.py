"""What the set-up steps share: paths, running commands, and doing a step once per input."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class SetupError(Exception):
    """Set-up cannot go on; the message is one line that says what to do."""


def pip_install(*arguments: object) -> None:
    """Run pip of the virtual environment, quietly."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input")
    run(*pip, "install", *arguments)


def may_apt() -> bool:
    """Whether we are root on Debian or a system made from it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages without questions, after refreshing the lists."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "-qq", "update", env=quietly)
    run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages, env=quietly)


class changed:  # noqa: N801  # reads as the condition it is
    """`with changed(name, *inputs) as work`: work is true unless done before with these inputs.

    The stamp is written only when the block ends well, so that a broken set-up is done again.
    """

    def __init__(self, name: str, *inputs: Path, extra: str = "") -> None:
        self.stamp = VENV / f".setup-{name}"
        digest = hashlib.sha256(extra.encode())
        for path in inputs:
            digest.update(path.read_bytes())
        self.digest = digest.hexdigest()

    def __enter__(self) -> bool:
        return not (self.stamp.exists() and self.stamp.read_text() == self.digest)

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if kind is None:
            self.stamp.write_text(self.digest)


def run(*command: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command; raises CalledProcessError when it fails."""
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, env=env)


def quiet(*command: object) -> int:
    """Run a command without output; returns its exit status."""
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True)
    return done.returncode

"""Set-up from a bare Python: the virtual environment, the locked packages, the front-end files."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import frontend
from tools.shell import (
    PYTHON,
    ROOT,
    VENV,
    SetupError,
    apt_install,
    changed,
    may_apt,
    pip_install,
    quiet,
    run,
)

LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"


def main() -> None:
    """Bring the checkout to where `.venv/bin/mingcha` works; quick when nothing has changed."""
    check_python()
    try:
        environment()
        packages()
        program()
        frontend.install()
    except SetupError as problem:
        sys.exit(f"setup: {problem}")
    except subprocess.CalledProcessError as failed:
        command = " ".join(str(part) for part in failed.cmd[:5])
        sys.exit(f"setup: `{command} …` failed with {failed.returncode}; its output above says why")
    except OSError as problem:
        sys.exit(
            f"setup: {problem.strerror}: {problem.filename}; check its owner and the free space"
        )


def check_python() -> None:
    """Stop with one line on a Python that is too old."""
    if sys.version_info < (3, 11):  # noqa: UP036  # the very check that says so in one line
        version = sys.version.split()[0]
        sys.exit(
            f"setup: expected Python 3.11 or later, {sys.executable} is {version}; "
            "name another one, as in `make setup PYTHON=python3.12`"
        )


def environment() -> None:
    """Make the virtual environment unless a working one is there."""
    if PYTHON.exists() and quiet(PYTHON, "-m", "pip", "--version") == 0:
        return
    if not has_venv():
        install_venv_package()
    print("setup: making .venv", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV)


def has_venv() -> bool:
    """Whether this Python can make virtual environments (Debian's cannot until told to)."""
    return quiet(sys.executable, "-c", "import ensurepip, venv") == 0


def install_venv_package() -> None:
    """Fetch what Debian leaves out of its Python, where we may; else say what to do."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not may_apt():
        raise SetupError(f"this Python lacks ensurepip; run `apt-get install {package}` as root")
    print(f"setup: installing {package}", flush=True)
    apt_install(package)


def packages() -> None:
    """Install exactly what the lock names, each file checked against its hash."""
    with changed("packages", LOCK, extra=sys_tag()) as work:
        if work:
            print("setup: installing the locked packages", flush=True)
            pip_install("--require-hashes", "--no-deps", "--requirement", LOCK)


def program() -> None:
    """Install the checkout itself, so that `.venv/bin/mingcha` runs it in place."""
    with changed("program", PYPROJECT, extra=str(ROOT)) as work:
        if work or not (VENV / "bin" / "mingcha").exists():
            pip_install("--no-build-isolation", "--no-deps", "--editable", ROOT)


def sys_tag() -> str:
    """What the compiled packages depend on: interpreter version and machine."""
    return f"{sys.implementation.cache_tag} {os.uname().sysname} {os.uname().machine}"


if __name__ == "__main__":
    main()

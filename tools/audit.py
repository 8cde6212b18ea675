"""Known advisories against the locked packages; says clearly when nobody could be asked."""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from tools.frontend import WEB
from tools.shell import ROOT, VENV, quiet

TOOL = VENV / "audit"


class NotAskedError(Exception):
    """The advisory database could not be asked; the message says why."""


def python_advisories() -> list[str]:
    """Advisories against requirements.lock, by pip-audit in an environment of its own."""
    program = TOOL / "bin" / "pip-audit"
    if not program.exists():
        shutil.rmtree(TOOL, ignore_errors=True)
        venv.create(TOOL, with_pip=True)
        if quiet(TOOL / "bin" / "python", "-m", "pip", "install", "pip-audit") != 0:
            raise NotAskedError("pip-audit could not be installed")
    options = ["--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
    report = asked([str(program), *options, "--requirement", "requirements.lock"], ROOT)
    packages = report.get("dependencies", [])
    unknown = [package for package in packages if "skip_reason" in package]
    if unknown or not packages:
        raise NotAskedError(f"the index knows nothing of {len(unknown)} of {len(packages)}")
    return [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {found['fix_versions']}"
        for package in packages
        for found in package["vulns"]
    ]


def node_advisories() -> list[str]:
    """Advisories against package-lock.json, by npm."""
    if shutil.which("npm") is None:
        raise NotAskedError("npm is not installed")
    report = asked(["npm", "audit", "--json"], WEB)
    if "vulnerabilities" not in report:
        raise NotAskedError("the registry has no advisory service")
    return [f"{name}: {found['severity']}" for name, found in report["vulnerabilities"].items()]


def asked(command: list[str], folder: Path) -> dict[str, Any]:
    """The JSON a command prints; both tools exit 1 for advisories and for failures alike."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().splitlines() or ["no answer"]
        raise NotAskedError(said[-1]) from None
    return report if isinstance(report, dict) else {}


def main() -> None:
    """Exit 1 if there are advisories, 2 if somebody could not be asked, else 0."""
    status = 0
    for name, ask in (("Python", python_advisories), ("npm", node_advisories)):
        try:
            found = ask()
        except NotAskedError as problem:
            print(f"audit: {name} packages: could not ask for advisories: {problem}")
            status = max(status, 2)
        else:
            print(f"audit: {name} packages: {len(found)} advisories", *found, sep="\n  ")
            status = max(status, 1 if found else 0)
    sys.exit(status)


if __name__ == "__main__":
    main()

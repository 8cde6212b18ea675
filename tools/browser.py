"""A Chromium for the tests of the pages: the system's, Debian's, or Playwright's own."""

import contextlib
import shutil
import subprocess
import sys

from tools.shell import apt_install, may_apt, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path and starts(path):
            return path
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and starts(path) else None


def starts(path: str) -> bool:
    """Whether the program runs here; a downloaded one often lacks libraries."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install() -> None:
    """Try the ways that bring a browser here, best first: Debian's comes with its libraries."""
    if may_apt():
        with contextlib.suppress(subprocess.CalledProcessError):
            apt_install("chromium", "fonts-noto-cjk")
    if find() is None:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> None:
    """Make sure of a browser, or say in one line what will be skipped."""
    if find() is None:
        print("browser: no Chromium here, installing one", flush=True)
        install()
    if find() is None:
        print("browser: no Chromium could be installed; tests of the pages will be skipped")


if __name__ == "__main__":
    main()

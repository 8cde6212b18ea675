"""Where the tests find real third-party data, which is never copied into the project."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("MINGCHA_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def shared(name: str) -> Path:
    """The path of one shared data file or folder; skips the test where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"shared data {name!r} is absent; set MINGCHA_SHARED_DATA to its folder")
    return path

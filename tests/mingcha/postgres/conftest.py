"""A home of its own for each test of the embedded server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import homes


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; whatever the test starts in it is stopped and removed."""
    path = homes.make()
    yield path
    homes.remove(path)

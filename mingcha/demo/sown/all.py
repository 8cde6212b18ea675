"""Every kind of misconduct, and what only looks like it."""

from collections.abc import Iterator

from mingcha.demo.sowing import Scheme
from mingcha.demo.sown import (
    departments,
    disclosure,
    double_track,
    entry,
    lawful,
    licence,
    records,
    timeliness,
)
from mingcha.demo.sown.field import Field

FAMILIES = (
    double_track.sow,
    departments.sow,
    entry.sow,
    timeliness.sow,
    licence.sow,
    records.sow,
    disclosure.sow,
    lawful.sow,
)


def schemes(field: Field) -> Iterator[Scheme]:
    """All that is sown in a district."""
    for sow in FAMILIES:
        yield from sow(field)

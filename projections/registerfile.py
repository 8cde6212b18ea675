"""An entry of a department's register as judges read it."""

from functools import cached_property

from projections import registers
from projections.casefile import END
from projections.fold import Row


class RegisterFile:
    """One entry, of which everything was said."""

    def __init__(self, stream: str, row: Row, zone: str) -> None:
        self.stream = stream
        self.zone = zone
        self._row = row

    @cached_property
    def slots(self) -> Row:
        """The entry as `registers.at` tells it in the end."""
        slots = registers.at(self._row, END)
        assert slots is not None, "a row was said at least once"
        return slots

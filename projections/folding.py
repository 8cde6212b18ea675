"""Folding a batch in memory: no database, the same for live views, rebuilds and known_at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.entry import Entry
from projections.fold import Fold, Row

Versions = tuple[Row | None, Row]
"""A row as it was, None where there was none, and as it is."""


@dataclass(frozen=True, slots=True)
class Poison:
    """Why a key cannot go on, and the positions that wait for it, the bad entry first."""

    positions: tuple[int, ...]
    reason: str


def gather(fold: Fold, entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries that concern each key, in order."""
    touched: dict[str, list[Entry]] = {}
    keys = fold.keys
    for entry in entries:
        for key in keys(entry):
            if key in touched:
                touched[key].append(entry)
            else:
                touched[key] = [entry]
    return touched


def fold_all(
    fold: Fold, row: Row | None, entries: Sequence[Entry]
) -> tuple[Row | None, Poison | None]:
    """The row after as many of the entries as could be folded, and what stopped it if one did."""
    step = fold.fold
    for number, entry in enumerate(entries):
        try:
            row = step(row, entry)
        except Exception as error:  # one bad entry must not stop the other keys
            waiting = tuple(later.position for later in entries[number:])
            return row, Poison(waiting, f"{entry.type}: {type(error).__name__}: {error}")
    return row, None

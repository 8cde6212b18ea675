"""How far the views are behind the log, in entries and in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from ledger.reading import Reader
from projections.fold import Fold
from projections.registry import builds, chosen


@dataclass(frozen=True, slots=True)
class Lag:
    """How far one view has come; `seconds` is the age of the first entry it has not folded."""

    view: str
    version: int
    position: int
    events: int
    seconds: float


def lags(connection: sa.Connection, reader: Reader, folds: Sequence[Fold]) -> list[Lag]:
    """The lag of each view."""
    found = builds(connection)
    head = reader.head().size
    result = []
    for fold in folds:
        build = chosen(found, fold)
        position = build.position if build else 0
        waiting = reader.page(position, position + 1, 1)
        age = datetime.now(UTC) - waiting[0].recorded_at if waiting else None
        seconds = max(0.0, age.total_seconds()) if age else 0.0
        result.append(Lag(fold.name, fold.version, position, head - position, seconds))
    return result

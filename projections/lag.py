"""How far the views are behind the log, in entries and in seconds."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from ledger.reading import Reader
from projections.registry import builds, chosen
from projections.viewset import ViewSet


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the views have come; `seconds` is the age of the first entry they lack."""

    position: int
    events: int
    seconds: float


def lag(connection: sa.Connection, reader: Reader, views: ViewSet) -> Lag:
    """The lag of the views, which move together."""
    build = chosen(builds(connection), views)
    position = build.position if build else 0
    waiting = reader.page(position, position + 1, 1)
    age = datetime.now(UTC) - waiting[0].recorded_at if waiting else None
    seconds = max(0.0, age.total_seconds()) if age else 0.0
    return Lag(position, reader.head().size - position, seconds)

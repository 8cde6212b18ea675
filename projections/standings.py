"""How settled cases stand, kept until their row or the rules change: most cases never change."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa

from domain.reference import Rulebook
from projections import store
from projections.snapshot import Snapshot, Version
from projections.standing import Standing, stand
from projections.uncollected import uncollected

KEPT = 30_000
Key = tuple[int, str, Version, int]


class Standings:
    """A cache by row version and rules; what is in it is right for as long as it is there."""

    def __init__(self) -> None:
        self._kept: dict[Key, Standing | None] = {}

    def of(
        self,
        connection: sa.Connection,
        listed: Snapshot,
        versions: Mapping[str, Version],
        book: Rulebook,
        as_of: datetime,
    ) -> Iterator[Standing]:
        """The standings of cases of which everything had happened by a time."""
        keys = {
            stream: (listed.build, stream, version, book.position)
            for stream, version in versions.items()
        }
        found = {stream: self._kept[key] for stream, key in keys.items() if key in self._kept}
        missing = keys.keys() - found.keys()
        with uncollected():
            rows = store.load(connection, listed.fold, listed.build, missing, listed.boundary)
            fresh = {stream: stand(stream, row, book, as_of) for stream, row in rows.items()}
        if len(self._kept) + len(fresh) > KEPT:
            self._kept = {}
        self._kept |= {keys[stream]: standing for stream, standing in fresh.items()}
        return (standing for standing in (found | fresh).values() if standing is not None)

"""What cases and documents are called: the receipt number of one, the title of the other."""

from collections.abc import Callable, Collection
from datetime import datetime

from projections import cases, documents
from projections.fold import Row
from projections.scene import Scene

At = Callable[[Row, datetime], Row | None]
_TITLED: tuple[tuple[str, str, At, str], ...] = (
    ("case-", cases.FOLD.name, cases.at, "receipt_no"),
    ("disclosure-", documents.FOLD.name, documents.at, "title"),
)


def titles(scene: Scene, streams: Collection[str]) -> dict[str, str]:
    """The title of each of these streams that has one at the time asked."""
    found = {}
    for prefix, view, at, slot in _TITLED:
        mine = [stream for stream in streams if stream.startswith(prefix)]
        for stream, row in scene.rows[view].among(scene.connection, mine).items():
            told = at(row, scene.moment.as_of)
            if told is not None and told[slot]:
                found[stream] = told[slot]
    return found

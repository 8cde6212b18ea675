"""What the judges say of one case or document, for its page."""

from dataclasses import dataclass

from domain.verdict import Decision
from projections.when import When
from web.desk import Desk
from web.signs import Sign, Telling, streams


@dataclass(frozen=True, slots=True)
class SignsOf:
    """What stands against it or cannot be told, and what was found in order."""

    standing: tuple[Sign, ...]
    fine: tuple[Sign, ...]


def signs_told(desk: Desk, stream: str, at: When) -> SignsOf:
    """The verdicts on a stream in words."""
    views = desk.services.views
    rows = views.signs_of(stream, at)
    telling = Telling(views.known(at).world, views.titles(streams(rows), at))
    return SignsOf(
        standing=tuple(telling.sign(r) for r in rows if r["decision"] != Decision.OK),
        fine=tuple(telling.sign(r) for r in rows if r["decision"] == Decision.OK),
    )

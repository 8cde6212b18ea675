"""States as pages show them: a word, a shape and a colour, never a colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.cards import Card
from domain.clocks import Basis
from domain.labels import STATUSES, label
from web.templating import text as _

SHAPES = {
    "closed": "good",
    "decided": "good",
    "paused": "still",
    "correcting": "still",
    "not_accepted": "gone",
    "voided": "gone",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A state in words and the class that gives it its shape and colour."""

    word: str
    shape: str = "idle"


def status(code: str) -> Shown:
    """The state of a case."""
    return Shown(STATUSES[code].zh, SHAPES.get(code, "idle"))


def lateness(row: Mapping[str, Any]) -> Shown:
    """How a late clock is late: over the promise is not by itself unlawful."""
    if row["card"]:
        return Shown(label(Card(row["card"])).zh, "bad" if row["card"] == Card.RED else "warn")
    if row["basis"] == Basis.PROMISED:
        return Shown(_("超承诺时限"), "warn")
    if row["basis"] == Basis.GIVEN:
        return Shown(_("超来源期限"), "bad")
    return Shown(_("超法定时限"), "bad")

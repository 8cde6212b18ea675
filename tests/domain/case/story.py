"""Given, when, then: a case told step by step through `decide` and `evolve`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.cards import CardTimes
from domain.case.decisions import Facts, State, decide, evolve
from domain.case.timing import Running, case_cards, running
from domain.decider import Actor, Asked, Command, Happened
from domain.reference import Rulebook
from tests.rulebook import shipped_rulebook

ZONE = "Asia/Shanghai"
LATER = "2030-01-01T00:00"


def at(text: str) -> datetime:
    """A time in China."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@dataclass
class Story:
    """One case as it goes on."""

    book: Rulebook = field(default_factory=shipped_rulebook)
    state: State = ()
    told: int = 0

    def when(self, moment: str, command: Command) -> Any:
        """Ask, keep what was decided, and hand it back."""
        facts = Facts(book=self.book, zone=ZONE, subject="s1")
        asked = Asked(actor=Actor(id="w1"), occurred_at=at(moment))
        [event] = decide(self.state, command, asked, facts)
        self.told += 1
        happened = Happened(id=str(self.told), at=at(moment), position=self.told, event=event)
        self.state = evolve(self.state, happened)
        return event

    def clocks(self) -> dict[str, Running]:
        """What runs now, by clock."""
        return {r.clock.clock: r for r in running(self.state, self.book)}

    def cards(self) -> CardTimes | None:
        """The card times now."""
        return case_cards(self.state, self.book)

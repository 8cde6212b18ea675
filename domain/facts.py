"""Chapters of plain facts: what an office announces is recorded as it says it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.decider import Asked, Event, Happened, Refused


def announce(state: int, command: Any, asked: Asked, facts: None) -> list[Event]:
    """The event that a `Record` command carries.

    Refused is only what could never be in force.
    """
    fact: Any = command.fact
    begins, ends = getattr(fact, "in_force_from", None), getattr(fact, "in_force_to", None)
    if begins is not None and ends is not None and ends < begins:
        raise Refused(
            "fact.interval",
            f"expected in_force_to on {begins.isoformat()} or later, got {ends.isoformat()}; "
            "give the last day on which it is in force, or leave it out",
        )
    return [fact]


def count(state: int, happened: Happened) -> int:
    """How many facts the stream holds."""
    return state + 1


def in_force(fact: Any, on: date) -> bool:
    """Whether a fact with in_force_from and in_force_to (both included) holds on a day."""
    return bool(fact.in_force_from <= on and (fact.in_force_to is None or on <= fact.in_force_to))


Decide = Callable[[int, Any, Asked, None], list[Event]]

"""From cards that ought to stand and cards that do to the events that make them agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.opening import STEWARD
from domain.card_acts import (
    CHAPTER,
    Act,
    Give,
    Issued,
    Lapse,
    Reinstate,
    State,
    decide,
)
from domain.cards import Card
from domain.decider import Asked, Event, Origin
from ledger.canonical import instant
from projections import issued
from projections.card_desk import Desk, by_now, by_stream, standing
from projections.dues import order
from projections.fold import Row
from projections.lapsing import lapse

Given = Mapping[str, Row]
"""The cards of a case by their streams."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event to be appended to a card's stream."""

    stream: str
    version: int
    event: Event
    asked: Asked


def steps(
    desk: Desk, due: Mapping[str, Sequence[Act]], given: Mapping[str, Given], present: datetime
) -> list[Step]:
    """What is to be done about some cases: first what changes, then gifts by their instants."""
    changes: list[Step] = []
    gifts: list[Act] = []
    for case, acts in due.items():
        cards = given.get(case, {})
        expected = by_stream(desk.log, by_now(acts, present))
        stands = standing(cards, present)
        for stream in expected.keys() - stands.keys() - desk.frozen:
            if stream in cards:
                back = Reinstate(rests_on=expected[stream].rests_on)
                changes.append(_changed(stream, cards[stream], back, present))
            else:
                gifts.append(_weighed(expected[stream], cards))
        for stream in stands.keys() - expected.keys():
            card = stands[stream]
            changes.append(_changed(stream, card, lapse(desk, card, acts), present))
    changes.sort(key=lambda step: step.stream)
    return changes + [_given(desk.log, act) for act in sorted(gifts, key=order)]


def _weighed(act: Act, cards: Given) -> Act:
    """A yellow or red card with the answer whether a warning had been recorded by its instant."""
    if not isinstance(act, Issued) or act.kind is Card.WARNING:
        return act
    return replace(act, unwarned=not any(_warns(row, act) for row in cards.values()))


def _warns(row: Row, card: Issued) -> bool:
    warning = issued.act(row)
    return (
        isinstance(warning, Issued)
        and (warning.kind, warning.matter) == (Card.WARNING, card.matter)
        and issued.given_at(row) <= instant(card.due_at)
    )


def _given(log: str, act: Act) -> Step:
    [stream] = by_stream(log, [act])
    return _decided(stream, 1, CHAPTER.initial, Give(act=act), act.due_at)


def _changed(stream: str, card: Row, command: Lapse | Reinstate, present: datetime) -> Step:
    return _decided(stream, len(card["acts"]) + 1, issued.state(card), command, present)


def _decided(stream: str, version: int, state: State, command: Any, at: datetime) -> Step:
    asked = Asked(actor=STEWARD, occurred_at=at, origin=Origin.SYSTEM, request="steward")
    [event] = decide(state, command, asked, None)
    return Step(stream, version, event, asked)

"""Cards are given once at their instant; they lapse while they stand, and come back when lapsed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.card_acts import (
    Act,
    CardMatter,
    Give,
    Issued,
    Lapse,
    Lapsed,
    LapseReason,
    Reinstate,
    Reinstated,
    Reminded,
    Reminder,
    State,
    act_id,
    decide,
    evolve,
    kind_of,
    matter_of,
)
from domain.cards import Card
from domain.decider import Actor, Asked, Happened, Refused

DUE = datetime(2018, 10, 24, 2, 0, 1, tzinfo=UTC)
YELLOW = Issued(
    case="case-1", kind=Card.YELLOW, matter=CardMatter.CASE, due_at=DUE, clock="PROMISE.DECIDE"
)
REMINDED = Reminded(case="case-1", about=Reminder.PAUSE_ENDING, due_at=DUE)
LAPSE = Lapse(reason=LapseReason.CLOSED_BEFORE, rests_on=(7,))


def asked(at: datetime = DUE) -> Asked:
    return Asked(actor=Actor(id="mingcha"), occurred_at=at)


def happened(event: Any) -> Happened:
    return Happened(id="e", at=DUE, position=1, event=event)


@pytest.mark.parametrize("act", [YELLOW, REMINDED])
def test_a_card_is_given_as_of_the_instant_it_is_due(act: Act) -> None:
    assert decide(State.NONE, Give(act=act), asked(), None) == [act]
    with pytest.raises(Refused, match="the instant it is due"):
        decide(State.NONE, Give(act=act), asked(DUE + timedelta(seconds=1)), None)


@pytest.mark.parametrize("state", [State.STANDING, State.LAPSED])
def test_a_card_is_given_once(state: State) -> None:
    with pytest.raises(Refused, match="given already"):
        decide(state, Give(act=YELLOW), asked(), None)


def test_a_card_lapses_while_it_stands_and_is_reinstated_when_it_lapsed() -> None:
    state = evolve(State.NONE, happened(YELLOW))
    assert state is State.STANDING
    [lapsed] = decide(state, LAPSE, asked(), None)
    assert lapsed == Lapsed(reason=LapseReason.CLOSED_BEFORE, rests_on=(7,))
    state = evolve(state, happened(lapsed))
    assert state is State.LAPSED
    [back] = decide(state, Reinstate(rests_on=(8,)), asked(), None)
    assert back == Reinstated(rests_on=(8,))
    assert evolve(state, happened(back)) is State.STANDING


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (State.NONE, LAPSE),
        (State.LAPSED, LAPSE),
        (State.NONE, Reinstate()),
        (State.STANDING, Reinstate()),
    ],
)
def test_what_does_not_stand_cannot_lapse_and_what_stands_not_come_back(
    state: State, command: Lapse | Reinstate
) -> None:
    with pytest.raises(Refused, match="expected a card that is"):
        decide(state, command, asked(), None)


def test_an_act_has_one_name_whoever_reckons_it_and_in_whatever_zone() -> None:
    elsewhere = DUE.astimezone(timezone(timedelta(hours=8)))
    same = replace(YELLOW, due_at=elsewhere, unit="改名后的单位", unwarned=True, rests_on=(3,))
    assert act_id("430903", same) == act_id("430903", YELLOW)


def test_acts_that_differ_in_what_they_are_have_different_names() -> None:
    others: list[Act] = [
        YELLOW,
        REMINDED,
        replace(REMINDED, about=Reminder.AWAITING_CORRECTION),
        replace(YELLOW, kind=Card.RED),
        replace(YELLOW, case="case-2"),
        replace(YELLOW, matter=CardMatter.SPECIAL_PROCEDURE),
        replace(YELLOW, clock="LIC.DECIDE"),
        replace(YELLOW, due_at=DUE + timedelta(microseconds=1)),
    ]
    assert len({act_id("430903", act) for act in others}) == len(others)
    assert act_id("demo-430903", YELLOW) != act_id("430903", YELLOW)


def test_a_reminder_is_a_kind_of_its_own_beside_the_cards() -> None:
    assert (kind_of(YELLOW), matter_of(YELLOW)) == ("yellow", "case")
    assert (kind_of(REMINDED), matter_of(REMINDED)) == ("reminder", "pause_ending")

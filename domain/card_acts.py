"""Cards as acts 预警、黄牌、红牌、提醒: given once; they lapse where the ground falls away.

Streams are card-<act_id>. A card is a signal, no sanction; whether a case is late is computed
elsewhere and needs no card.
"""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.cards import Card
from domain.decider import (
    Asked,
    Chapter,
    Command,
    Event,
    Happened,
    Refused,
    by_name,
    by_type,
    record,
)

NAMESPACE = UUID("6d1f3a52-7c0e-5b7e-9a33-430903201604")
REMINDER = "reminder"


class CardMatter(StrEnum):
    """What a card profile watches 发牌对象; the names of the shipped profiles."""

    CASE = "case"
    SPECIAL_PROCEDURE = "special_procedure"
    ONLINE_PRE_ACCEPTANCE = "online_pre_acceptance"
    LICENCE_ISSUE = "licence_issue"
    ENQUIRY = "enquiry"
    COMPLAINT = "complaint"


class Reminder(StrEnum):
    """What a window is reminded of 提醒事由."""

    PAUSE_ENDING = "pause_ending"
    AWAITING_CORRECTION = "awaiting_correction"


class LapseReason(StrEnum):
    """Why a card lapsed 失效原因: what became known since shows that it was not due."""

    CLOSED_BEFORE = "closed_before"
    MOVED = "moved"
    VOIDED = "voided"
    CORRECTED = "corrected"


@record
class Issued(Event):
    """发牌. It happens at the instant due; `rests_on` are the positions it rests on.

    `unwarned` 未预警: a yellow or red card before whose instant no warning of the same case and
    matter had been recorded. `person` is the staff id at intake.
    """

    TYPE = "card.issued"
    case: str
    kind: Card
    matter: CardMatter
    due_at: datetime
    clock: str = ""
    profile: str = ""
    unit: str = ""
    item: str = ""
    window: str = ""
    channel: str = ""
    person: str = ""
    unwarned: bool = False
    rests_on: tuple[int, ...] = ()


@record
class Reminded(Event):
    """提醒窗口: something is about to end, or has waited for long."""

    TYPE = "card.reminded"
    case: str
    about: Reminder
    due_at: datetime
    unit: str = ""
    item: str = ""
    window: str = ""
    channel: str = ""
    person: str = ""
    rests_on: tuple[int, ...] = ()


@record
class Lapsed(Event):
    """失效: the ground fell away; `rests_on` are the positions that took it away."""

    TYPE = "card.lapsed"
    reason: LapseReason
    rests_on: tuple[int, ...] = ()


@record
class Reinstated(Event):
    """恢复: the ground is there again."""

    TYPE = "card.reinstated"
    rests_on: tuple[int, ...] = ()


Act = Issued | Reminded


@record
class Give(Command):
    """Issue a card or send a reminder, at the instant it is due."""

    NAME = "give"
    OPENS = True
    act: Act


@record
class Lapse(Command):
    """Let a standing card lapse."""

    NAME = "lapse"
    reason: LapseReason
    rests_on: tuple[int, ...] = ()


@record
class Reinstate(Command):
    """Let a lapsed card stand again."""

    NAME = "reinstate"
    rests_on: tuple[int, ...] = ()


class State(StrEnum):
    """How a card stands 发牌状态."""

    NONE = "none"
    STANDING = "standing"
    LAPSED = "lapsed"


def decide(
    state: State, command: Give | Lapse | Reinstate, asked: Asked, facts: None
) -> list[Event]:
    """A card is given once, at its instant; it lapses while it stands, and the other way round."""
    match command:
        case Give(act=act):
            if state is not State.NONE:
                raise Refused("card.give.once", f"the card of {act.case} was given already")
            if asked.occurred_at != act.due_at:
                raise Refused(
                    "card.give.due",
                    f"expected the card to be given as of {act.due_at.isoformat()}, the instant "
                    f"it is due, got {asked.occurred_at.isoformat()}",
                )
            return [act]
        case Lapse(reason=reason, rests_on=rests_on):
            _expect(state, State.STANDING, "card.lapse.standing")
            return [Lapsed(reason=reason, rests_on=rests_on)]
        case Reinstate(rests_on=rests_on):
            _expect(state, State.LAPSED, "card.reinstate.lapsed")
            return [Reinstated(rests_on=rests_on)]


def _expect(state: State, expected: State, rule: str) -> None:
    if state is not expected:
        raise Refused(rule, f"expected a card that is {expected}, it is {state}; read it again")


def evolve(state: State, happened: Happened) -> State:
    """Whether the card stands."""
    return State.LAPSED if isinstance(happened.event, Lapsed) else State.STANDING


def kind_of(act: Act) -> str:
    """warning, yellow, red, or reminder."""
    return act.kind.value if isinstance(act, Issued) else REMINDER


def matter_of(act: Act) -> str:
    """What is watched, or what the window is reminded of."""
    return act.matter.value if isinstance(act, Issued) else act.about.value


def act_id(log: str, act: Act) -> str:
    """The name of an act, the same whoever reckons it: so version 1 of its stream is given once."""
    clock = act.clock if isinstance(act, Issued) else ""
    due = act.due_at.astimezone(UTC).isoformat()
    name = f"{log}|{kind_of(act)}|{act.case}|{matter_of(act)}:{clock}|{due}"
    return str(uuid5(NAMESPACE, name))


CHAPTER: Chapter[State] = Chapter(
    "card",
    State.NONE,
    decide,
    evolve,
    by_name(Give, Lapse, Reinstate),
    by_type(Issued, Reminded, Lapsed, Reinstated),
)

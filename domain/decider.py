"""The pattern every chapter follows: decide holds the rules, evolve holds none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

T = TypeVar("T")
S = TypeVar("S")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """A frozen, slotted, keyword-only dataclass: what events, commands and states are."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


class Event:
    """Something that happened. TYPE is the stored name, in the domain's own words."""

    __slots__ = ()
    TYPE: ClassVar[str]
    SCHEMA: ClassVar[int] = 1


class Command:
    """Something asked for. NAME is the last part of its address in the write API.

    OPENS tells that it usually begins a stream.
    """

    __slots__ = ()
    NAME: ClassVar[str]
    OPENS: ClassVar[bool] = False


class Origin(StrEnum):
    """Where an event happened; labels are in domain/labels.py."""

    HALL_WINDOW = "hall_window"
    DEPT_OFFICE = "dept_office"
    TOWN_CENTRE = "town_centre"
    VILLAGE_POINT = "village_point"
    ONLINE = "online"
    POST = "post"
    HOTLINE = "hotline"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
    UNKNOWN = "unknown"


@record
class Actor:
    """Who acts: a staff id or a system's name, never a person's name."""

    id: str
    post: str = ""
    unit: str = ""


@record
class Asked:
    """Who asked, when it happened, from where, under which request id.

    It comes from the server and the caller's credentials; only `occurred_at` (UTC) may be
    a caller's claim.
    """

    actor: Actor
    occurred_at: datetime
    origin: Origin = Origin.UNKNOWN
    request: str = ""


@record
class Happened:
    """An event at its place in the ledger. `position` is 0 while it is being decided."""

    id: str
    at: datetime
    position: int
    event: Any


class Refused(Exception):
    """The rules say no to an act. `rule` is a stable code, `article` its legal basis."""

    def __init__(self, rule: str, message: str, article: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.article = article


@dataclass(frozen=True, slots=True)
class Chapter(Generic[S]):
    """A chapter of law: what can be asked, what can happen, and the fold of its stream.

    `decide(state, command, asked, facts) -> list[Event]` raises `Refused`;
    `evolve(state, happened) -> state` never fails and reads nothing else.
    """

    name: str
    initial: S
    decide: Callable[[S, Any, Asked, Any], list[Event]]
    evolve: Callable[[S, Happened], S]
    commands: Mapping[str, type[Command]]
    events: Mapping[str, type[Event]]


def by_name(*commands: type[Command]) -> dict[str, type[Command]]:
    """The commands of a chapter by their address."""
    return {command.NAME: command for command in commands}


def by_type(*events: type[Event]) -> dict[str, type[Event]]:
    """The events of a chapter by their stored name."""
    return {event.TYPE: event for event in events}

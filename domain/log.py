"""A log 台账: the history of one jurisdiction; its first entry says what it is."""

from enum import StrEnum

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


class ClockKind(StrEnum):
    """Whether recorded_at is the machine's time or a loader's: 真实 or 模拟."""

    REAL = "real"
    SIMULATED = "simulated"


@record
class Opened(Event):
    """The first entry of every log."""

    TYPE = "log.opened"
    log: str
    time_zone: str
    clock: ClockKind


@record
class Open(Command):
    """Open a log."""

    NAME = "open"
    log: str
    time_zone: str
    clock: ClockKind = ClockKind.REAL


def decide(state: Opened | None, command: Open, asked: Asked, facts: None) -> list[Event]:
    """A log is opened once."""
    if state is not None:
        raise Refused("log.open.once", f"log {state.log} was opened already")
    return [Opened(log=command.log, time_zone=command.time_zone, clock=command.clock)]


def evolve(state: Opened | None, happened: Happened) -> Opened | None:
    """The state is the event itself."""
    event: Opened = happened.event
    return event


CHAPTER: Chapter[Opened | None] = Chapter(
    "log", None, decide, evolve, by_name(Open), by_type(Opened)
)

"""From command to event: who acted where nobody is named, and what a published text leaks."""

from typing import Any, assert_never

from domain.decider import Asked, Chapter, Event
from domain.disclosure import commands as cmd
from domain.disclosure import events as ev
from domain.disclosure.commands import COMMANDS
from domain.disclosure.events import EVENTS
from domain.facts import count
from domain.leaks import leaks_in


def decide(state: int, command: cmd.AnyCommand, asked: Asked, facts: None) -> list[Event]:
    """Nothing is refused: also what is published unreviewed was published (要点 (一))."""
    return [_event(command, asked.actor.id)]


def _event(command: cmd.AnyCommand, actor: str) -> Event:
    fields: dict[str, Any] = {name: getattr(command, name) for name in command.__dataclass_fields__}
    match command:
        case cmd.Draft():
            return ev.Drafted(**fields | {"author": command.author or actor})
        case cmd.AskCoordination():
            return ev.CoordinationAsked(**fields)
        case cmd.Coordinate():
            return ev.Coordinated(**fields)
        case cmd.Review():
            return ev.SecrecyReviewed(**fields | {"reviewer": command.reviewer or actor})
        case cmd.Publish():
            text: str = fields.pop("text")
            read = {"scanned": bool(text), "leaks": leaks_in(text)}
            return ev.Published(**fields | read | {"by": command.by or actor})
        case cmd.Change():
            return ev.Changed(**fields | {"author": command.author or actor})
        case cmd.Withdraw():
            return ev.Withdrawn(**fields)
        case cmd.Withhold():
            return ev.Withheld(**fields)
        case _:
            assert_never(command)


CHAPTER: Chapter[int] = Chapter("disclosure", 0, decide, count, COMMANDS, EVENTS)

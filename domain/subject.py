"""A data subject 个人信息主体 and the end of what is known of him (个人信息保护法 47)."""

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


@record
class Erased(Event):
    """The subject's key was destroyed; what was sealed under it is unreadable for ever."""

    TYPE = "subject.erased"
    subject: str
    reason: str
    document: str = ""


@record
class Erase(Command):
    """Destroy the subject's key."""

    NAME = "erase"
    subject: str
    reason: str
    document: str = ""


def decide(state: Erased | None, command: Erase, asked: Asked, facts: None) -> list[Event]:
    """A subject is erased once, with a reason."""
    if state is not None:
        raise Refused("subject.erase.once", f"subject {state.subject} was erased already")
    if not command.reason.strip():
        raise Refused(
            "subject.erase.reason", "expected the reason of the erasure", "个人信息保护法 47"
        )
    return [Erased(subject=command.subject, reason=command.reason, document=command.document)]


def evolve(state: Erased | None, happened: Happened) -> Erased | None:
    """The state is the event itself."""
    event: Erased = happened.event
    return event


CHAPTER: Chapter[Erased | None] = Chapter(
    "subject", None, decide, evolve, by_name(Erase), by_type(Erased)
)

"""The timeline of a case: its effective events in the order they happened, corrections shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from domain.case.events import Closed, Corrected, Paused, Voided
from domain.decider import Event
from domain.labels import label
from ledger.entry import Entry
from web.templating import text as _
from web.wording import Said, said

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Version:
    """What one entry says of an event: when it happened and what it was."""

    entry: Entry
    at: datetime
    said: Said
    event: Event


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stood there before a correction, and the correction's own entry and reason."""

    before: Version
    by: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event as it stands, with its recording where that differs, and what it replaced."""

    now: Version
    origin: str
    recorded_apart: bool
    source_recorded_at: datetime | None
    replaced: tuple[Replaced, ...]
    shape: str


def steps(entries: Sequence[Entry], as_of: datetime, zone: str) -> tuple[Step, ...]:
    """The events that had happened by `as_of`, as the entries of one case tell them."""
    versions: dict[str, list[Version]] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, Corrected):
            words = said(event.restated, zone)
            restated = Version(entry, event.happened_at, words, event.restated)
            versions.setdefault(event.corrects, []).append(restated)
        else:
            versions[entry.id] = [Version(entry, entry.occurred_at, said(event, zone), event)]
    found = [_step(told) for told in versions.values() if told[-1].at <= as_of]
    return tuple(sorted(found, key=lambda step: (step.now.at, step.now.entry.position)))


def as_said(entry: Entry, zone: str) -> Said:
    """One entry in words; a correction says what it puts in the place of what was there."""
    event = entry.event
    if not isinstance(event, Corrected):
        return said(event, zone)
    restated = said(event.restated, zone)
    return replace(restated, what=_("更正为：%s") % restated.what)


def _step(told: Sequence[Version]) -> Step:
    now = told[-1]
    imported = getattr(now.event, "imported", None)
    return Step(
        now=now,
        origin=label(told[0].entry.origin).zh,
        recorded_apart=abs(now.entry.recorded_at - now.at) >= MINUTE,
        source_recorded_at=imported.recorded_at if imported else None,
        replaced=tuple(
            Replaced(before, after.entry, getattr(after.entry.event, "reason", ""))
            for before, after in pairwise(told)
        ),
        shape=_shape(now.event),
    )


def _shape(event: Event) -> str:
    match event:
        case Paused():
            return "still"
        case Closed() | Voided():
            return "end"
    return ""

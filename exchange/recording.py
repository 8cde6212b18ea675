"""From what a source says to what the ledger records: the event, who acted, and when."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, get_type_hints

from application.rules import load_clock_rules
from domain.case.decisions import personal
from domain.case.events import EVENTS
from domain.case.timing import local_day
from domain.clocks import Clock, ClockRule, given_clock
from domain.decider import Actor, Asked, Event, Origin
from domain.values import Clear, Imported
from exchange.event_fields import has_applicant
from exchange.interpret import Attributes, Deadline, MappedEvent
from exchange.staged import Waiting
from ledger.canonical import canonical

GIVEN = "SRC.GIVEN"
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of a case with what its envelope says of it."""

    event: Event
    asked: Asked


@cache
def importer(source: str) -> Actor:
    """Who acts where a source names nobody."""
    return Actor(id=f"import:{source}")


def recorded(source: str, waiting: Waiting, subject: str) -> Recorded:
    """The event a source's row means; personal values are clear, to be sealed under `subject`."""
    mapped, identity = waiting.event, waiting.identity
    made: dict[str, Any] = {
        "attributes": mapped.public,
        "private": _private(mapped.private, subject),
        "note": Clear(subject=subject, value=mapped.note) if mapped.note else None,
        "imported": Imported(source=source, key=identity, recorded_at=mapped.recorded_at),
    }
    if has_applicant(mapped.type):
        made |= {"subject": subject, "applicant": personal(mapped.applicant, subject)}
    if mapped.deadline:
        made["clocks"] = (_clock(mapped, mapped.deadline),)
    values = dict(mapped.fields)
    for name, convert in _codes(mapped.type):
        if name in values:
            values[name] = convert(values[name])
    if mapped.deadline and mapped.type == "case.step_finished" and not values.get("key"):
        # Several steps of a name may each have a deadline: the row tells them apart.
        values["key"] = identity
    make: Any = EVENTS[mapped.type]
    asked = Asked(
        actor=_actor(source, values),
        occurred_at=mapped.occurred_at,
        origin=mapped.origin,
        request=f"import:{source}:{mapped.case_id}:{identity}",
    )
    return Recorded(make(**values, **made), asked)


def announced(source: str, moment: datetime, digest: str) -> Asked:
    """Who announces an import."""
    request = f"import:{source}:{digest}"
    return Asked(actor=importer(source), occurred_at=moment, origin=Origin.SYSTEM, request=request)


def _private(attributes: Attributes, subject: str) -> Clear | None:
    """All sealed attributes as one text, so that not even their names are in clear."""
    if not attributes:
        return None
    listed = [[item.name, item.kind, item.value] for item in attributes]
    return Clear(subject=subject, value=canonical(listed).decode())


def _clock(mapped: MappedEvent, deadline: Deadline) -> Clock:
    """The clock of a deadline that the source gives; no statutory one runs beside it."""
    on = local_day(mapped.occurred_at, deadline.zone)
    return given_clock(_given_rule(), on, deadline.due, deadline.zone)


@cache
def _given_rule() -> ClockRule:
    """The rule of deadlines that a source gives; it has one version, without beginning."""
    return next(rule for rule in load_clock_rules().rules if rule.clock == GIVEN)


def _actor(source: str, values: dict[str, Any]) -> Actor:
    by = values.get("by")
    return _staff(by, values.get("unit", "")) if by else importer(source)


@lru_cache(4096)
def _staff(by: str, unit: str) -> Actor:
    return Actor(id=by, unit=unit)


@cache
def _codes(event: str) -> tuple[tuple[str, Convert], ...]:
    """The fields of an event type that hold a code, and the code's type."""
    kind: Any = EVENTS[event]
    hints = get_type_hints(kind)
    return tuple(
        (item.name, hints[item.name])
        for item in fields(kind)
        if isinstance(hints[item.name], type) and issubclass(hints[item.name], StrEnum)
    )

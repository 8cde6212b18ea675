"""From what a source says to what the ledger records: the event, who acted, and when.

The event is made in its plain form (ledger/codec.py) straight from the row: millions of them are
written, and the schema that every one is checked against says whether they are right.
"""

from dataclasses import fields
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from application.rules import load_clock_rules
from domain.case.events import EVENTS
from domain.case.timing import local_day
from domain.clocks import ClockRule, given_clock
from domain.decider import Actor, Asked, Event, Origin
from domain.lateness import local_date
from domain.values import Clear, personal
from exchange.event_fields import has_applicant
from exchange.interpret import Attributes, Deadline, MappedEvent
from exchange.staged import Waiting
from ledger.canonical import canonical, instant
from ledger.codec import to_plain

GIVEN = "SRC.GIVEN"
NOON = time(12)


class Recorded(NamedTuple):
    """An event of a case in its plain form, its personal values apart, and its envelope's words."""

    kind: type[Event]
    data: dict[str, Any]
    clear: dict[str, Clear]
    asked: Asked


@cache
def importer(source: str) -> Actor:
    """Who acts where a source names nobody."""
    return Actor(id=f"import:{source}")


def recorded(source: str, waiting: Waiting, subject: str) -> Recorded:
    """The event a source's row means; personal values are to be sealed under `subject`."""
    mapped, identity = waiting.event, waiting.identity
    kind, defaults = _kind(mapped.type)
    data: dict[str, Any] = {
        name: value if type(value) is str else _plain(value)
        for name, value in mapped.fields.items()
        if value != defaults[name]
    }
    data["imported"] = {"source": source, "key": identity}
    if mapped.recorded_at:
        data["imported"]["recorded_at"] = instant(mapped.recorded_at)
    if mapped.public:
        data["attributes"] = [
            {"name": item.name, "kind": item.kind, "value": item.value} for item in mapped.public
        ]
    if has_applicant(mapped.type) and subject:
        data["subject"] = subject
    if mapped.deadline:
        data["clocks"] = [_clock(mapped, mapped.deadline)]
        if mapped.type == "case.step_finished" and "key" not in data:
            # Several steps of a name may each have a deadline: the row tells them apart.
            data["key"] = identity
    asked = Asked(
        actor=_actor(source, mapped.fields),
        occurred_at=mapped.occurred_at,
        origin=mapped.origin,
        request=f"import:{source}:{mapped.case_id}:{identity}",
    )
    return Recorded(kind, data, _clear(mapped, subject), asked)


def announced(source: str, moment: datetime, digest: str) -> Asked:
    """Who announces an import."""
    request = f"import:{source}:{digest}"
    return Asked(actor=importer(source), occurred_at=moment, origin=Origin.SYSTEM, request=request)


def _plain(value: Any) -> Any:
    """A field's value as JSON."""
    if isinstance(value, tuple):
        return list(value)
    return instant(value) if isinstance(value, datetime) else value


@cache
def _kind(type_: str) -> tuple[type[Event], dict[str, Any]]:
    """An event type and the defaults of its fields, which its plain form leaves out."""
    kind: Any = EVENTS[type_]
    return kind, {item.name: item.default for item in fields(kind)}


def _clear(mapped: MappedEvent, subject: str) -> dict[str, Clear]:
    """The personal values of an event by their fields."""
    found = {}
    if mapped.private:
        found["private"] = Clear(subject=subject, value=_listed(mapped.private))
    if mapped.note:
        found["note"] = Clear(subject=subject, value=mapped.note)
    person = personal(mapped.applicant, subject)
    if person:
        found["applicant"] = person
    return found


def _listed(attributes: Attributes) -> str:
    """All sealed attributes as one text, so that not even their names are in clear."""
    return canonical([[item.name, item.kind, item.value] for item in attributes]).decode()


def _clock(mapped: MappedEvent, deadline: Deadline) -> dict[str, Any]:
    """The clock of a deadline that the source gives; no statutory one runs beside it."""
    on = local_day(mapped.occurred_at, deadline.zone)
    due = local_date(deadline.due, deadline.zone)
    return _given(on, due, deadline.zone) | {"due_at": instant(deadline.due)}


@lru_cache(4096)
def _given(on: date, due: date, zone: str) -> dict[str, Any]:
    """A given clock but for its instant: days come again and again in a log, instants hardly."""
    at = datetime.combine(due, NOON, ZoneInfo(zone))
    return to_plain(given_clock(_given_rule(), on, at, zone))


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

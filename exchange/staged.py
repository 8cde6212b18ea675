"""An event of a source as it waits in the staging table, and a case made of such events."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from application.handler import identity
from domain.decider import Origin
from domain.values import Person
from exchange.event_fields import field_shapes
from exchange.interpret import Attributes, Deadline, MappedEvent
from exchange.mapping import FieldSource
from exchange.source import Attribute


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event and its identity within (source, case)."""

    identity: str
    event: MappedEvent


@dataclass(slots=True)
class Case:
    """A case's events in their order, and how far its stream is.

    `version` is the stream's last, 0 for a new one; `subject` is the one the stream names
    already, empty for a new one; `size` is in bytes as packed; parts of one large case have
    `held_by` from its first part.
    """

    id: str
    stream: str
    version: int = 0
    subject: str = ""
    events: list[Waiting] = field(default_factory=list)
    size: int = 0
    held_by: str = ""

    @property
    def holder(self) -> str:
        """Whose key seals it where the stream names no subject yet, as the vault knows him: its
        applicant, else the stream itself (a case that names nobody).
        """
        people = (applicant(waiting.event) for waiting in self.events)
        return self.held_by or next(filter(None, people), self.stream)


def applicant(event: MappedEvent) -> str:
    """The identity of the person an event names by his paper; empty where it names none."""
    person = event.applicant
    return identity(person) if person and person.id_number else ""


def pack(event: MappedEvent) -> bytes:
    """All that a source says of an event but where it stands, so that equal events are equal."""
    return orjson.dumps(
        (
            event.type,
            event.occurred_at,
            event.recorded_at,
            event.rule,
            event.once,
            event.key,
            event.origin,
            event.fields,
            event.applicant,
            event.note,
            event.deadline,
            list(map(tuple, event.public)),
            list(map(tuple, event.private)),
        )
    )


def unpack(packed: bytes, case_id: str, row: int, line: int) -> MappedEvent:
    """The event that `pack` packed."""
    (
        type_, occurred_at, recorded_at, rule, once, key, origin, fields, applicant, note,
        deadline, public, private,
    ) = orjson.loads(packed)  # fmt: skip
    return MappedEvent(
        case_id=case_id,
        type=type_,
        occurred_at=datetime.fromisoformat(occurred_at),
        recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
        rule=rule,
        once=once,
        key=key,
        origin=Origin(origin),
        fields=_shaped(fields, field_shapes(type_)),
        applicant=Person(**applicant) if applicant else None,
        note=note,
        deadline=_deadline(deadline),
        public=_attributes(public),
        private=_attributes(private),
        row=row,
        line=line,
    )


def _shaped(fields: dict[str, Any], shapes: dict[str, FieldSource]) -> dict[str, Any]:
    for name, value in fields.items():
        match shapes[name].shape:
            case "texts":
                fields[name] = tuple(value)
            case "instant":
                fields[name] = datetime.fromisoformat(value)
    return fields


def _deadline(given: dict[str, str] | None) -> Deadline | None:
    if given is None:
        return None
    due = datetime.fromisoformat(given["due"])
    return Deadline(given["scope"], due, given["zone"])


def _attributes(found: list[list[str]]) -> Attributes:
    return tuple(map(Attribute._make, found))

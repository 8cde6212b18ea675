"""Registers 部门登记簿: certificates and seals as a department wrote them down itself.

One stream per entry, register-<source>.<number>; they are compared with the hall's cases.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from domain.decider import Asked, Chapter, Command, Event, Happened, by_name, by_type, record
from domain.values import Clear, Imported, Person, Personal


class EntryKind(StrEnum):
    """What was written down: 证照, 用印."""

    CERTIFICATE = "certificate"
    SEAL = "seal"


@record
class Facts:
    """Under which subject the holder's data are sealed; "" where the entry names nobody."""

    subject: str = ""
    holder: Clear | None = None


@record
class Listed(Event):
    """登记簿一行: `number` is the certificate's, `case_no` what it says the case's is."""

    TYPE = "register.listed"
    source: str
    kind: EntryKind = EntryKind.CERTIFICATE
    number: str
    unit: str
    item: str = ""
    on: date
    case_no: str = ""
    subject: str = ""
    holder: Personal | None = None
    imported: Imported | None = None


@record
class ListEntry(Command):
    """登记证照或用印."""

    NAME = "list"
    OPENS = True
    source: str
    kind: EntryKind = EntryKind.CERTIFICATE
    number: str
    unit: str
    item: str = ""
    on: date
    case_no: str = ""
    holder: Person | None = None


def decide(state: int, command: ListEntry, asked: Asked, facts: Facts) -> list[Event]:
    """A register's entry is a fact, whatever it shows."""
    fields: dict[str, Any] = {name: getattr(command, name) for name in command.__dataclass_fields__}
    return [Listed(**fields | {"subject": facts.subject, "holder": facts.holder})]


def evolve(state: int, happened: Happened) -> int:
    """How often the entry was written."""
    return state + 1


CHAPTER: Chapter[int] = Chapter("register", 0, decide, evolve, by_name(ListEntry), by_type(Listed))

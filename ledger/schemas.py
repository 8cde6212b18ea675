"""The published schemas: one file per event type and version, compiled once.

`schemas/case.accepted.v1.json` describes the sealed form of the data of that event;
`schemas/commands/case.accept.json` the body of that command. A published event schema is
never edited: a change is a new version, with an upcaster.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jsonschema_rs

# Stands for what came, which may be somebody's name: messages end in answers and reject files.
MASK = "what came"
FOLDER = Path(__file__).parent.parent / "schemas"


class SchemaInvalid(ValueError):
    """Data that its schema refuses. `faults` are (JSON pointer, what was expected)."""

    def __init__(self, name: str, faults: list[tuple[str, str]]) -> None:
        where = "; ".join(f"{pointer or '/'}: {message}" for pointer, message in faults[:5])
        super().__init__(f"expected {name}: {where}")
        self.name = name
        self.faults = faults


class UnknownSchema(LookupError):
    """No schema is published under this name."""


class Validator(Protocol):
    """A compiled schema."""

    def is_valid(self, instance: Any) -> bool: ...

    def iter_errors(self, instance: Any) -> Iterator[Any]: ...


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema and its name."""

    name: str
    compiled: Validator

    def check(self, data: Any) -> None:
        """Raise SchemaInvalid unless the data fits."""
        if not self.compiled.is_valid(data):
            faults = [
                ("".join(f"/{part}" for part in error.instance_path), error.message)
                for error in self.compiled.iter_errors(data)
            ]
            raise SchemaInvalid(self.name, faults)


@cache
def event_schema(type_: str, version: int) -> Schema:
    """The schema of an event type at a version; raises UnknownSchema."""
    return _load(f"{type_}.v{version}")


@cache
def command_schema(chapter: str, command: str) -> Schema:
    """The schema of a command's body; raises UnknownSchema."""
    return _load(f"commands/{chapter}.{command}")


@cache
def envelope_schema() -> Schema:
    """The schema of a whole entry."""
    return _load("entry.v1")


def _load(name: str) -> Schema:
    path = FOLDER / f"{name}.json"
    if not path.is_relative_to(FOLDER) or not path.is_file():
        raise UnknownSchema(f"no schema is published for {name}")
    return Schema(name, jsonschema_rs.validator_for(json.loads(path.read_text()), mask=MASK))

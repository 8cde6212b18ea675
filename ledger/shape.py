"""The JSON Schema (2020-12) of an event or command class, from its types."""

from dataclasses import MISSING, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from domain.values import Clear, Sealed
from ledger.canonical import MAX_INTEGER
from ledger.codec import is_tagged, name_of, union_members

DRAFT = "https://json-schema.org/draft/2020-12/schema"
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"
TIME = r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"


def schema_of(cls: type[Any], title: str) -> dict[str, Any]:
    """The published schema of one class: what `to_plain` may write, and nothing else."""
    doc = (cls.__doc__ or "").strip().splitlines()[0]
    return {"$schema": DRAFT, "title": title, "description": doc, **object_shape(cls)}


def object_shape(cls: type[Any]) -> dict[str, Any]:
    """An object of the class's fields; those without a default are required."""
    hints = get_type_hints(cls)
    required = [f.name for f in fields(cls) if f.default is MISSING]
    return {
        "type": "object",
        "properties": {f.name: shape(hints[f.name]) for f in fields(cls)},
        "required": required,
        "additionalProperties": False,
    }


def shape(hint: Any) -> dict[str, Any]:
    """The schema of one type; raises TypeError for a type events may not hold."""
    members, nullable = union_members(hint)
    if members == [Clear, Sealed]:
        found = _sealed()
    elif is_tagged(members):
        found = {"oneOf": [_tagged(member) for member in members]}
    else:
        found = _plain(members[0])
    return {"anyOf": [found, {"type": "null"}]} if nullable else found


def _plain(hint: Any) -> dict[str, Any]:
    simple = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
        datetime: {"type": "string", "pattern": INSTANT},
        date: {"type": "string", "pattern": DATE},
        time: {"type": "string", "pattern": TIME},
    }
    parts = get_args(hint)
    if get_origin(hint) is tuple and parts[-1] is not Ellipsis:
        size = len(parts)
        items = [shape(part) for part in parts]
        return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}
    if get_origin(hint) in (tuple, frozenset):
        return {"type": "array", "items": shape(parts[0])}
    if hint in simple:
        return dict(simple[hint])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [member.value for member in hint]}
    return object_shape(hint)


def _tagged(cls: type[Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"const": name_of(cls)}, "data": object_shape(cls)},
        "required": ["type", "data"],
        "additionalProperties": False,
    }


def _sealed() -> dict[str, Any]:
    names = [f.name for f in fields(Sealed)]
    text = {"type": "string", "pattern": BASE64}
    return {
        "type": "object",
        "properties": {n: {"type": "string"} if n == "subject" else text for n in names},
        "required": names,
        "additionalProperties": False,
    }

"""The JSON Schema (2020-12) of an event or command class, from its types."""

from dataclasses import MISSING, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from domain.values import Clear, Sealed
from ledger.canonical import MAX_INTEGER
from ledger.codec import is_tagged, name_of, union_members

DRAFT = "https://json-schema.org/draft/2020-12/schema"
# Days that exist: 30 and 31 where the month has them, 29 February in leap years (every fourth,
# but of the hundreds every fourth hundred). Lengths stand beside the patterns, because
# some engines let `$` match before a last line feed.
_LEAP = r"[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00"
_DAY = (
    r"(?:[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rf"|(?:{_LEAP})-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
INSTANT = rf"^{_DAY}T{_TIME}\.[0-9]{{6}}Z$"
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
        # What is None by default is left out, never written as null.
        "properties": {
            f.name: shape(hints[f.name], null=f.default is not None) for f in fields(cls)
        },
        "required": required,
        "additionalProperties": False,
    }


def shape(hint: Any, null: bool = True) -> dict[str, Any]:
    """The schema of one type; raises TypeError for a type events may not hold.

    Without `null` it does not admit null, whatever the type says.
    """
    members, nullable = union_members(hint)
    if members == [Clear, Sealed]:
        found = _sealed()
    elif is_tagged(members):
        found = {"oneOf": [_tagged(member) for member in members]}
    else:
        found = _plain(members[0])
    return {"anyOf": [found, {"type": "null"}]} if nullable and null else found


def _plain(hint: Any) -> dict[str, Any]:
    simple: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
        datetime: fixed_text(INSTANT, 27),
        date: fixed_text(f"^{_DAY}$", 10),
        time: fixed_text(f"^{_TIME}$", 8),
    }
    parts = get_args(hint)
    if get_origin(hint) is tuple and parts[-1] is not Ellipsis:
        size = len(parts)
        items = [shape(part) for part in parts]
        return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": shape(parts[0])}
    if get_origin(hint) is frozenset:
        return {"type": "array", "items": shape(parts[0]), "uniqueItems": True}
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
    """Nonce of 12 bytes, commitment of 32, ciphertext with its tag of 16, each in base64."""
    properties = {
        "subject": {"type": "string"},
        "nonce": fixed_text(BASE64, 16),
        # `not`, because $ matches before a last line feed in some engines.
        "ciphertext": {
            "type": "string",
            "pattern": BASE64,
            "not": {"pattern": r"\n"},
            "minLength": 24,
        },
        "commitment": fixed_text(BASE64, 44),
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def fixed_text(pattern: str, length: int) -> dict[str, Any]:
    """A string of one length that matches a pattern."""
    return {"type": "string", "pattern": pattern, "minLength": length, "maxLength": length}

"""Whether one stored row is what the published formats say: bytes, hash, columns, schema.

    entry   state with `,"position":7,"recorded_at":"2018-10-15T01:00:00.000000Z"` put in before
            the envelope's own `,"request":`
    leaf    SHA-256(0x00 || entry), RFC 6962 §2.1

Nothing here comes from the code that wrote the rows; the schemas are read from their files, and
an entry is checked against the version it was stored with.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from audit.rows import Row
from audit.tree import leaf_hash

SCHEMAS = Path(__file__).parent.parent / "schemas"
ENVELOPE = "entry.v1"
CHANGED = "changed"
SCHEMA_INVALID = "schema-invalid"

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
BEFORE = b',"request":'
CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
# A schema takes 1.0 for an integer, RFC 8785 writes it 1.
POINT_ZERO = re.compile(rb"\.0[,}\]]")

# What bytes that are no entry raise on the way.
UNFIT = (orjson.JSONDecodeError, orjson.JSONEncodeError, LookupError, TypeError, AttributeError)

Validate = Callable[[Any], bool]


class Examiner:
    """Examines the rows of one log."""

    def __init__(self, log: str, schemas: Path = SCHEMAS) -> None:
        self._log = log
        self._schemas = schemas
        self._validators: dict[tuple[str, int], Validate] = {}

    def examine(self, row: Row) -> tuple[bytes, str | None]:
        """The leaf that the row's bytes have, and the kind of its fault if it has one."""
        position, recorded_at, version, leaf, stream, topic, state = row
        entry = entry_at(state, position, recorded_at)
        computed = leaf_hash(entry)
        if computed != leaf:
            return computed, CHANGED
        try:
            value = orjson.loads(entry)
            if (
                value["stream"].encode() != stream
                or value["type"].encode() != topic
                or value["version"] != version
            ):
                return computed, CHANGED
            sound = self._is_published_form(value, entry)
        except UNFIT:
            sound = False
        return computed, None if sound else SCHEMA_INVALID

    def _is_published_form(self, value: dict[str, Any], entry: bytes) -> bool:
        """Whether the bytes are canonical (RFC 8785) and their schemas take what they say."""
        key = value["type"], value["schema"]
        valid = self._validators.get(key) or self._compile(*key)
        return (
            orjson.dumps(value, option=CANONICAL) == entry
            and valid(value)
            and value["log"] == self._log
            and not (POINT_ZERO.search(entry) and _holds_float(value))
            and not (b"\\" in entry and b"\\u0000" in entry)
        )

    def _compile(self, name: str, schema: int) -> Validate:
        if not (NAME.fullmatch(name) and type(schema) is int):
            return _nothing
        path = self._schemas / f"{name}.v{schema}.json"
        if not path.is_file():
            return _nothing
        self._validators[name, schema] = _validator(path)
        return self._validators[name, schema]


def entry_at(state: bytes, position: int, recorded_at: int) -> bytes:
    """The bytes of the entry at a place; as they are where it can have none there."""
    head, before, tail = state.rpartition(BEFORE)
    if not before:
        return state
    moment = _instant(recorded_at)
    return b'%b,"position":%d,"recorded_at":"%b"%b%b' % (head, position, moment, before, tail)


def leaf_at(state: bytes, position: int, recorded_at: int) -> bytes:
    """The leaf these bytes have at a place."""
    return leaf_hash(entry_at(state, position, recorded_at))


# Entries come in the order of time, so most share their second with the one before.
@lru_cache(maxsize=16)
def _instant(microseconds: int) -> bytes:
    second, fraction = divmod(microseconds, 1_000_000)
    return b"%b.%06dZ" % (_to_second(second), fraction)


@lru_cache(maxsize=16)
def _to_second(seconds: int) -> bytes:
    try:
        return (EPOCH + timedelta(seconds=seconds)).isoformat()[:19].encode()
    except OverflowError:
        return b"outside the years 1 to 9999"


@cache
def _validator(path: Path) -> Validate:
    """The envelope's schema with that of an event for `data`."""
    whole = _read(path.with_name(f"{ENVELOPE}.json"))
    whole["properties"] |= {"data": _read(path)}
    options = jsonschema_rs.RegexOptions()
    valid: Validate = jsonschema_rs.validator_for(whole, pattern_options=options).is_valid
    return valid


def _read(path: Path) -> dict[str, Any]:
    # The linear-time engine has no look-ahead, and needs none: its `$` is the very end.
    text = path.read_text().replace(r"(?!\\n)$", "$")
    schema: dict[str, Any] = json.loads(text, object_hook=_counted)
    return schema


def _counted(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, where an object must have all keys it may have: as many keys as these."""
    required, known = schema.get("required", ()), schema.get("properties", {})
    if schema.get("additionalProperties") is False and known.keys() == set(required):
        # Counted at once, where `required` would look up each key of each entry.
        schema.pop("required", None)
        schema["minProperties"] = len(known)
    return schema


def _nothing(_: Any) -> bool:
    return False


def _holds_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_float, value.values()))
    if isinstance(value, list):
        return any(map(_holds_float, value))
    return isinstance(value, float)

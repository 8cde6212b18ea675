"""NDJSON as a stream: one object per line, flat like a table or with `case` and `event`."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from exchange.mapping import Mapping
from exchange.source import CASE_PREFIX, Attribute, BadRow, SourceError, SourceEvent, storable

MAX_LINE = 1 << 20
MAX_DEPTH = 32


class _Number(str):
    """The digits of a JSON number as written, so that none are lost in a binary float."""

    __slots__ = ("kind",)
    kind: str


class NdjsonReader:
    """Yields one event per line; nested objects become `parent.child`, null is no attribute."""

    def __init__(self, stream: BinaryIO, mapping: Mapping) -> None:
        self._stream = stream
        self._empty = mapping.source.empty

    def __iter__(self) -> Iterator[SourceEvent | BadRow]:
        row = 0
        number = 0
        while raw := self._stream.readline(MAX_LINE):
            number += 1
            if len(raw) == MAX_LINE:
                raise SourceError(f"expected lines under {MAX_LINE >> 20} MiB, came more", number)
            text = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if text.strip():
                row += 1
                yield self._event(row, number, text)

    def _event(self, row: int, line: int, raw: bytes) -> SourceEvent | BadRow:
        shown = raw.decode("utf-8", "backslashreplace")
        try:
            found = json.loads(
                raw.decode("utf-8"),
                parse_int=lambda digits: _number(digits, "int"),
                parse_float=lambda digits: _number(digits, "float"),
                parse_constant=_no_constant,
                object_pairs_hook=_once,
            )
            if not isinstance(found, dict):
                raise ValueError("the line is no object")
            case, event = self._split(found)
        except (ValueError, RecursionError) as error:
            reason = f"expected one JSON object in UTF-8 on the line, came: {error}"
            return BadRow(row, line, "", reason, shown)
        for attribute in (*case, *event):
            problem = storable(attribute.name) or storable(attribute.value)
            if problem:
                name = attribute.name.encode("utf-8", "backslashreplace").decode()
                return BadRow(row, line, name, problem, shown)
        return SourceEvent(row, line, tuple(case), tuple(event), shown)

    def _split(self, found: dict[str, Any]) -> tuple[list[Attribute], list[Attribute]]:
        case: list[Attribute] = []
        event: list[Attribute] = []
        for key, value in found.items():
            if key in ("case", "event") and isinstance(value, dict):
                into = case if key == "case" else event
                for name, inner in value.items():
                    self._flatten(name, inner, into, 1)
            elif key.startswith(CASE_PREFIX):
                self._flatten(key.removeprefix(CASE_PREFIX), value, case, 1)
            else:
                self._flatten(key, value, event, 1)
        return case, event

    def _flatten(self, name: str, value: Any, into: list[Attribute], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise ValueError(f"nesting deeper than {MAX_DEPTH}")
        match value:
            case dict():
                for key, inner in value.items():
                    self._flatten(f"{name}.{key}", inner, into, depth + 1)
            case list():
                for inner in value:
                    self._flatten(name, inner, into, depth + 1)
            case bool():
                into.append(Attribute(name, "boolean", str(value).lower()))
            case _Number():
                into.append(Attribute(name, value.kind, str(value)))
            case str() if value not in self._empty:
                into.append(Attribute(name, "string", value))


def _number(digits: str, kind: str) -> _Number:
    number = _Number(digits)
    number.kind = kind
    return number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name}, which is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are unique: which of two equal keys counts is nobody's guess."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same key twice in one object")
    return found

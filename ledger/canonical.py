"""Canonical JSON (RFC 8785) and the strict reader that stands at every door."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32


class NotCanonical(ValueError):
    """The bytes are not JSON as the ledger keeps it; the message says where and why."""


def canonical(value: Any) -> bytes:
    """Canonical bytes of strings, integers, booleans, null, lists and ASCII-keyed dicts.

    For these orjson with sorted keys writes what RFC 8785 asks for (a property test keeps
    that true); floats never reach it, because the strict reader and the schemas refuse them.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def read_json(raw: bytes) -> Any:
    """Decode JSON once, refusing what the ledger cannot keep exactly.

    Refused: floats, integers beyond 2^53-1, duplicate keys, keys that are not ASCII,
    U+0000, lone surrogates, nesting deeper than 32. Raises NotCanonical.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _read_slowly(raw)
    # Bytes that orjson writes again just so hold no key twice; most callers send such.
    if b"\\u" not in raw and orjson.dumps(value) == raw and _is_kept(value, 0):
        return value
    return _read_slowly(raw)


def _is_kept(value: Any, depth: int) -> bool:
    """Whether numbers, keys and nesting are such as the ledger keeps."""
    kind = type(value)
    if kind is dict:
        inner = value.values()
        if not "".join(value).isascii():
            return False
    elif kind is list:
        inner = value
    else:
        return kind is not float and (kind is not int or -MAX_INTEGER <= value <= MAX_INTEGER)
    if depth == MAX_DEPTH and inner:
        return False
    # Texts are told apart here: a call for each would double the time.
    return all(_is_kept(item, depth + 1) for item in inner if type(item) is not str)


def _read_slowly(raw: bytes) -> Any:
    """As `read_json`, saying what is wrong."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_int=_integer,
            parse_constant=_no_float,
        )
    except NotCanonical:
        raise
    except UnicodeDecodeError as error:
        raise NotCanonical(f"expected UTF-8, got {error.reason} at byte {error.start}") from error
    except RecursionError as error:
        raise NotCanonical(f"expected nesting of at most {MAX_DEPTH}, got far more") from error
    except ValueError as error:
        raise NotCanonical(f"expected JSON: {error}") from error
    _check(value, 0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise NotCanonical(f"expected each key once, got {double[:40]!r} twice")
    return result


def _no_float(_: str) -> Any:
    # What came is not repeated, here and below: it may be the number of somebody's paper.
    raise NotCanonical(
        "expected whole numbers (money in fen, durations in seconds), got one with a fraction, "
        "an exponent or no value"
    )


def _integer(lexical: str) -> int:
    if len(lexical) > 17 or not -MAX_INTEGER <= int(lexical) <= MAX_INTEGER:
        raise NotCanonical(
            f"expected integers within 2^53-1, got one of {len(lexical.lstrip('-'))} digits; "
            "write longer numbers as texts"
        )
    return int(lexical)


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotCanonical(f"expected nesting of at most {MAX_DEPTH}")
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.isascii() or "\0" in key:
                raise NotCanonical("expected ASCII keys, got one with other letters")
            _check(item, depth + 1)


def check_text(value: str) -> None:
    """Raise NotCanonical for U+0000 and lone surrogates, which no door lets in."""
    if "\0" in value:
        raise NotCanonical("expected text without U+0000")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotCanonical("expected text without lone surrogates") from error


def instant(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, `2016-04-29T01:05:00.000000Z`.

    Raises ValueError for a naive one, whose zone only its source can know.
    """
    if moment.tzinfo is not UTC:
        if moment.tzinfo is None:
            raise ValueError(f"expected a moment with an offset, got {moment.isoformat()}")
        moment = moment.astimezone(UTC)
    # orjson is twice as fast as isoformat, but leaves out a fraction of nothing.
    text = orjson.dumps(moment, option=orjson.OPT_UTC_Z).decode()
    return text[1:-1] if moment.microsecond else f"{text[1:20]}.000000Z"


def parse_instant(text: str) -> datetime:
    """The moment written by `instant`; raises ValueError for any other form."""
    if len(text) != 27 or text[10::16] != "TZ" or text[4:8:3] != "--" or text[19] != ".":
        raise ValueError(f"expected a moment like 2016-04-29T01:05:00.000000Z, got {text!r}")
    return datetime.fromisoformat(text[:26]).replace(tzinfo=UTC)

"""The envelope of an entry: what is hashed, stored and proven.

An entry is canonical JSON with these keys, in this order:

    {"actor":{"id":..,"post":..,"unit":..},"causation":null,"correlation":null,"data":{..},
     "id":"..","log":"430903","occurred_at":"..Z","origin":"hall_window","position":1,
     "recorded_at":"..Z","request":"..","salt":"..","schema":1,"stream":"case-1",
     "type":"case.accepted","v":1,"version":1}

`position` and `recorded_at` are known only under the head lock, so the stored `state` is the
envelope without them and `splice` puts both in.
"""

import hashlib
import re
from binascii import b2a_base64
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from domain.decider import Asked
from ledger.canonical import canonical, instant, read_json
from ledger.chance import random_bytes
from ledger.sealing import Place

VERSION = 1
MAX_ENTRY = 60_000
# `,"position":9007199254740991` and `,"recorded_at":"2016-04-29T01:05:00.000000Z"`
_SPLICED = 28 + 44
STREAM = re.compile(r"[a-z]+-[A-Za-z0-9._~%-]{1,120}")
_BACKSLASH = ord("\\")
_BEFORE = b',"request":'
_ENTRY = b'%b,"position":%d,"recorded_at":"%b"%b'
_LEAF = b"\x00" + _ENTRY


class TooLarge(ValueError):
    """An entry over 60 kB; files are stored apart, by digest."""


def stream_id(chapter: str, foreign: str) -> str:
    """The stream of a foreign id, percent-encoded; an id too long keeps its digest instead."""
    encoded = quote(foreign, safe="")
    if not encoded or len(encoded) > 120:
        encoded = hashlib.sha256(foreign.encode()).hexdigest()
    return f"{chapter}-{encoded}"


def new_id() -> str:
    """A random event id of 128 bits, hexadecimal."""
    return random_bytes(16).hex()


def envelope(
    place: Place,
    data: dict[str, Any],
    asked: Asked,
    id_: str,
    causation: str | None = None,
    correlation: str | None = None,
) -> bytes:
    """The canonical envelope without position and recorded_at; raises TooLarge, NotCanonical."""
    actor = asked.actor
    state = canonical(
        {
            "actor": {"id": actor.id, "post": actor.post, "unit": actor.unit},
            "causation": causation,
            "correlation": correlation,
            "data": data,
            "id": id_,
            "log": place.log,
            "occurred_at": instant(asked.occurred_at),
            "origin": asked.origin,
            "request": asked.request,
            "salt": b2a_base64(random_bytes(16), newline=False).decode(),
            "schema": place.schema,
            "stream": place.stream,
            "type": place.type,
            "v": VERSION,
            "version": place.version,
        }
    )
    size = len(state) + _SPLICED
    if size > MAX_ENTRY:
        raise TooLarge(
            f"expected an entry of at most {MAX_ENTRY} bytes, got {size} for {place.type} in "
            f"{place.stream}; store files apart and name them by digest"
        )
    # U+0000, or a backslash before such letters: the reader knows. Few entries hold a backslash.
    if _BACKSLASH in state and b"\\u0000" in state:
        read_json(state)
    return state


def splice(state: bytes, position: int, recorded_at: str) -> bytes:
    """The entry: `position` and `recorded_at` put where canonical order has them.

    A quote inside a JSON string is written escaped, and only scalars follow `request`, so
    the last `,"request":` is the envelope's own.
    """
    at = state.rindex(_BEFORE)
    return _ENTRY % (state[:at], position, recorded_at.encode(), state[at:])


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of RFC 6962 2.1: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def seal_leaf(state: bytes, position: int, recorded_at: datetime) -> bytes:
    """The leaf of a state at its place: `leaf_hash` of what `splice` makes, in one step."""
    at = state.rindex(_BEFORE)
    spliced = _LEAF % (state[:at], position, _recorded(recorded_at), state[at:])
    return hashlib.sha256(spliced).digest()


@lru_cache(8)
def _recorded(moment: datetime) -> bytes:
    """One moment stands in all entries of a transaction."""
    return instant(moment).encode()

"""An entry as readers see it: decoded once, its event built only when asked for."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from domain.chapters import EVENTS
from domain.decider import Actor, Event, Happened, Origin
from domain.values import Sealed
from ledger.canonical import instant, parse_instant
from ledger.codec import from_plain
from ledger.envelope import splice
from ledger.sealing import Place
from ledger.upcast import newest


@dataclass(frozen=True)
class Entry:
    """One entry of the log. `raw` is the decoded envelope without position and recorded_at."""

    position: int
    recorded_at: datetime
    state: bytes
    raw: dict[str, Any]

    @property
    def id(self) -> str:
        """The event's id."""
        return self.raw["id"]  # type: ignore[no-any-return]  # decoded JSON

    @property
    def stream(self) -> str:
        """The stream it belongs to."""
        return self.raw["stream"]  # type: ignore[no-any-return]  # decoded JSON

    @property
    def version(self) -> int:
        """Its number in the stream, from 1."""
        return self.raw["version"]  # type: ignore[no-any-return]  # decoded JSON

    @property
    def type(self) -> str:
        """Its stored type name."""
        return self.raw["type"]  # type: ignore[no-any-return]  # decoded JSON

    @property
    def schema(self) -> int:
        """The version of its schema."""
        return self.raw["schema"]  # type: ignore[no-any-return]  # decoded JSON

    @property
    def origin(self) -> Origin:
        """Where it happened."""
        return Origin(self.raw["origin"])

    @property
    def request(self) -> str:
        """The request it answers."""
        return self.raw["request"]  # type: ignore[no-any-return]  # decoded JSON

    @cached_property
    def occurred_at(self) -> datetime:
        """When it happened, UTC."""
        return parse_instant(self.raw["occurred_at"])

    @cached_property
    def actor(self) -> Actor:
        """Who acted."""
        return Actor(**self.raw["actor"])

    @property
    def data(self) -> dict[str, Any]:
        """The event's data at the newest version."""
        raw = self.raw
        newest_schema = EVENTS[raw["type"]].SCHEMA
        if raw["schema"] == newest_schema:
            return raw["data"]  # type: ignore[no-any-return]  # the envelope's schema says an object
        return newest(raw["type"], raw["schema"], raw["data"], newest_schema)

    @cached_property
    def event(self) -> Event:
        """The event itself; sealed fields stay sealed."""
        return from_plain(EVENTS[self.type], self.data)

    @property
    def happened(self) -> Happened:
        """The event at its place, as folds of a stream take it."""
        return Happened(id=self.id, at=self.occurred_at, position=self.position, event=self.event)

    @property
    def bytes(self) -> bytes:
        """The whole entry, as it was hashed."""
        return splice(self.state, self.position, instant(self.recorded_at))

    def place(self) -> Place:
        """Where its sealed fields stand."""
        return Place(self.raw["log"], self.stream, self.version, self.type, self.schema)


def decode(position: int, recorded_at: datetime, state: bytes) -> Entry:
    """An entry from its row."""
    return Entry(position, recorded_at, state, orjson.loads(state))


def sealed_fields(data: Any, path: str = "") -> list[tuple[str, Sealed]]:
    """Every sealed value in an event's data with its path, as the sealer named it."""
    if isinstance(data, dict):
        if data.keys() == {"subject", "nonce", "ciphertext", "commitment"}:
            return [(path, Sealed(**data))]
        inner = [(f"{path}.{key}" if path else key, value) for key, value in data.items()]
    elif isinstance(data, list):
        inner = [(f"{path}.{n}", value) for n, value in enumerate(data)]
    else:
        return []
    return [found for where, value in inner for found in sealed_fields(value, where)]

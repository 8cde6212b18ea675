"""Writes the frozen sample of every event type that has none yet.

    python -m tests.ledger.sampling

Every field is filled, always alike. A sample that exists is never written again: it stands for
the entries of its version that are out there.
"""

from base64 import b64encode
from dataclasses import fields
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from domain.chapters import EVENTS
from domain.hours import Season, Shift
from domain.values import Clear, Sealed
from ledger.canonical import canonical
from ledger.codec import to_plain, union_members

SAMPLES = Path(__file__).parent / "samples"
DAY = date(2016, 2, 29)
# What a class checks of itself asks for more than a filled field.
_WHOLE: dict[type[Any], Any] = {
    Season: Season(
        name="全年",
        first=(1, 1),
        last=(12, 31),
        shifts=(Shift(weekdays=frozenset({1, 2, 3, 4, 5}), intervals=((time(9), time(17)),)),),
    )
}
_SIMPLE: dict[Any, Any] = {
    bool: True,
    datetime: datetime(2016, 2, 29, 1, 5, 0, 123456, tzinfo=UTC),
    date: DAY,
    time: time(9),
}


def main() -> None:
    """Write what is missing."""
    SAMPLES.mkdir(exist_ok=True)
    for type_, cls in EVENTS.items():
        path = SAMPLES / f"{type_}.v{cls.SCHEMA}.json"
        if not path.exists():
            path.write_bytes(canonical(to_plain(filled(cls))) + b"\n")


def filled(cls: type[Any]) -> Any:
    """An instance with every field filled."""
    if cls in _WHOLE:
        return _WHOLE[cls]
    hints = get_type_hints(cls)
    values = {f.name: _value(f.name, hints[f.name]) for f in fields(cls)}
    defaults = {f.name: f.default for f in fields(cls)}
    return cls(**{name: _other(values[name], defaults[name]) for name in values})


def _other(value: Any, default: Any) -> Any:
    """Another value where it is the default, which would be left out."""
    if value != default:
        return value
    return not value if isinstance(value, bool) else next(c for c in type(value) if c != default)


def _value(name: str, hint: Any) -> Any:
    """A value of a type, told by the name of its field."""
    [hint, *others] = union_members(hint)[0]
    parts = get_args(hint)
    if others == [Sealed] and hint is Clear:
        return _sealed(name)
    if name == "work":
        return ()  # a day is off or worked
    if get_origin(hint) is tuple:
        kept = parts[:1] if parts[-1] is Ellipsis else parts
        return tuple(_value(name, part) for part in kept)
    if get_origin(hint) is frozenset:
        return frozenset({_value(name, parts[0])})
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return list(hint)[1]
    if hint is str:
        return f"{name} 样本"
    if hint is int:
        return {"year": DAY.year, "makeup_weekday": 1}.get(name, len(name))
    return _SIMPLE[hint] if hint in _SIMPLE else filled(hint)


def _sealed(name: str) -> Sealed:
    parts = {"nonce": 12, "ciphertext": 16 + len(name), "commitment": 32}
    texts = {part: b64encode(part[:1].encode() * size).decode() for part, size in parts.items()}
    return Sealed(subject="s" + "0" * 32, **texts)


if __name__ == "__main__":
    main()

"""Frozen dataclasses to plain JSON values and back, compiled once per class.

A field equal to its default is left out, so that entries stay small and events can grow.
Unions of events or commands are written {"type": .., "data": ..}; a value to be sealed is
handed to `seal(path, clear)`, which returns its sealed form.
"""

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.decider import Command, Event
from domain.values import Clear, Sealed
from ledger.canonical import instant, parse_instant

Seal = Callable[[str, Clear], Sealed]
Encode = Callable[[Any, Seal, str], Any]
Decode = Callable[[Any], Any]
T = TypeVar("T")


class NotSealed(TypeError):
    """A personal value reached a place where only sealed ones may be."""


def refuse_clear(path: str, _: Clear) -> Sealed:
    """The `seal` of places that must not meet clear personal data."""
    raise NotSealed(f"expected {path} sealed, got it in clear")


def to_plain(value: Any, seal: Seal = refuse_clear) -> dict[str, Any]:
    """The JSON object of a dataclass instance."""
    return _object_encoder(type(value))(value, seal, "")  # type: ignore[no-any-return]  # an object's plain form is a dict


def from_plain(cls: type[T], data: dict[str, Any]) -> T:
    """An instance of `cls` from data that its schema admits.

    Raises ValueError where the class asks more than a schema can say (CalendarYear, HallHours).
    """
    made: T = _object_decoder(cls)(data)
    return made


def name_of(cls: type[Any]) -> str:
    """How a member of a union of events or commands is named in JSON."""
    name: str = cls.TYPE if issubclass(cls, Event) else cls.NAME
    return name


def union_members(hint: Any) -> tuple[list[Any], bool]:
    """The members of a union without None, and whether None was among them."""
    if get_origin(hint) in (Union, types.UnionType):
        members = [m for m in get_args(hint) if m is not type(None)]
        return members, len(members) < len(get_args(hint))
    return [hint], False


def is_tagged(members: list[Any]) -> bool:
    """Whether a union is one of events or commands, which JSON tells apart by name."""
    return len(members) > 1 and all(
        isinstance(m, type) and issubclass(m, Event | Command) for m in members
    )


def _once(make: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """`cache` for classes."""
    return cache(make)  # type: ignore[return-value]  # its arguments are Hashable; no class is, to mypy


@_once
def _object_encoder(cls: type[Any]) -> Encode:
    hints = get_type_hints(cls)
    plan = [(f.name, f.default, _encoder(hints[f.name])) for f in fields(cls)]

    def encode(value: Any, seal: Seal, path: str) -> dict[str, Any]:
        out = {}
        for name, default, enc in plan:
            item = getattr(value, name)
            if item is not default and item != default:
                out[name] = item if enc is None or item is None else enc(item, seal, path + name)
        return out

    return encode


@_once
def _object_decoder(cls: type[Any]) -> Decode:
    hints = get_type_hints(cls)
    table = {f.name: _decoder(hints[f.name]) for f in fields(cls)}

    def decode(data: dict[str, Any]) -> Any:
        return cls(
            **{
                name: item if item is None or (dec := table[name]) is None else dec(item)
                for name, item in data.items()
            }
        )

    return decode


def _encoder(hint: Any) -> Encode | None:
    """The encoder of a type, or None where the value is JSON already."""
    members, _ = union_members(hint)
    if members == [Clear, Sealed]:
        return _encode_personal
    if is_tagged(members):
        return _encode_tagged
    if len(members) > 1:
        raise TypeError(f"no JSON form for {hint}")
    return _plain_encoder(members[0])


def _plain_encoder(hint: Any) -> Encode | None:
    if get_origin(hint) is tuple and get_args(hint)[-1] is not Ellipsis:
        return _pair_encoder(get_args(hint))
    if get_origin(hint) in (tuple, frozenset):
        return _list_encoder(hint)
    if hint in (str, int, bool):
        return None
    if hint is datetime:
        return lambda value, seal, path: instant(value)
    if hint in (date, time):
        return lambda value, seal, path: value.isoformat()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value, seal, path: value.value
    if is_dataclass(hint):
        encode = _object_encoder(hint)  # type: ignore[arg-type]  # a class, as just asked
        return lambda value, seal, path: encode(value, seal, path + ".")
    raise TypeError(f"no JSON form for {hint}")


def _list_encoder(hint: Any) -> Encode:
    item = _encoder(get_args(hint)[0])
    if item is None:
        make = sorted if get_origin(hint) is frozenset else list
        return lambda value, seal, path: make(value)
    if get_origin(hint) is frozenset and not issubclass(get_args(hint)[0], StrEnum):
        raise TypeError(f"no JSON form for {hint}: a set holds texts, numbers or codes")
    if get_origin(hint) is frozenset:
        return lambda value, seal, path: sorted(part.value for part in value)
    return lambda value, seal, path: [
        item(part, seal, f"{path}.{n}") for n, part in enumerate(value)
    ]


def _pair_encoder(hints: tuple[Any, ...]) -> Encode:
    items = [_encoder(hint) for hint in hints]
    return lambda value, seal, path: [
        part if item is None else item(part, seal, f"{path}.{n}")
        for n, (item, part) in enumerate(zip(items, value, strict=True))
    ]


def plain_sealed(sealed: Sealed) -> dict[str, Any]:
    """The JSON object of a sealed value."""
    return {
        "subject": sealed.subject,
        "nonce": sealed.nonce,
        "ciphertext": sealed.ciphertext,
        "commitment": sealed.commitment,
    }


def _encode_personal(value: Clear | Sealed, seal: Seal, path: str) -> dict[str, Any]:
    return plain_sealed(seal(path, value) if isinstance(value, Clear) else value)


def _encode_tagged(value: Any, seal: Seal, path: str) -> dict[str, Any]:
    cls = type(value)
    return {"type": name_of(cls), "data": _object_encoder(cls)(value, seal, path + ".data.")}


def _decoder(hint: Any) -> Decode | None:
    members, _ = union_members(hint)
    if members == [Clear, Sealed]:
        return _object_decoder(Sealed)
    if is_tagged(members):
        decoders = {name_of(m): _object_decoder(m) for m in members}
        return lambda value: decoders[value["type"]](value["data"])
    return _plain_decoder(members[0])


def _plain_decoder(hint: Any) -> Decode | None:
    if get_origin(hint) is tuple and get_args(hint)[-1] is not Ellipsis:
        items = [_decoder(part) or _same for part in get_args(hint)]
        return lambda value: tuple(item(part) for item, part in zip(items, value, strict=True))
    if get_origin(hint) in (tuple, frozenset):
        make, item = get_origin(hint), _decoder(get_args(hint)[0])
        return make if item is None else (lambda value: make(map(item, value)))
    if hint in (str, int, bool):
        return None
    if hint is datetime:
        return parse_instant
    if hint in (date, time):
        return hint.fromisoformat  # type: ignore[no-any-return]  # of date or time
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _object_decoder(hint)


def _same(value: Any) -> Any:
    return value

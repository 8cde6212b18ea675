"""Upcasters: dict to dict, one file per type; folds see only the newest version."""

from collections.abc import Callable
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

# (type, the version it reads) -> the data of the next version. Empty while every type is at 1.
UPCASTERS: dict[tuple[str, int], Upcast] = {}


def newest(type_: str, schema: int, data: dict[str, Any], target: int) -> dict[str, Any]:
    """Data of `schema` brought to `target`; raises LookupError where a step is missing."""
    while schema < target:
        data = UPCASTERS[type_, schema](data)
        schema += 1
    return data

"""Pages of a list: what is shown, and the addresses before and after."""

from collections.abc import Callable
from dataclasses import dataclass

SIZE = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Rows `first` to `last` of `total`; an address is "" where there is no such page."""

    total: int
    first: int
    last: int
    previous: str
    next: str


def pages(total: int, number: int, link: Callable[[int], str]) -> Pages:
    """The page of this number."""
    first = min(total, (number - 1) * SIZE + 1)
    last = min(total, number * SIZE)
    return Pages(
        total=total,
        first=first,
        last=last,
        previous=link(number - 1) if number > 1 else "",
        next=link(number + 1) if last < total else "",
    )

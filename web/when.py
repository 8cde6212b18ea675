"""The two times of a page as its address says them: 截至 (as_of) and 按当时所知 (known_at)."""

from collections.abc import Mapping
from dataclasses import dataclass

from projections.when import BadTime, When, read_when

FIELDS = ("as_of", "known_at")


class BadWhen(ValueError):
    """A time that cannot be read; `field` is where it was typed."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and the times as they were typed, for links and forms that keep them."""

    when: When
    typed: Mapping[str, str]


def typed_times(query: Mapping[str, str]) -> dict[str, str]:
    """The times of an address as they stand there."""
    return {name: text for name in FIELDS if (text := query.get(name, "").strip())}


def read_times(query: Mapping[str, str], zone: str) -> Asked:
    """The times of an address; without an offset they are the log's. Raises BadWhen."""
    typed = typed_times(query)
    for name in typed:
        try:
            read_when(**{"as_of": None, "known_at": None} | {name: typed[name]}, zone=zone)
        except BadTime:
            raise BadWhen(name) from None
    when = read_when(typed.get("as_of"), typed.get("known_at"), zone)
    return Asked(when, typed)

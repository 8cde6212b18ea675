"""What was sown in a demo log, as its judges must find it: events and subjects by their own ids."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ledger.ledger import Ledger
from mingcha.demo.sowing import Sown

Key = tuple[str, str, tuple[str, ...]]
"""A sign as judges tell it from others: code, candidate, about."""

Named = Callable[[str], str]
"""The id that a log has for an event `@<stream>/<number>`, or for a person's identity."""

_PERSON = re.compile(r"\{(.+?)\}")


def expected(sown: Sequence[Sown], event: Named, subject: Named) -> Mapping[Key, Sown]:
    """The signs by the ids they have in one log."""
    return {
        (
            one.code,
            _PERSON.sub(lambda match: subject(match[1]), one.candidate),
            tuple(event(part) if part.startswith("@") else part for part in one.about),
        ): one
        for one in sown
    }


def expected_in(ledger: Ledger, sown: Sequence[Sown]) -> Mapping[Key, Sown]:
    """The signs as a log that holds the demo has them; raises LookupError where it does not."""

    @cache
    def ids(stream: str) -> list[str]:
        return [entry.id for entry in ledger.reader.stream(stream)]

    def event(named: str) -> str:
        stream, _, number = named.removeprefix("@").rpartition("/")
        return ids(stream)[int(number) - 1]

    return expected(sown, event, lambda person: ledger.vault.subject(person).id)

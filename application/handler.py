"""The one command handler: load, resolve facts, decide, append; decide again after a lost race."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from threading import Lock
from typing import Any, get_args, get_type_hints
from unicodedata import normalize

import psycopg
from psycopg_pool import PoolTimeout

from application.facts import Rules
from domain.case.commands import Accept, CaseCommand, Correct, Receive
from domain.case.decisions import Facts, State
from domain.case.events import Corrected
from domain.chapters import CHAPTERS
from domain.decider import Asked, Command, Event, Happened, Refused
from domain.register import Facts as Holder
from domain.register import ListEntry
from domain.values import Clear, Person, personal
from ledger.append import Request, VersionsBroken, VersionTaken
from ledger.ledger import Appended, Ledger
from ledger.vault import Erased, Vault
from projections.database import DatabaseFault
from projections.open_matters import OpenMatter
from projections.read import Views

TRIES = 5
REMEMBERED = 20_000
NO_ANSWER = (DatabaseFault, psycopg.Error, PoolTimeout)


class VersionChanged(Exception):
    """The stream is not at the version the caller named with If-Match."""

    def __init__(self, stream: str, expected: int | None, actual: int) -> None:
        super().__init__(f"expected {stream} at version {expected}, it is at {actual}")
        self.actual = actual


class TooBusy(Exception):
    """Others wrote to the stream each time; try again in a moment."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as far as it was read: its version and its state."""

    version: int
    state: Any


class Handler:
    """Handles the commands of one log. Thread-safe."""

    def __init__(
        self, ledger: Ledger, rules: Rules | None = None, views: Views | None = None
    ) -> None:
        self._ledger = ledger
        self._views = views
        self.rules = rules or Rules(ledger)
        self._known: OrderedDict[str, Stream] = OrderedDict()
        self._lock = Lock()

    def handle(
        self,
        chapter: str,
        stream: str,
        command: Command,
        asked: Asked,
        request: Request | None = None,
        if_match: int | None = None,
    ) -> Appended:
        """Decide a command and append what it decides, durably.

        A request id seen before gets its first answer. Raises Refused, VersionChanged (only
        with `if_match`), TooBusy, and what `Ledger.append` raises.
        """
        current = self._known.get(stream) or _guess(chapter, command)
        for _ in range(TRIES):
            loaded = current is None
            current = current or self._load(chapter, stream)
            try:
                if if_match not in (None, current.version):
                    raise VersionChanged(stream, if_match, current.version)
                return self._append(chapter, stream, current, command, asked, request)
            except (VersionTaken, VersionsBroken, Erased):
                pass  # decided on what is no longer so: read it again
            except (Refused, VersionChanged) as refusal:
                if loaded:
                    return self._or_first_answer(request, refusal)
            self._forget(stream)
            current = None
        raise TooBusy(f"{stream} was written to by others {TRIES} times in a row; try again")

    def possible_doubles(self, stream: str) -> list[OpenMatter]:
        """Cases of the same applicant and item that are open elsewhere: a hint to the window.

        The intake itself is recorded all the same (要点 (十三)), so nothing that goes wrong here
        is told instead of it: without views, or while the database gives no answer, it is empty.
        """
        if self._views is None:
            return []
        try:
            return self._open_elsewhere(stream, self._views)
        except NO_ANSWER:
            return []

    def _open_elsewhere(self, stream: str, views: Views) -> list[OpenMatter]:
        state = (self._known.get(stream) or self._load("case", stream)).state
        subject = next((s for h in state if (s := getattr(h.event, "subject", ""))), "")
        item = next((i for h in state if (i := getattr(h.event, "item", ""))), "")
        if not (subject and item):
            return []
        return views.open_matters(subject, item, besides=stream)

    def _append(
        self,
        chapter: str,
        stream: str,
        current: Stream,
        command: Command,
        asked: Asked,
        request: Request | None,
    ) -> Appended:
        rules = CHAPTERS[chapter]
        facts = self._facts(stream, current.state, command)
        events = rules.decide(current.state, command, asked, facts)
        done = self._ledger.append(stream, current.version, events, asked, request)
        if done.replayed:
            self._forget(stream)
        else:
            self._remember(stream, _after(chapter, current, events, asked, done))
        if chapter == "rules":
            self.rules.renewed()
        return done

    def _or_first_answer(self, request: Request | None, error: Exception) -> Appended:
        """The stored answer of a request that was handled before, else the error."""
        first = self._ledger.answered(request) if request else None
        if first is None:
            raise error
        return first

    def _load(self, chapter: str, stream: str) -> Stream:
        rules = CHAPTERS[chapter]
        state, version = rules.initial, 0
        for entry in self._ledger.reader.stream(stream):
            state, version = rules.evolve(state, entry.happened), entry.version
        return Stream(version, state)

    def _facts(self, stream: str, state: Any, command: Command) -> Facts | Holder | None:
        zone = self.rules.zone  # asked first and of every command: nothing precedes the opening
        if isinstance(command, ListEntry):
            return self._holder(stream, command.holder)
        if not isinstance(command, CaseCommand):
            return None
        subject = self._subject(stream, state, command)
        return Facts(book=self.rules.book(), zone=zone, subject=subject)

    def _subject(self, stream: str, state: State, command: CaseCommand) -> str:
        """The subject whose key seals what this command holds; "" where it holds nothing.

        A person is known by the kind and number of his paper; a case that names nobody has a
        subject of its own, and a new one once that is erased.
        """
        vault = self._ledger.vault
        asked = command.restated if isinstance(command, Correct) else command
        person = getattr(asked, "applicant", None)
        if person is not None and (known := identity(person)):
            return vault.subject(known).id
        if not (command.note or asked.note or isinstance(asked, Receive | Accept)):
            return ""
        of_case = next((s for h in state if (s := getattr(h.event, "subject", ""))), "")
        return of_case if of_case and _is_known(vault, of_case) else vault.subject(stream).id

    def _holder(self, stream: str, person: Person | None) -> Holder:
        """Who holds what a register lists; the same person as the applicant of his case."""
        if person is None:
            return Holder()
        subject = self._ledger.vault.subject(identity(person) or stream).id
        return Holder(subject=subject, holder=personal(person, subject))

    def _remember(self, stream: str, seen: Stream) -> None:
        with self._lock:
            known = self._known.get(stream)
            if known is not None and known.version > seen.version:
                return  # another thread appended after us and was quicker here
            self._known[stream] = seen
            self._known.move_to_end(stream)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def _forget(self, stream: str) -> None:
        with self._lock:
            self._known.pop(stream, None)


def _guess(chapter: str, command: Command) -> Stream | None:
    """What begins a stream is taken to meet a new one; under the head lock the versions tell."""
    return Stream(0, CHAPTERS[chapter].initial) if command.OPENS else None


def _after(
    chapter: str, before: Stream, events: Sequence[Event], asked: Asked, done: Appended
) -> Stream:
    """The stream with what was just appended."""
    state = before.state
    for n, (id_, event) in enumerate(zip(done.ids, events, strict=True)):
        happened = Happened(
            id=id_, at=asked.occurred_at, position=done.position + n, event=_public(event)
        )
        state = CHAPTERS[chapter].evolve(state, happened)
    return Stream(before.version + len(events), state)


def _is_known(vault: Vault, subject: str) -> bool:
    try:
        vault.key(subject)
    except Erased:
        return False
    return True


def _public(event: Any) -> Any:
    """The event without what is personal, which no fold reads and no memory should outkeep."""
    kind: Any = type(event)
    clear = [name for name in _personal(kind) if type(getattr(event, name)) is Clear]
    changes: dict[str, Any] = dict.fromkeys(clear)
    if isinstance(event, Corrected):
        changes["restated"] = _public(event.restated)
    return replace(event, **changes) if changes else event


@cache
def _personal(kind: type[Any]) -> tuple[str, ...]:
    """The fields of an event class that may hold personal data."""
    hints = get_type_hints(kind)
    return tuple(field.name for field in fields(kind) if Clear in get_args(hints[field.name]))


def identity(person: Person) -> str:
    """What tells one person from another: the kind and number of his paper; "" without one.

    Full-width digits and spaces, which input methods leave in numbers, make no other person.
    """
    number = "".join(normalize("NFKC", person.id_number).split()).upper()
    return f"{person.id_kind.strip().lower() or 'ric'}:{number}" if number else ""

"""Fills a simulated log with the demo district; what is there already is left as it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from application.facts import Rules
from application.handler import identity
from application.opening import CHINA, ensure_open
from domain.case import commands as cmd
from domain.case.decisions import Facts, State, decide, evolve
from domain.decider import Asked, Happened
from domain.log import ClockKind
from ledger.envelope import new_id
from ledger.ledger import Ledger
from mingcha.demo.story import Act
from mingcha.demo.year import OPENED_AT, Demo, acts

PEOPLE_AT_ONCE = 1000

Tell = Callable[[int, int], None]
"""Called with how many acts are in, and how many there are."""


class OtherDemo(ValueError):
    """The log holds a demo of another seed or size, or cases of somebody else."""


class SimulatedClock:
    """The clock of a log that is loaded: it stands where the loader puts it."""

    def __init__(self) -> None:
        self.now = OPENED_AT

    def __call__(self) -> datetime:
        """The simulated moment."""
        return self.now


@dataclass(frozen=True, slots=True)
class Filled:
    """What a log holds after loading, by type, and how many entries this loading added."""

    cases: int
    entries: int
    added: int
    types: Counter[str]


@dataclass(slots=True)
class _Case:
    """A case as far as it is in the log: its effective history, and its ids by version."""

    state: State = ()
    ids: list[str] = field(default_factory=list)


def now_of(ledger: Ledger) -> datetime:
    """The present of a simulated log: when its last entry was recorded."""
    return ledger.reader.head().recorded_at


def fill(
    ledger: Ledger, clock: SimulatedClock, demo: Demo, tell: Tell = lambda _done, _all: None
) -> Filled:
    """Load what is missing of the year; `ledger` must have been opened with `clock`.

    Raises NotThisLog for a real log, OtherDemo for one that holds other cases.
    """
    ensure_open(ledger, CHINA, ClockKind.SIMULATED)
    versions, types = _read(ledger, demo)
    year = acts(demo)
    missing = [act for act in year if act.version > versions[act.stream]]
    _meet(ledger, missing)
    loader = _Loader(ledger, demo, versions)
    done = len(year) - len(missing)
    for recorded_at, told in groupby(missing, key=lambda act: act.recorded_at):
        group = list(told)
        clock.now = recorded_at
        types.update(loader.load(group))
        done += len(group)
        tell(done, len(year))
    return Filled(
        cases=len({act.stream for act in year}),
        entries=ledger.reader.head().size,
        added=len(missing),
        types=types,
    )


def _read(ledger: Ledger, demo: Demo) -> tuple[Counter[str], Counter[str]]:
    """The version of every stream, and the entries by type; raises OtherDemo."""
    versions: Counter[str] = Counter()
    types: Counter[str] = Counter()
    first = ""
    for entry in ledger.reader.entries():
        if not first and entry.stream.startswith("case-"):
            first = entry.request
        versions[entry.stream] = entry.version
        types[entry.type] += 1
    if first not in {"", demo.tag}:
        raise OtherDemo(f"log {ledger.log} was begun as {first}, not as {demo.tag}")
    return versions, types


def _meet(ledger: Ledger, missing: Sequence[Act]) -> None:
    """Give every applicant a subject before the first entry about him, many at a time."""
    people = sorted({identity(act.applicant) for act in missing})
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        ledger.vault.subjects(people[first : first + PEOPLE_AT_ONCE])


class _Loader:
    """Decides acts in turn and appends those of one exchange together."""

    def __init__(self, ledger: Ledger, demo: Demo, versions: Counter[str]) -> None:
        rules = Rules(ledger)
        self._book, self._zone = rules.book(), rules.zone
        self._ledger = ledger
        self._tag = demo.tag
        self._versions = versions
        self._cases: dict[str, _Case] = {}
        self._size = ledger.reader.head().size

    def load(self, group: Sequence[Act]) -> list[str]:
        """Append acts that were recorded together; the types of their events."""
        stored = []
        for act in group:
            case = self._cases.get(act.stream) or self._begun(act.stream)
            asked = Asked(
                actor=act.actor, occurred_at=act.occurred_at, origin=act.origin, request=self._tag
            )
            [event] = decide(case.state, _command(act, case), asked, self._facts(act))
            id_ = new_id()
            stored.append(self._ledger.prepare(act.stream, act.version, event, asked, id_=id_))
            self._size += 1
            happened = Happened(id=id_, at=act.occurred_at, position=self._size, event=event)
            case.state = evolve(case.state, happened)
            case.ids.append(id_)
        self._ledger.recorder.append(stored)
        return [event.topic for event in stored]

    def _begun(self, stream: str) -> _Case:
        """The case as an earlier loading left it."""
        case = self._cases[stream] = _Case()
        for entry in self._ledger.reader.stream(stream) if self._versions[stream] else ():
            case.state = evolve(case.state, entry.happened)
            case.ids.append(entry.id)
        return case

    def _facts(self, act: Act) -> Facts:
        subject = self._ledger.vault.subject(identity(act.applicant))
        return Facts(book=self._book, zone=self._zone, subject=subject.id)


def _command(act: Act, case: _Case) -> cmd.CaseCommand:
    """The act's command; a correction names its event by the id it has in this log."""
    if isinstance(act.command, cmd.Correct):
        return replace(act.command, corrects=case.ids[act.corrects - 1])
    return act.command

"""Fills a simulated log with the demo district; what is there already is left as it is."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from application.facts import Rules
from application.handler import identity
from application.opening import CHINA, ensure_open
from domain.calendar import DAY
from domain.case import commands as cmd
from domain.case.decisions import Facts
from domain.chapters import CHAPTERS
from domain.decider import Asked, Command, Event, Happened
from domain.log import ClockKind
from ledger.committer import Pending
from ledger.entry import Entry
from ledger.envelope import new_id
from ledger.ledger import Ledger
from mingcha.demo.acts import OPENED_AT, ZONE, Act, local_day
from mingcha.demo.year import Demo, acts
from projections.uncollected import uncollected

PEOPLE_AT_ONCE = 1000
OPENING = ("log-", "rules-")

Tell = Callable[[int, int], None]
"""Called with how many acts are in, and how many there are."""

OnDay = Callable[[datetime], object]
"""Called when a simulated day is over and in the ledger, with the midnight that ends it."""


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
class _Stream:
    """A stream as far as it is in the log: its state, and its ids by version."""

    state: Any
    ids: list[str] = field(default_factory=list)


def now_of(ledger: Ledger) -> datetime:
    """The present of a simulated log: when its last entry was recorded."""
    return ledger.reader.head().recorded_at


def fill(
    ledger: Ledger,
    clock: SimulatedClock,
    demo: Demo,
    tell: Tell = lambda _done, _all: None,
    on_day: OnDay | None = None,
) -> Filled:
    """Load what is missing of the year; `ledger` must have been opened with `clock`.

    `on_day` may append as well: the clock stands at the end of the day then. A day that an
    earlier loading ended is not told again, but for the last.
    Raises NotThisLog for a real log, OtherDemo for one that holds other cases.
    """
    ensure_open(ledger, CHINA, ClockKind.SIMULATED)
    versions, types = _read(ledger, demo)
    year = acts(demo)
    missing = [act for act in year if act.number > versions[act.stream]]
    _meet(ledger, missing)
    loader = _Loader(ledger, clock, demo, versions)
    done = len(year) - len(missing)
    with uncollected():
        for day, of_day in groupby(missing, key=lambda act: local_day(act.recorded_at)):
            for group in _exchanges(of_day):
                types.update(loader.load(group))
                done += len(group)
                tell(done, len(year))
            loader.land()
            if on_day is not None:
                clock.now = _midnight(day)
                on_day(clock.now)
    loader.land()
    return Filled(
        cases=len({act.stream for act in year if act.stream.startswith("case-")}),
        entries=ledger.reader.head().size,
        added=len(missing),
        types=types,
    )


def _exchanges(of_day: Iterator[Act]) -> Iterator[list[Act]]:
    for _, group in groupby(of_day, key=lambda act: act.recorded_at):
        yield list(group)


def _midnight(day: date) -> datetime:
    return datetime.combine(day + DAY, time.min, ZONE)


def check(ledger: Ledger, demo: Demo) -> None:
    """Raise OtherDemo where a log holds another demo, LookupError where it holds none."""
    facts = ledger.reader.chapter("organisation")
    if not facts:
        raise LookupError(f"log {ledger.log} holds no demo")
    _same(ledger, facts[0], demo)


def _same(ledger: Ledger, first: Entry, demo: Demo) -> None:
    if first.request != demo.tag:
        raise OtherDemo(f"log {ledger.log} was begun as {first.request}, not as {demo.tag}")


def _read(ledger: Ledger, demo: Demo) -> tuple[Counter[str], Counter[str]]:
    """The version of every stream, and the entries by type; raises OtherDemo."""
    versions: Counter[str] = Counter()
    types: Counter[str] = Counter()
    begun = False
    for entry in ledger.reader.entries():
        if not begun and not entry.stream.startswith(OPENING):
            _same(ledger, entry, demo)
            begun = True
        versions[entry.stream] = entry.version
        types[entry.type] += 1
    return versions, types


def _meet(ledger: Ledger, missing: Sequence[Act]) -> None:
    """Give every applicant a subject before the first entry about him, many at a time."""
    people = sorted({identity(act.person) for act in missing if act.person})
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        ledger.vault.subjects(people[first : first + PEOPLE_AT_ONCE])


class _Loader:
    """Decides acts in turn and appends those of one exchange together, while the next are decided.

    One exchange is in flight at a time, since each has a moment of its own.
    """

    def __init__(
        self, ledger: Ledger, clock: SimulatedClock, demo: Demo, versions: Counter[str]
    ) -> None:
        rules = Rules(ledger)
        self._book, self._zone = rules.book(), rules.zone
        self._ledger = ledger
        self._clock = clock
        self._tag = demo.tag
        self._versions = versions
        self._streams: dict[str, _Stream] = {}
        self._size = ledger.reader.head().size
        self._flying: Pending | None = None

    def load(self, group: Sequence[Act]) -> list[str]:
        """Append acts that were recorded together; the types of their events."""
        stored = [self._prepared(act) for act in group]
        self.land()
        self._clock.now = group[0].recorded_at
        self._flying = self._ledger.recorder.submit(stored)
        return [event.topic for event in stored]

    def land(self) -> None:
        """Wait until everything is durable; raises what `Pending.result` raises."""
        if self._flying is not None:
            flying, self._flying = self._flying, None
            flying.result()

    def _prepared(self, act: Act) -> Any:
        chapter = CHAPTERS[act.stream.split("-", 1)[0]]
        asked = Asked(
            actor=act.actor, occurred_at=act.occurred_at, origin=act.origin, request=self._tag
        )
        if chapter.name != "case":
            event = act.says
            if isinstance(event, Command):
                [event] = chapter.decide(chapter.initial, event, asked, None)
            return self._ledger.prepare(act.stream, act.number, event, asked)
        stream = self._streams.get(act.stream) or self._begun(act.stream)
        [event] = _decided(act, stream, asked, self._facts(act))
        id_ = new_id()
        stored = self._ledger.prepare(act.stream, act.number, event, asked, id_=id_)
        self._size += 1
        happened = Happened(id=id_, at=act.occurred_at, position=self._size, event=event)
        stream.state = chapter.evolve(stream.state, happened)
        stream.ids.append(id_)
        return stored

    def _begun(self, name: str) -> _Stream:
        """The case as an earlier loading left it."""
        chapter = CHAPTERS["case"]
        stream = self._streams[name] = _Stream(chapter.initial)
        for entry in self._ledger.reader.stream(name) if self._versions[name] else ():
            stream.state = chapter.evolve(stream.state, entry.happened)
            stream.ids.append(entry.id)
        return stream

    def _facts(self, act: Act) -> Facts:
        assert act.person is not None, "every case has an applicant"
        subject = self._ledger.vault.subject(identity(act.person))
        return Facts(book=self._book, zone=self._zone, subject=subject.id)


def _decided(act: Act, stream: _Stream, asked: Asked, facts: Facts) -> list[Event]:
    """The event of an act; a correction names its event by the id it has in this log."""
    says = act.says
    if isinstance(says, Event):
        return [says]
    if isinstance(says, cmd.Correct):
        says = replace(says, corrects=stream.ids[act.corrects - 1])
    return CHAPTERS["case"].decide(stream.state, says, asked, facts)

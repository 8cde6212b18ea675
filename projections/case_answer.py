"""One case in full: how it stood, its timeline, its clocks with their days, its cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.cards import CardTimes
from domain.case.decisions import CHAPTER
from domain.case.events import Corrected
from domain.case.timing import Running, running
from domain.decider import Actor, Happened, Origin
from domain.explain import Day
from domain.history import until
from domain.reference import Rulebook
from ledger.entry import Entry
from projections import cases
from projections.explanation import counted_days
from projections.fold import Row
from projections.freezing import Frozen, frozen
from projections.overdue import Late, judge
from projections.scene import Scene
from projections.standing import Kind, case_card_times


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the case as it was recorded; `corrects` is the id of the event it restates,
    `corrected_by` the positions of the corrections that restate it.
    """

    position: int
    id: str
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    origin: Origin
    entry: Entry
    corrects: str
    corrected_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClockAnswer:
    """A clock with every day from its start to its deadline; `late` says why it is late."""

    running: Running
    days: tuple[Day, ...]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """A case at two times; `row` is that of the list, `history` the effective events by then."""

    position: int
    known_at: datetime
    as_of: datetime
    stream: str
    row: Row
    history: tuple[Happened, ...]
    clocks: tuple[ClockAnswer, ...]
    cards: CardTimes | None
    steps: tuple[Step, ...]
    frozen: Frozen | None


def answer_case(scene: Scene, stream: str, entries: Sequence[Entry]) -> CaseAnswer | None:
    """A case from its own entries up to the position; None if nothing had happened by then."""
    moment = scene.moment
    row = None
    history: tuple[Happened, ...] = CHAPTER.initial
    for entry in entries:
        row = cases.fold(row, entry)
        history = CHAPTER.evolve(history, entry.happened)
    case = None if row is None else cases.at(row, moment.as_of)
    if row is None or case is None:
        return None
    past = until(history, moment.as_of)
    book = scene.book
    late = judge(stream, row, book, moment.as_of, list(Kind))
    return CaseAnswer(
        position=moment.position,
        known_at=moment.known_at,
        as_of=moment.as_of,
        stream=stream,
        row={"stream": stream} | case,
        history=past,
        clocks=tuple(_clock(clock, late, book) for clock in running(past, book)),
        cards=case_card_times(past, book),
        steps=_steps(entries),
        frozen=_frozen(scene, stream),
    )


def _clock(clock: Running, late: Sequence[Late], book: Rulebook) -> ClockAnswer:
    mine = [
        one.explanation()
        for one in late
        if one.running.started_by == clock.started_by and one.running.clock == clock.clock
    ]
    return ClockAnswer(clock, counted_days(clock, book.calendar), tuple(mine))


def _steps(entries: Sequence[Entry]) -> tuple[Step, ...]:
    restating: dict[str, list[int]] = {}
    for entry in entries:
        if isinstance(entry.event, Corrected):
            restating.setdefault(entry.event.corrects, []).append(entry.position)
    return tuple(
        Step(
            position=entry.position,
            id=entry.id,
            type=entry.type,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            actor=entry.actor,
            origin=entry.origin,
            entry=entry,
            corrects=entry.event.corrects if isinstance(entry.event, Corrected) else "",
            corrected_by=tuple(restating.get(entry.id, ())),
        )
        for entry in entries
    )


def _frozen(scene: Scene, stream: str) -> Frozen | None:
    standing = frozen(scene.connection, scene.cases.build)
    return next((one for one in standing if one.key == stream), None)

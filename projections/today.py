"""The view `today` 今日待办: what open cases ask of a window or a unit on the day asked about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

import sqlalchemy as sa

from domain.calendar import DAY, CalendarError, WorkCalendar
from domain.case import events as ev
from domain.case.timing import Stop, excluded_time, is_term, local_day, stops
from domain.clock_changes import told_end
from domain.clocks import MAX_DAYS
from domain.decider import Happened
from domain.labels import clock_label, label
from domain.lateness import Unit, lawful_until
from projections import cases, marks
from projections.case_list import happened, sort_key
from projections.cases import TABLE
from projections.dues import SOON
from projections.filters import Filter, ordered, read_value, unknown
from projections.fold import Row
from projections.scene import Scene
from projections.standing import Kind, Standing, Timed, stand

COLUMNS: dict[str, type] = {
    "kind": str,
    "stream": str,
    "receipt_no": str,
    "item": str,
    "unit": str,
    "window": str,
    "channel": str,
    "person": str,
    "clock": str,
    "step": str,
    "due": date,
    "days_left": int,
    "explanation": str,
}
DEFAULT_SORT = "due"
# No zone is further from the log's: the deadline of a clock ends within a day and a half.
_SLACK = timedelta(hours=36)
_OVER = ("closed_at", "not_accepted_at", "voided_at")


class Todo(StrEnum):
    """Why a case is on the list; labels are in domain/labels.py."""

    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    AWAITING_CORRECTION = "awaiting_correction"
    PAUSE_ENDING = "pause_ending"


def list_today(
    scene: Scene,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many there are and those asked for, by default what is due first. `due` and `days_left`
    (in the clock's unit, below 0 once it is over) are None where nothing runs out.

    Raises UnknownColumn and BadValue.
    """
    filters = [_filter(name, text) for name, text in where.items()]
    name, descending = sort_key(sort or DEFAULT_SORT, COLUMNS)
    day = Day(scene)
    rows = [row for row in found(day) if all(f.holds(row) for f in filters)]
    rows = ordered(rows, name, descending, tie=lambda row: (row["stream"], row["clock"]))
    return len(rows), rows[offset : None if limit is None else offset + limit]


def _filter(name: str, text: str) -> Filter:
    if name not in COLUMNS:
        raise unknown(name, tuple(COLUMNS))
    return Filter(name, read_value(name, text, COLUMNS[name]))


@dataclass(frozen=True)
class Day:
    """The day of a question, in the log's zone, and how far it looks ahead."""

    scene: Scene

    @property
    def as_of(self) -> datetime:
        """The time asked about."""
        return self.scene.moment.as_of

    @property
    def calendar(self) -> WorkCalendar | None:
        """The calendar of the log, if one is published."""
        return self.scene.book.calendar

    @cached_property
    def on(self) -> date:
        """The local day."""
        return local_day(self.as_of, self.scene.world.zone)

    @cached_property
    def last(self) -> date:
        """The last day that counts as soon; today where no limit is published."""
        ahead = self.scene.book.limit(SOON, self.on) or 0
        try:
            return self.calendar.add_working_days(self.on, ahead).due if self.calendar else self.on
        except CalendarError:
            return self.on

    def left(self, due: date, unit: Unit) -> int:
        """Days from today to a day, in a unit; below 0 once it is past."""
        if self.calendar is None or unit is Unit.NATURAL:
            return (due - self.on).days
        try:
            return self.calendar.working_days_between(self.on, due)
        except CalendarError:
            return (due - self.on).days

    def lasting(self, due: date, unit: Unit) -> str:
        """还有2个工作日, 今日届满, 已超1日."""
        days, counted = abs(self.left(due, unit)), _counted(unit)
        if due == self.on:
            return "今日届满"
        return f"还有{days}{counted}" if due > self.on else f"已超{days}{counted}"


def _counted(unit: Unit) -> str:
    return "日" if unit is Unit.NATURAL else "个工作日"


def found(day: Day) -> Iterator[Row]:
    """Every row, in no order."""
    scene = day.scene
    by = lawful_until(day.last + DAY, scene.world.zone) + _SLACK
    may_end = scene.cases.versions(
        scene.connection, TABLE.c.late_from <= by, happened(scene), *_still_open()
    )
    for standing in scene.standings.of(
        scene.connection, scene.cases, may_end, scene.book, day.as_of
    ):
        yield from _running_out(day, standing)
    for stream, row in _settled(scene):
        if waits := _open(day, stream, row):
            yield from _waiting(day, waits, row)
    for stream, row in _moving(scene):
        if moves := _open(day, stream, row):
            yield from _running_out(day, moves)
            yield from _waiting(day, moves, row)


def _still_open() -> Iterator[sa.ColumnElement[bool]]:
    return (TABLE.c[name].is_(None) for name in _OVER)


def _settled(scene: Scene) -> Iterator[tuple[str, Row]]:
    """Open cases that wait for something, of which all had happened by the time asked."""
    waits = sa.or_(TABLE.c.correcting, TABLE.c.paused)
    return scene.cases.rows(scene.connection, happened(scene), waits, *_still_open())


def _moving(scene: Scene) -> Iterator[tuple[str, Row]]:
    """Cases that the columns cannot answer for."""
    later = (TABLE.c.last_at > scene.moment.as_of, TABLE.c.first_at <= scene.moment.as_of)
    yield from scene.cases.rows(scene.connection, *later)
    yield from scene.cases.changed.items()


def _open(day: Day, stream: str, row: Row) -> Standing | None:
    """How a case stands if it is open."""
    standing = stand(stream, row, day.scene.book, day.as_of)
    if standing is None or any(standing.case[name] is not None for name in _OVER):
        return None
    return standing


def _running_out(day: Day, standing: Standing) -> Iterator[Row]:
    """Clocks whose last lawful day is today or soon."""
    for timed in standing.timed:
        due, still = timed.running.clock.due, timed.running.ended_at is None
        if timed.kind is Kind.LEGAL and still and day.on <= due <= day.last:
            yield _due(day, standing, timed)


def _due(day: Day, standing: Standing, timed: Timed) -> Row:
    clock = timed.running.clock
    step = f"（环节 {timed.step}）" if timed.step else ""
    text = f"{clock_label(clock.clock).zh}{step}至{clock.due}，{day.lasting(clock.due, clock.unit)}"
    return _row(Todo.DUE_TODAY if clock.due == day.on else Todo.DUE_SOON, standing, text) | {
        "clock": clock.clock,
        "step": timed.step,
        "due": clock.due,
        "days_left": day.left(clock.due, clock.unit),
    }


def _waiting(day: Day, standing: Standing, row: Row) -> Iterator[Row]:
    """Corrections that have not come, and a pause that is about to end."""
    if standing.case["correcting"] and standing.case["accepted_at"] is None:
        yield _awaiting(day, standing, row)
    if standing.case["paused"] and (ending := _ending(day, standing, row)):
        yield ending


def _awaiting(day: Day, standing: Standing, row: Row) -> Row:
    told = [h for h in _history(day, row) if isinstance(h.event, ev.CorrectionNotified)]
    on = local_day(told[-1].at, day.scene.world.zone)
    days = -day.left(on, Unit.WORKING)
    text = f"{on}告知补正，至今{days}个工作日未收到补正材料"
    return _row(Todo.AWAITING_CORRECTION, standing, text)


def _ending(day: Day, standing: Standing, row: Row) -> Row | None:
    """The pause that runs, if the days that were told end by the last day or are over."""
    stop = stops(_history(day, row))[-1]
    terms = (timed.running.clock for timed in standing.timed if timed.kind is Kind.LEGAL)
    clock = next((clock for clock in terms if is_term(clock)), None)
    if clock is None or day.calendar is None or not 0 < stop.paused.days_told <= MAX_DAYS:
        return None
    try:
        due = told_end(clock, excluded_time(stop, clock.zone), day.calendar)
    except CalendarError:
        return None
    if due > day.last:
        return None
    row = _row(Todo.PAUSE_ENDING, standing, _paused(day, stop, due, clock.unit))
    return row | {"clock": clock.clock, "due": due, "days_left": day.left(due, clock.unit)}


def _paused(day: Day, stop: Stop, due: date, unit: Unit) -> str:
    on = local_day(stop.began_at, day.scene.world.zone)
    told = f"告知的{stop.paused.days_told}{_counted(unit)}至{due}"
    rest = "，仍未恢复计时" if due < day.on else ""
    reason = label(stop.paused.reason).zh
    return f"{on}起停止计时（{reason}），{told}，{day.lasting(due, unit)}{rest}"


def _history(day: Day, row: Row) -> tuple[Happened, ...]:
    told = cases.until(row, day.as_of)
    return marks.history(told["marks"]) if told else ()


def _row(kind: Todo, standing: Standing, explanation: str) -> Row:
    case = standing.case
    return {
        "kind": kind.value,
        "stream": standing.stream,
        **{name: case[name] for name in ("receipt_no", "item", "unit", "window", "channel")},
        "person": case["clerk"],
        "clock": "",
        "step": "",
        "due": None,
        "days_left": None,
        "explanation": explanation,
    }

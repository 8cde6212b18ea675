"""Every deadline explains itself day by day: which days counted, which did not, and why."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from domain.calendar import DAY, DayKind, WorkCalendar
from domain.decider import record
from domain.lateness import Span, Unit


class Standing(StrEnum):
    """Why a day counts or does not count towards a term."""

    START = "start"
    COUNTED = "counted"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    EXCLUDED = "excluded"
    ROLLED = "rolled"


STANDING_LABELS = {
    Standing.START: ("起算日（不计）", "first day, not counted"),
    Standing.COUNTED: ("计入", "counted"),
    Standing.MAKEUP: ("调休上班（计入）", "make-up day, counted"),
    Standing.WEEKEND: ("周末", "weekend"),
    Standing.HOLIDAY: ("节假日", "holiday"),
    Standing.EXCLUDED: ("不计入期限", "time not counted"),
    Standing.ROLLED: ("期满日顺延", "end rolled to the next working day"),
}


@record
class Day:
    """One day of a term: its running number if it counts, else 0; `name` says which holiday or
    which time not counted; `published` is False where the year's notice is not out.
    """

    date: date
    standing: Standing
    number: int = 0
    name: str = ""
    published: bool = True


def explain(
    start: date,
    due: date,
    length: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    excluded: Sequence[Span] = (),
) -> tuple[Day, ...]:
    """Every day from `start` to `due`, both included; for a count backwards, from `due` to
    `start`. The days numbered 1 to `length` are those that counted.
    """
    days: list[Day] = []
    step = DAY if due >= start else -DAY
    day, number = start, 0
    while True:
        standing, name = _standing(day, start, unit, calendar, excluded)
        if standing in (Standing.COUNTED, Standing.MAKEUP):
            if number < length:
                number += 1
            else:
                standing = Standing.ROLLED
        counts = standing in (Standing.COUNTED, Standing.MAKEUP)
        days.append(
            Day(
                date=day,
                standing=standing,
                number=number if counts else 0,
                name=name,
                published=day.year in calendar.years,
            )
        )
        if day == due:
            return tuple(days if step == DAY else reversed(days))
        day += step


def _standing(
    day: date, start: date, unit: Unit, calendar: WorkCalendar, excluded: Sequence[Span]
) -> tuple[Standing, str]:
    if day == start:
        return Standing.START, ""
    reason = next((span.reason for span in excluded if span.holds(day)), None)
    if reason is not None:
        return Standing.EXCLUDED, reason
    kind = calendar.kind(day)
    name = calendar.holiday_name(day)
    if unit is Unit.NATURAL or kind is DayKind.WORKDAY:
        return Standing.COUNTED, name
    return Standing(kind.value), name


def summary(days: Sequence[Day]) -> str:
    """One Chinese line: from when to when, how many days counted, what was left out.

    The name of an excluded day is its reason's code; a caller with labels puts them in first.
    """
    numbered = [day for day in days if day.number]
    parts = [f"{days[0].date} 至 {days[-1].date}，计 {len(numbered)} 日"]
    skipped = Counter(
        (day.standing, day.name)
        for day in days
        if day.standing in (Standing.WEEKEND, Standing.HOLIDAY, Standing.EXCLUDED)
    )
    for (standing, name), count in skipped.items():
        label = STANDING_LABELS[standing][0] + (f"（{name}）" if name else "")
        parts.append(f"{label} {count} 日不计")
    makeup = [f"{day.date:%m-%d}" for day in days if day.standing is Standing.MAKEUP]
    if makeup:
        parts.append("调休上班 " + "、".join(makeup) + " 计入")
    if any(day.standing is Standing.ROLLED for day in days):
        parts.append("期满日为休息日，顺延")
    if not all(day.published for day in days):
        parts.append("所涉年度放假安排尚未公布，暂定")
    return "；".join(parts)

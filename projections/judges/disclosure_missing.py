"""DISC_MISSING 应公开未公开: what the units of a kind must have published, class by class."""

# A candidate is a group with the key "<unit>|<category>", whose documents are those of the unit in
# the class, if any. What is owed every year is owed by a day, and published in that year. What is
# owed once is due twenty working days after both the class and the unit are there, and stays
# owed: a withdrawal leaves a gap until something is published again.

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.calendar import DAY
from domain.case.timing import local_day
from domain.disclosure.events import Published, Withdrawn, Withheld
from domain.lateness import lawful_until
from domain.organisation import UnitRegistered
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import END, Noted
from projections.documentfile import DocumentFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.disclosure_duties import Duty, duties, joined
from projections.judges.disclosure_late import counted

CODE = "DISC_MISSING"


class Cover(NamedTuple):
    """A time for which a document meets a duty, and the event that began it."""

    since: datetime
    until: datetime
    noted: Noted


class Gap(NamedTuple):
    """A time in which nothing meets it: after which cover if any, closed by which if any."""

    since: datetime
    until: datetime
    after: Cover | None = None
    closed: Cover | None = None


class Question(NamedTuple):
    """A duty at a term: how the term is said, and what tells its verdicts from others."""

    duty: Duty
    term: str
    about: tuple[str, ...] = ()


def judge(group: Group, world: World) -> Iterator[Verdict]:
    """One verdict for each year of a yearly class, one for each gap of another."""
    unit, _, category = group.key.rpartition("|")
    owed = duties(world, unit, category)
    if not owed:
        yield from _unregistered(group, world, unit, category)
    done = _covers(group.documents)
    for duty in owed:
        if duty.owed.yearly:
            yield from _yearly(duty, world, done)
    for duty in joined(each for each in owed if not each.owed.yearly):
        yield from _lasting(duty, world, done)


def _unregistered(group: Group, world: World, unit: str, category: str) -> Iterator[Verdict]:
    known = any(each.unit == unit for each in world.of(UnitRegistered))
    owed = any(each.category == category for each in world.book.classes)
    if owed and not known and group.documents:
        yield Verdict(
            code=CODE,
            decision=Decision.UNDETERMINED,
            since=min(file.slots["first_at"] for file in group.documents),
            explanation=f"单位“{unit}”没有登记，类别不明，不能判定其是否应公开“{category}”类信息。",
        )


def _yearly(duty: Duty, world: World, done: Sequence[Cover]) -> Iterator[Verdict]:
    """Years are told as far as calendars are published; of the one after, that it is not."""
    calendar = world.book.calendar
    horizon = max([duty.first.year, *(calendar.years if calendar else ())])
    for year in range(duty.first.year, horizon + 2):
        due = date(year, duty.owed.due_month, duty.owed.due_day)
        if due < duty.first or (duty.last is not None and due > duty.last):
            continue
        if year > horizon:
            doubt = f"没有载入{year}年放假安排，该年度尚不能判定"
            question = Question(duty._replace(doubt=doubt), "", (str(year),))
            begins = lawful_until(date(year - 1, 12, 31), world.zone)
            yield from _told(question, world, (Gap(begins, END),), ())
            return
        question = Question(duty, f"{year}年度应于{words.day(due)}24时前公开", (str(year),))
        of_year = [
            cover._replace(until=END)
            for cover in done
            if local_day(cover.since, world.zone).year == year
        ]
        gaps = _gaps(lawful_until(due, world.zone), END, of_year)
        yield from _told(question, world, gaps, of_year)


def _lasting(duty: Duty, world: World, done: Sequence[Cover]) -> Iterator[Verdict]:
    """What is owed once and kept up."""
    term = counted(world, duty.first)
    if term is None:
        return
    said, late_at = f"自{words.day(duty.first)}起{term.text}", term.late_at
    if duty.doubt or not term.days:
        said, late_at = "", lawful_until(duty.first - DAY, world.zone)
    question = Question(duty._replace(doubt=duty.doubt or term.doubt), said)
    ends = END if duty.last is None else lawful_until(duty.last, world.zone)
    yield from _told(question, world, _gaps(late_at, ends, done), done)


def _covers(documents: Iterable[DocumentFile]) -> list[Cover]:
    """When each document was public, or withheld with a basis, in order."""
    covers = (cover for file in documents for cover in _covers_of(file))
    return sorted(covers, key=lambda cover: (cover.since, cover.noted.position))


def _covers_of(file: DocumentFile) -> Iterator[Cover]:
    begun: Noted | None = None
    for noted in file.all(Published, Withheld, Withdrawn):
        if isinstance(noted.event, Withdrawn):
            if begun is not None and isinstance(begun.event, Published):
                yield Cover(begun.at, noted.at, begun)
                begun = None
        elif begun is None and (isinstance(noted.event, Published) or noted.event.basis.strip()):
            begun = noted
    if begun is not None:
        yield Cover(begun.at, END, begun)


def _gaps(late_at: datetime, ends: datetime, done: Sequence[Cover]) -> Iterator[Gap]:
    """What covers, in order, leave open between two times."""
    at, after = late_at, None
    for cover in done:
        if cover.since > at:
            if at < ends:
                yield Gap(at, min(cover.since, ends), after, cover if cover.since < ends else None)
            at = cover.since
        if cover.until > at:
            at, after = cover.until, cover
    if at < ends:
        yield Gap(at, ends, after)


def _told(
    question: Question, world: World, gaps: Iterable[Gap], done: Sequence[Cover]
) -> Iterator[Verdict]:
    """The verdicts of one term."""
    decision = Decision.UNDETERMINED if question.duty.doubt else Decision.VIOLATION
    for gap in gaps:
        again = (local_day(gap.since, world.zone).isoformat(),) if gap.after else ()
        yield _said(question, world, decision, gap, again)
    if done:
        first = done[0]
        yield _said(question, world, Decision.OK, Gap(first.since, first.until, None, first))


def _said(
    question: Question, world: World, decision: Decision, gap: Gap, again: tuple[str, ...] = ()
) -> Verdict:
    duty = question.duty
    said = (question.term, _came(gap, decision, world.zone), duty.doubt)
    resting = (gap.after, gap.closed)
    return Verdict(
        code=CODE,
        decision=decision,
        since=gap.since,
        until=None if gap.until == END else gap.until,
        explanation=f"{duty.unit.unit}应公开“{duty.owed.name}”（依据：{duty.owed.basis}）："
        f"{'；'.join(part for part in said if part)}。",
        about=question.about + again,
        positions=(
            world.position_of(duty.unit),
            *(cover.noted.position for cover in resting if cover),
        ),
        dims={"unit": duty.unit.unit},
    )


def _came(gap: Gap, decision: Decision, zone: str) -> str:
    """What was there instead."""
    missing = "未见公开记录"
    if gap.after is not None:
        missing = f"撤下（{words.moment(gap.since, zone)}）后未见再次公开的记录"
    if gap.closed is not None:
        at, where = words.moment(gap.closed.since, zone), words.entry(gap.closed.noted.position)
        done = "公开" if isinstance(gap.closed.noted.event, Published) else "决定不予公开"
        if decision is Decision.OK:
            return f"已于{at}{done}（{where}）"
        missing = f"至{at}才{done}（{where}）"
    return missing + ("，疑似应公开未公开" if decision is Decision.VIOLATION else "")


JUDGES = (Judge((CODE,), judge),)

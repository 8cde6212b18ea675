"""The year 2023 of the demo district: who comes when, in the order the ledger is told.

2023, because every rule of the register can be broken in it: 优化营商环境条例 36 (from 2020) asks
that delays be explained in public, 政府信息公开条例 has its 2019 text, and no law that a detector
rests on changes within the year (保守国家秘密法 does in May 2024).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from random import Random

from application.opening import shipped_rules
from domain.calendar import WorkCalendar
from domain.decider import Origin, record
from domain.hours import SECOND, WorkTime
from domain.reference import ANY_HALL, Reference, Rulebook
from domain.rules import Published
from domain.values import Person
from ledger.envelope import stream_id
from mingcha.demo.acts import ZONE, Act, at
from mingcha.demo.diary import Application
from mingcha.demo.district import Item, items
from mingcha.demo.documents import grant_published, mandatory
from mingcha.demo.feeds import heartbeats, registered
from mingcha.demo.people import firm, resident
from mingcha.demo.sowing import Plot, Scheme, Sown
from mingcha.demo.sown.all import schemes
from mingcha.demo.sown.field import Field
from mingcha.demo.standing import facts, standing_facts
from mingcha.demo.story import Story
from mingcha.demo.ways import CORRECTED, PLAIN, Way, deck, origin_of

YEAR = 2023
ENDS_AT = at(date(2024, 1, 10), 17, 30)
"""The simulated present: the books of the year are closed, its last cases still run."""

FULL = 20_000
# 春节 falls in January.
_MONTHS = (0.7, 1.2, 1.3, 1.1, 1.1, 1.1, 1.0, 0.9, 1.1, 0.9, 1.0, 0.9)
_WEEKDAYS = (1.3, 1.1, 1.0, 0.95, 0.8, 1.0, 1.0)  # a make-up day is as good as any
_LONGEST_DAY = 7 * 3600


@record
class Demo:
    """What makes one demo district: the same numbers give the same year.

    `cases` are the lawful ones; what is sown among them grows with their number. `present` is
    the simulated moment up to which the year is told.
    """

    seed: int = YEAR
    cases: int = FULL
    present: datetime = ENDS_AT

    @property
    def tag(self) -> str:
        """The request id of every entry, so that a log says what fills it."""
        return f"demo:{self.seed}:{self.cases}"


@dataclass(frozen=True, slots=True)
class Told:
    """A year: what happened, in the order of recording, and what was sown in it."""

    acts: tuple[Act, ...]
    answers: tuple[Sown, ...]


def acts(demo: Demo) -> tuple[Act, ...]:
    """All acts of the year, in the order of recording and, within a stream, of happening."""
    return told(demo).acts


@lru_cache(maxsize=1)
def told(demo: Demo) -> Told:
    """The whole year."""
    work = shipped_book().work(ANY_HALL)
    assert work is not None, "opening hours and calendars ship with the program"
    field = Field(Random(f"{demo.tag}:sown"), work, demo.cases / FULL)
    planned = list(schemes(field))
    sown_plots = (plot for one in planned for plot in one.plots)
    stories = _stories(demo, work, [*_ordinary(demo, work, field), *sown_plots])
    told_acts = chain(
        standing_facts(facts(field.unsectioned)),
        (act for story in stories.values() for act in story.acts),
        (act for one in planned for act in (*one.acts, *one.more(_of(one, stories)))),
        _documents(stories.values(), work.calendar, field),
        heartbeats(field.silent),
        registered(stories.values()),
    )
    answers = (sown for one in planned for sown in one.answers(_of(one, stories)))
    return Told(_ordered(told_acts, demo.present), tuple(dict.fromkeys(answers)))


def _of(scheme: Scheme, stories: dict[int, Story]) -> list[Story]:
    return [stories[id(plot)] for plot in scheme.plots]


def _ordered(told_acts: Iterator[Act], present: datetime) -> tuple[Act, ...]:
    """In the order of recording, up to the present, with the numbers of facts counted."""
    kept = [act for act in told_acts if act.recorded_at <= present]
    kept.sort(key=lambda act: (act.recorded_at, act.stream, act.number))
    counted: Counter[str] = Counter()
    numbered = []
    for act in kept:
        counted[act.stream] += 1
        numbered.append(act if act.number else replace(act, number=counted[act.stream]))
    return tuple(numbered)


def shipped_book() -> Rulebook:
    """The rules that ship, as a log that has just been opened knows them."""
    reference = Reference()
    for _, event in shipped_rules():
        reference = reference.after(_published(event), 0)
    return Rulebook(reference)


def _published(event: object) -> Published:
    assert isinstance(event, Published), "only publications are shipped"
    return event


def _ordinary(demo: Demo, work: WorkTime, field: Field) -> Iterator[Plot]:
    """The lawful cases; a unit corrects at most one a month."""
    rng = Random(demo.tag)
    fixed: set[tuple[str, int]] = set()
    for day, way in zip(_days(demo.cases, rng, work.calendar), deck(demo.cases, rng), strict=True):
        item = _item(way, rng, field)
        month = (item.unit.code, day.month)
        again = way is CORRECTED and month in fixed
        if way is CORRECTED:
            fixed.add(month)
        told = (PLAIN if again else way).tell
        yield Plot(day, item, told, origin=origin_of(item, day.month, rng.random()))


def _item(way: Way, rng: Random, field: Field) -> Item:
    fit, weights = _fitting(way)
    while (item := rng.choices(fit, cum_weights=weights)[0]).code in field.reserved:
        pass
    return item


@lru_cache
def _fitting(way: Way) -> tuple[list[Item], list[float]]:
    fit = [item for item in items() if way.suits(item)]
    total, sums = 0.0, []
    for item in fit:
        total += item.volume
        sums.append(total)
    return fit, sums


def _days(cases: int, rng: Random, calendar: WorkCalendar) -> list[date]:
    """The day each case comes in, in order: working days, busier ones oftener."""
    year = (date(YEAR, 1, 1) + timedelta(days=n) for n in range(365))
    days = [day for day in year if calendar.is_working(day)]
    weights = [_MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] for day in days]
    return sorted(rng.choices(days, weights, k=cases))


def _stories(demo: Demo, work: WorkTime, plots: Sequence[Plot]) -> dict[int, Story]:
    """Every plot told, by its identity; cases are numbered as they come."""
    people = _People(demo)
    stories: dict[int, Story] = {}
    for number, plot in enumerate(sorted(plots, key=lambda plot: plot.day), 1):
        own = Random(f"{demo.tag}:{number}")
        origin = plot.origin or (
            Origin.TOWN_CENTRE if plot.item.unit.is_town else Origin.HALL_WINDOW
        )
        application = Application(
            number=number,
            stream=stream_id("case", f"HS{YEAR}-{number:05}"),
            item=plot.item,
            applicant=plot.applicant or people.next_for(plot.item, own),
            origin=origin,
            arrived_at=_arrival(plot, origin, own, work),
        )
        story = stories[id(plot)] = Story(application, own, work)
        plot.tell(story)
    return stories


class _People:
    """The same person comes more than once, is the same each time, and never twice for one item
    by chance.
    """

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._count = max(40, demo.cases * 4 // 5)
        self._came: set[tuple[str, int]] = set()
        self._known: dict[tuple[bool, int], Person] = {}

    def next_for(self, item: Item, rng: Random) -> Person:
        """Somebody who has not applied for the item yet."""
        which = rng.randrange(self._count)
        while (item.name, which) in self._came:
            which += 1
        self._came.add((item.name, which))
        key = (item.persons, which)
        if key not in self._known:
            own = Random(f"{self._demo.seed}:applicant:{item.persons}:{which}")
            self._known[key] = resident(own) if item.persons else firm(own)
        return self._known[key]


def _arrival(plot: Plot, origin: Origin, rng: Random, work: WorkTime) -> datetime:
    """Within opening hours, except online, where some file in the evening or at night."""
    midnight = datetime.combine(plot.day, time.min, ZONE)
    if plot.hour is not None:
        return work.after(midnight, round(plot.hour * 3600) * SECOND)
    if origin is Origin.ONLINE and rng.random() < 0.4:
        return (midnight + timedelta(seconds=rng.randrange(24 * 3600))).astimezone(UTC)
    return work.after(midnight, rng.randrange(300, _LONGEST_DAY - 2700) * SECOND)


def _documents(stories: Iterable[Story], calendar: WorkCalendar, field: Field) -> Iterator[Act]:
    """The mandatory classes, and what was granted."""
    granted = (grant_published(story, calendar) for story in stories)
    documents = chain(mandatory(calendar, frozenset(field.withheld)), filter(None, granted))
    for document in documents:
        yield from document.acts

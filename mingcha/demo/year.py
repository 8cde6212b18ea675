"""The year 2016 of the demo district: who comes when, in the order the ledger is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from application.opening import CHINA, shipped_rules
from domain.calendar import WorkCalendar
from domain.decider import Origin, record
from domain.hours import SECOND, WorkTime
from domain.reference import ANY_HALL, Reference, Rulebook
from domain.rules import Published
from domain.values import Person
from ledger.envelope import stream_id
from mingcha.demo.fates import Fate, deck
from mingcha.demo.people import firm, resident
from mingcha.demo.story import Act, Application, Story
from mingcha.demo.units import ITEMS, TOWNS, Item

ZONE = ZoneInfo(CHINA)
OPENED_AT = datetime(2015, 12, 31, 9, 0, tzinfo=ZONE).astimezone(UTC)
ENDS_AT = datetime(2017, 1, 10, 17, 30, tzinfo=ZONE).astimezone(UTC)
"""The simulated present: the books of the year are closed, its last cases still run."""

# 春节 falls in February.
_MONTHS = (1.0, 0.5, 1.3, 1.2, 1.1, 1.2, 1.0, 0.9, 1.1, 0.9, 1.0, 0.9)
_WEEKDAYS = (1.3, 1.1, 1.0, 0.95, 0.8, 1.0, 1.0)  # a make-up day is as good as any
_LONGEST_DAY = 7 * 3600


@record
class Demo:
    """What makes one demo district: the same two numbers give the same year."""

    seed: int = 2016
    cases: int = 3000

    @property
    def tag(self) -> str:
        """The request id of every entry, so that a log says what fills it."""
        return f"demo:{self.seed}:{self.cases}"


def acts(demo: Demo) -> list[Act]:
    """All acts of the year, in the order of recording and, within a case, of happening."""
    book = shipped_book()
    work = book.work(ANY_HALL)
    assert work is not None, "opening hours and calendars ship with the program"
    told = [act for story in _stories(demo, work) for act in story if act.recorded_at <= ENDS_AT]
    return sorted(told, key=lambda act: (act.recorded_at, act.stream, act.version))


def shipped_book() -> Rulebook:
    """The rules that ship, as a log that has just been opened knows them."""
    reference = Reference()
    for _, event in shipped_rules():
        reference = reference.after(_published(event), 0)
    return Rulebook(reference)


def _published(event: object) -> Published:
    assert isinstance(event, Published), "only publications are shipped"
    return event


def _stories(demo: Demo, work: WorkTime) -> Iterator[list[Act]]:
    rng = Random(demo.tag)
    fates = deck(demo.cases, rng)
    people = max(1, demo.cases * 4 // 5)
    for number, day in enumerate(_days(demo.cases, rng, work.calendar), 1):
        own = Random(f"{demo.tag}:{number}")
        application = _application(demo, number, day, fates[number - 1], own, work, people)
        story = Story(application, own, work)
        fates[number - 1].run(story)
        yield story.acts


def _days(cases: int, rng: Random, calendar: WorkCalendar) -> list[date]:
    """The day each case comes in, in order: working days, busier ones oftener."""
    year = (date(2016, 1, 1) + timedelta(days=n) for n in range(366))
    days = [day for day in year if calendar.is_working(day)]
    weights = [_MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] for day in days]
    return sorted(rng.choices(days, weights, k=cases))


def _application(
    demo: Demo, number: int, day: date, fate: Fate, rng: Random, work: WorkTime, people: int
) -> Application:
    item = _item(fate, rng)
    origin = fate.origin or _origin(item, day, rng)
    return Application(
        number=number,
        stream=stream_id("case", f"HS2016-{number:05}"),
        item=item,
        applicant=_applicant(demo, item, rng.randrange(people)),
        origin=origin,
        arrived_at=_arrival(day, origin, rng, work),
        town=rng.choice(TOWNS) if origin is Origin.TOWN_CENTRE else "",
    )


def _item(fate: Fate, rng: Random) -> Item:
    fit = [item for item in ITEMS if fate.suits(item.promised, item.matter)]
    return rng.choices(fit, [item.volume for item in fit])[0]


def _origin(item: Item, day: date, rng: Random) -> Origin:
    """More and more comes in online; town centres take what was handed down to them."""
    chance = rng.random()
    if chance < 0.08 + 0.015 * day.month:
        return Origin.ONLINE
    if item.towns and chance > 0.55:
        return Origin.TOWN_CENTRE
    return Origin.HALL_WINDOW


def _applicant(demo: Demo, item: Item, which: int) -> Person:
    """The same person comes more than once, and is the same each time."""
    rng = Random(f"{demo.seed}:applicant:{item.firms}:{which}")
    return firm(rng) if item.firms else resident(rng)


def _arrival(day: date, origin: Origin, rng: Random, work: WorkTime) -> datetime:
    """Within opening hours, except online, where some file in the evening or at night."""
    midnight = datetime.combine(day, time.min, ZONE)
    if origin is Origin.ONLINE and rng.random() < 0.4:
        return (midnight + timedelta(seconds=rng.randrange(24 * 3600))).astimezone(UTC)
    return work.after(midnight, rng.randrange(300, _LONGEST_DAY - 900) * SECOND)

"""The feeds of the demo year: heartbeats, zero reports, and departments' own registers."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from domain import feed
from domain import register as reg
from domain.case.commands import IssueLicence
from domain.decider import Actor, Origin
from ledger.envelope import stream_id
from mingcha.demo.acts import Act, at, local_day
from mingcha.demo.standing import CERTIFICATES, HALL_FEED, SEALS, certificates_of, seals_of
from mingcha.demo.story import Story

FIRST, LAST = date(2023, 1, 1), date(2024, 1, 9)


def heartbeats(silent: Collection[tuple[str, date]]) -> Iterator[Act]:
    """Every evening each source says that it is there; on days off it reports that it had nothing.

    `silent` are the days on which a source says nothing.
    """
    sources = (HALL_FEED, *map(certificates_of, CERTIFICATES), *map(seals_of, SEALS))
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        for source in sources:
            if (source, day) not in silent:
                yield heard(source, day)


def heard(source: str, day: date) -> Act:
    """A heartbeat, or on Sundays a zero report."""
    said = feed.Heard(source=source)
    none = feed.ZeroReported(source=source, day=day)
    return Act(
        stream=stream_id("feed", source),
        number=0,
        occurred_at=at(day, 18, 30),
        recorded_at=at(day, 18, 30),
        says=none if day.isoweekday() == 7 else said,
        actor=Actor(id=f"feed:{source}", post="数据交换"),
        origin=Origin.SYSTEM,
    )


def registered(stories: Iterable[Story]) -> Iterator[Act]:
    """What departments wrote into their registers of certificates, as they handed it over."""
    for story in stories:
        if story.registered and story.unit.code in CERTIFICATES:
            for act in story.acts:
                if isinstance(act.says, IssueLicence):
                    yield certificate(story, act.says.licence_no, local_day(act.occurred_at))


def certificate(story: Story, number: str, on: date) -> Act:
    """One line of a register of certificates, handed over on the evening of its day."""
    return line(story.unit.code, number, story.unit.name, story.item.name, on)


def line(code: str, number: str, unit: str, item: str, on: date) -> Act:
    """One line of a unit's register."""
    source = certificates_of(code)
    return Act(
        stream=stream_id("register", f"{source}.{number}"),
        number=1,
        occurred_at=at(on, 17, 30),
        recorded_at=at(on, 18, 15),
        says=reg.Listed(
            source=source,
            kind=reg.EntryKind.CERTIFICATE,
            number=number,
            unit=unit,
            item=item,
            on=on,
        ),
        actor=Actor(id=f"feed:{source}", post="数据交换"),
        origin=Origin.DEPT_OFFICE,
    )

"""Opening a log: entry 1 says what it is; a log in China gets the rules that ship."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from application.calendars import calendar_years
from application.detectors import load_detectors, load_disclosure_classes, load_limits
from application.rules import load_card_profiles, load_clock_rules, load_hours
from domain.decider import Actor, Asked, Event, Origin
from domain.log import ClockKind, Opened
from domain.rules import (
    CalendarPublished,
    CardProfilePublished,
    ClockRulePublished,
    DetectorPublished,
    DisclosureClassPublished,
    HoursPublished,
    LimitPublished,
)
from ledger.append import VersionTaken
from ledger.envelope import stream_id
from ledger.ledger import Ledger
from ledger.reading import Reader

CHINA = "Asia/Shanghai"
STEWARD = Actor(id="mingcha", post="system")


class NotThisLog(ValueError):
    """The log was opened before as another kind of log."""


def opened(reader: Reader) -> Opened | None:
    """What the log's first entry says; None while nobody has written to it."""
    first = reader.page(0, 1, 1)
    event = first[0].event if first else None
    return event if isinstance(event, Opened) else None


def ensure_open(ledger: Ledger, zone: str = CHINA, clock: ClockKind = ClockKind.REAL) -> Opened:
    """Open the log if it is not, with the shipped rules; two openers make one opening.

    Raises NotThisLog where the log is of the other kind: a real log never becomes simulated.
    """
    known = opened(ledger.reader)
    if known is None:
        _open(ledger, zone, clock)
        known = opened(ledger.reader)
    if known is None:
        raise NotThisLog(f"entry 1 of log {ledger.log} is not its opening; run mingcha verify")
    if known.clock is not clock:
        raise NotThisLog(
            f"expected log {ledger.log} to be {clock}, it was opened as {known.clock}; "
            "choose another log with --log"
        )
    if known.time_zone == CHINA:
        publish_missing_rules(ledger)
    return known


def _open(ledger: Ledger, zone: str, clock: ClockKind) -> None:
    opening = Opened(log=ledger.log, time_zone=zone, clock=clock)
    with suppress(VersionTaken):  # whoever else opens it at the same time is as good
        _begin(ledger, [(stream_id("log", ledger.log), opening)])


def publish_missing_rules(ledger: Ledger) -> int:
    """Publish the shipped rules whose streams are not there yet; how many there were."""
    published = 0
    while missing := _missing_rules(ledger):
        # Another opener may be quicker with some of them; then see what is left.
        with suppress(VersionTaken):
            _begin(ledger, missing)
            published = len(missing)
    return published


def _missing_rules(ledger: Ledger) -> list[tuple[str, Event]]:
    there = {entry.stream for entry in ledger.reader.chapter("rules")}
    shipped = ((stream_id("rules", name), event) for name, event in shipped_rules())
    return [(stream, event) for stream, event in shipped if stream not in there]


def _begin(ledger: Ledger, firsts: Sequence[tuple[str, Event]]) -> None:
    """Begin streams with their first events, all or none; raises VersionTaken."""
    asked = Asked(actor=STEWARD, occurred_at=ledger.clock(), origin=Origin.SYSTEM, request="open")
    ledger.recorder.append([ledger.prepare(stream, 1, event, asked) for stream, event in firsts])


def shipped_rules() -> Iterator[tuple[str, Event]]:
    """The rules that come with the program, each with the name of its stream."""
    for notice in calendar_years():
        yield f"calendar-{notice.year}", CalendarPublished(notice=notice)
    for rule in load_clock_rules().rules:
        yield f"clock-{rule.id}", ClockRulePublished(rule=rule)
    for profile in load_card_profiles().values():
        yield f"cards-{profile.id}-{profile.matter}", CardProfilePublished(profile=profile)
    for versions in load_hours().values():
        for hours in versions:
            name = f"hours-{hours.hall}-{hours.in_force_from}"
            yield name, HoursPublished(hours=hours)
    for detector in load_detectors():
        yield f"detector-{detector.code}", DetectorPublished(detector=detector)
    for limit in load_limits():
        yield f"limit-{limit.name}-{limit.in_force_from}", LimitPublished(limit=limit)
    for kind in load_disclosure_classes():
        name = f"class-{kind.category}-{kind.in_force_from}"
        yield name, DisclosureClassPublished(published=kind)

"""What decisions and verdicts rest on besides the case: the rules in force at a position."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.calendar import CalendarYear, WorkCalendar
from domain.cards import CardProfile
from domain.clocks import ClockRule, ClockRules
from domain.decider import record
from domain.detectors import Detector, DetectorState, DisclosureClass, LimitRule
from domain.hours import HallHours, HoursError, WorkTime
from domain.rules import (
    CalendarPublished,
    CardProfilePublished,
    ClockRulePublished,
    DetectorPublished,
    DetectorSet,
    DisclosureClassPublished,
    HoursPublished,
    LimitPublished,
    Published,
)

ANY_HALL = "*"


@record
class Reference:
    """The published rules of a log up to `position`; fields are empty where none are."""

    position: int = 0
    notices: tuple[CalendarYear, ...] = ()
    clock_rules: tuple[ClockRule, ...] = ()
    profiles: tuple[CardProfile, ...] = ()
    hours: tuple[HallHours, ...] = ()
    detectors: tuple[Detector, ...] = ()
    limits: tuple[LimitRule, ...] = ()
    classes: tuple[DisclosureClass, ...] = ()

    def after(self, event: Published, position: int) -> "Reference":
        """The reference after one more publication; a later version replaces its own kind."""
        now = replace(self, position=position)
        match event:
            case CalendarPublished(notice=notice):
                return replace(now, notices=(*self.notices, notice))
            case ClockRulePublished(rule=rule):
                kept = tuple(r for r in self.clock_rules if r.id != rule.id)
                return replace(now, clock_rules=(*kept, rule))
            case CardProfilePublished(profile=profile):
                key = (profile.id, profile.matter)
                others = tuple(p for p in self.profiles if (p.id, p.matter) != key)
                return replace(now, profiles=(*others, profile))
            case HoursPublished(hours=hours):
                same = (hours.hall, hours.in_force_from)
                rest = tuple(h for h in self.hours if (h.hall, h.in_force_from) != same)
                return replace(now, hours=(*rest, hours))
            case DetectorPublished(detector=detector):
                known = tuple(d for d in self.detectors if d.code != detector.code)
                return replace(now, detectors=(*known, detector))
            case DetectorSet():
                return replace(now, detectors=tuple(_set(d, event) for d in self.detectors))
            case LimitPublished(limit=limit):
                return replace(now, limits=(*self.limits, limit))
            case DisclosureClassPublished(published=new):
                version = (new.category, new.in_force_from)
                older = tuple(c for c in self.classes if (c.category, c.in_force_from) != version)
                return replace(now, classes=(*older, new))


def _set(detector: Detector, event: DetectorSet) -> Detector:
    if detector.code != event.code:
        return detector
    return replace(detector, state=event.state, document=event.document)


class Rulebook:
    """A reference made ready for questions: the calendar laid out, the rules indexed."""

    def __init__(self, reference: Reference) -> None:
        self.position = reference.position
        self.calendar = WorkCalendar.of(reference.notices) if reference.notices else None
        self.clock_rules = ClockRules(rules=reference.clock_rules)
        self._profiles: Mapping[tuple[str, str], CardProfile] = {
            (profile.id, profile.matter): profile for profile in reference.profiles
        }
        self._hours = reference.hours
        self._work: dict[str, WorkTime | None] = {}
        self.detectors: Mapping[str, Detector] = {d.code: d for d in reference.detectors}
        self.classes = reference.classes
        self.limits = reference.limits

    def runs(self, code: str) -> bool:
        """Whether a detector is published and not off."""
        detector = self.detectors.get(code)
        return detector is not None and detector.state is not DetectorState.OFF

    def limit(self, name: str, on: date) -> int | None:
        """A threshold in force on a day, the last published of the newest; None without one."""
        found = [rule for rule in self.limits if rule.name == name and rule.in_force_from <= on]
        return max(reversed(found), key=lambda rule: rule.in_force_from).value if found else None

    def rule(self, clock: str, on: date) -> ClockRule | None:
        """The version of a clock in force on a date."""
        return self.clock_rules.in_force(clock, on)

    def profile(self, id_: str, matter: str) -> CardProfile | None:
        """A card profile, None where it is not published here."""
        return self._profiles.get((id_, matter))

    def work(self, hall: str) -> WorkTime | None:
        """The worked time of a hall, by its own hours or those of any hall; None where none are
        published or they leave a working day without hours.
        """
        if hall not in self._work:
            self._work[hall] = self._work_time(hall)
        return self._work[hall]

    def _work_time(self, hall: str) -> WorkTime | None:
        own = [h for h in self._hours if h.hall == hall]
        chosen = own or [h for h in self._hours if h.hall == ANY_HALL]
        if self.calendar is None or not chosen:
            return None
        try:
            return WorkTime.of(chosen, self.calendar)
        except HoursError:
            return None

"""From command to event: what is added are the clocks and the answers of the rules in force."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.calendar import CalendarError
from domain.cards import CardTimes
from domain.case import commands as cmd
from domain.case import events as ev
from domain.case.commands import COMMANDS
from domain.case.events import EVENTS, Matter
from domain.case.timing import case_cards, local_day, running
from domain.clocks import (
    MAX_DAYS,
    Basis,
    Clock,
    ClockError,
    deemed_accepted_on,
    start_clock,
)
from domain.decider import Asked, Chapter, Event, Happened, Refused, record
from domain.history import Correction, with_correction, with_event
from domain.reference import Rulebook
from domain.values import Clear, personal

CARD_PROFILE = "hunan-kechuang-2018"
_TERM = {
    Matter.LICENCE: "LIC.DECIDE",
    Matter.LICENCE_JOINT: "LIC.DECIDE_JOINT",
    Matter.HUNAN: "HN.ONE_ORGAN",
    Matter.HUNAN_JOINT: "HN.JOINT",
}


@record
class Facts:
    """What other chapters say at the time it happened, and whose data the case holds."""

    book: Rulebook
    zone: str
    subject: str = ""


State = tuple[Happened, ...]


def decide(state: State, command: cmd.CaseCommand, asked: Asked, facts: Facts) -> list[Event]:
    """Every command is a fact and is recorded, where need be without a deadline.

    Refused is only a correction that is none: of no event of this case, or to what has not
    happened yet.
    """
    if isinstance(command, cmd.Correct):
        return [_correct(state, command, asked, facts)]
    return [_event(state, command, asked, facts)]


def evolve(state: State, happened: Happened) -> State:
    """The state is the effective history."""
    if isinstance(happened.event, ev.Corrected):
        return with_correction(state, correction(happened.event), happened.id, happened.position)
    return with_event(state, happened)


def correction(event: ev.Corrected) -> Correction:
    """What a correction restates."""
    return Correction(
        corrects=event.corrects, happened_at=event.happened_at, restated=event.restated
    )


def _correct(state: State, command: cmd.Correct, asked: Asked, facts: Facts) -> Event:
    target = next((h for h in state if h.id == command.corrects), None)
    if target is None:
        raise Refused(
            "case.correct.unknown",
            f"expected the id of an event of this case, got {command.corrects!r}; "
            "read the case again and name one of its events",
        )
    if command.happened_at > asked.occurred_at:
        raise Refused(
            "case.correct.future",
            "expected what is restated to have happened before it is corrected, got "
            f"{command.happened_at.isoformat()}; give the time it happened",
        )
    others = tuple(h for h in state if h.id != target.id)
    then = replace(asked, occurred_at=command.happened_at)
    restated = _event(others, command.restated, then, facts)
    return ev.Corrected(
        corrects=target.id,
        happened_at=command.happened_at,
        restated=restated,
        reason=command.reason,
        **_common(command, facts),
    )


def _common(command: cmd.CaseCommand, facts: Facts) -> dict[str, Any]:
    note = Clear(subject=facts.subject, value=command.note) if command.note else None
    return {"attributes": command.attributes, "note": note}


def _event(state: State, command: Any, asked: Asked, facts: Facts) -> Any:
    """The event of any command but a correction: its fields, and the clocks it moves."""
    fields = {name: getattr(command, name) for name in command.__dataclass_fields__}
    del fields["note"]
    fields |= _common(command, facts)
    make: Any = EVENTS[_EVENT_OF[type(command)]]
    match command:
        case cmd.Receive():
            fields |= _applicant(command, facts)
            return make(**fields, clocks=_receipt_clocks(command, asked, facts))
        case cmd.Accept():
            fields |= _applicant(command, facts)
            days = {name: fields.pop(name) for name in ("statutory_days", "promised_days")}
            on = _accepted_on(state, asked, facts)
            event = make(**fields, clocks=_terms(command.matter, days, on, facts))
            return _with_cards(state, event, asked, facts)
        case cmd.Decide():
            on = local_day(asked.occurred_at, facts.zone)
            return make(**fields, clocks=_start("LIC.DELIVER", on, facts))
        case cmd.Pause() | cmd.Resume() | cmd.Extend():
            return _moved(state, make(**fields), asked, facts)
        case _:
            return make(**fields)


_EVENT_OF: dict[type, str] = {
    cmd.Receive: "case.received",
    cmd.NotifyCorrection: "case.correction_notified",
    cmd.ReceiveCorrection: "case.correction_received",
    cmd.ReturnMaterial: "case.material_returned",
    cmd.PreAccept: "case.pre_accepted",
    cmd.Accept: "case.accepted",
    cmd.NotAccept: "case.not_accepted",
    cmd.StartStep: "case.step_started",
    cmd.FinishStep: "case.step_finished",
    cmd.AssignFollowUp: "case.follow_up_assigned",
    cmd.LogFollowUp: "case.follow_up_logged",
    cmd.UseSeal: "case.seal_used",
    cmd.Redirect: "case.redirected",
    cmd.Pause: "case.paused",
    cmd.Resume: "case.resumed",
    cmd.Extend: "case.extended",
    cmd.Decide: "case.decided",
    cmd.IssueLicence: "case.licence_issued",
    cmd.Deliver: "case.delivered",
    cmd.Close: "case.closed",
    cmd.ExplainDelay: "case.delay_explained",
    cmd.Void: "case.voided",
}


def _applicant(command: cmd.Receive | cmd.Accept, facts: Facts) -> dict[str, Any]:
    return {"subject": facts.subject, "applicant": personal(command.applicant, facts.subject)}


def _receipt_clocks(command: cmd.Receive, asked: Asked, facts: Facts) -> tuple[Clock, ...]:
    """许可法 32(4): five days to ask for corrections, from the day of receipt."""
    if command.matter not in (Matter.LICENCE, Matter.LICENCE_JOINT):
        return ()
    return _start("LIC.CORRECT_NOTICE", local_day(asked.occurred_at, facts.zone), facts)


def _accepted_on(state: State, asked: Asked, facts: Facts) -> date:
    """The day the term starts: that of receipt where nobody spoke in time (许可法 32(4))."""
    on = local_day(asked.occurred_at, facts.zone)
    told = next((h for h in state if isinstance(h.event, ev.CorrectionNotified)), None)
    told_on = None if told is None else local_day(told.at, facts.zone)
    for clock in (c for h in state if isinstance(h.event, ev.Received) for c in h.event.clocks):
        rule = facts.book.clock_rules.by_id(clock.rule)
        deemed = rule and deemed_accepted_on(rule, clock, told_on, on)
        if deemed:
            return deemed
    return on


def _terms(matter: Matter, days: dict[str, int], on: date, facts: Facts) -> tuple[Clock, ...]:
    """The statutory term, and the promise where there is one (湖南省行政程序规定 80)."""
    law: tuple[Clock, ...] = ()
    if matter in _TERM:
        law = _start(_TERM[matter], on, facts, days["statutory_days"] or None)
    promise: tuple[Clock, ...] = ()
    if days["promised_days"]:
        promise = _start("PROMISE.DECIDE", on, facts, days["promised_days"], Basis.PROMISED)
    return law + promise


def _start(
    clock: str,
    on: date,
    facts: Facts,
    days: int | None = None,
    basis: Basis = Basis.STATUTORY,
) -> tuple[Clock, ...]:
    """The clock under the rule in force that day; none where no rule, length or calendar is
    known, so that the fact is recorded all the same.
    """
    rule = facts.book.rule(clock, on)
    if rule is None or facts.book.calendar is None or (days or 0) > MAX_DAYS:
        return ()
    try:
        return (start_clock(rule, on, facts.book.calendar, facts.zone, days=days, basis=basis),)
    except (CalendarError, ClockError):
        return ()


def _with_cards(state: State, event: ev.Accepted, asked: Asked, facts: Facts) -> ev.Accepted:
    """An acceptance with the instants its cards fall due."""
    if not event.clocks:
        return event
    dated = replace(event, card_profile=CARD_PROFILE)
    return replace(dated, cards=_cards(state, dated, asked, facts))


def _moved(
    state: State, event: ev.Paused | ev.Resumed | ev.Extended, asked: Asked, facts: Facts
) -> Event:
    """The event with the deadlines as they stand after it."""
    then = _after(state, event, asked)
    clocks = tuple(r.clock for r in running(then, facts.book) if r.ended_at is None and not r.step)
    return replace(event, clocks=clocks, cards=case_cards(then, facts.book))


def _cards(state: State, event: Event, asked: Asked, facts: Facts) -> CardTimes | None:
    return case_cards(_after(state, event, asked), facts.book)


def _after(state: Sequence[Happened], event: Event, asked: Asked) -> State:
    last = max((h.position for h in state), default=0)
    happened = Happened(id="", at=asked.occurred_at, position=last + 1, event=event)
    return with_event(state, happened)


CHAPTER: Chapter[State] = Chapter("case", (), decide, evolve, COMMANDS, EVENTS)

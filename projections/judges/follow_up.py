"""窗口未联系督办: a case that left the window is followed by somebody at it (要点 (十三))."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.case import events as ev
from domain.decider import Origin
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import END, CaseFile, Noted
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.terms import (
    due_words,
    late_from,
    missing_clock,
    of_event,
    told,
    within,
)
from projections.judges.words import entry, joined, moment

ABSENT = "FOLLOWUP_ABSENT"
ASSIGN, LOG = "follow_up_assign_working_days", "follow_up_log_working_days"
_LIMITS = {ASSIGN: "确定窗口跟踪人的期限", LOG: "窗口跟踪督办的间隔"}
_WINDOWS = (Origin.HALL_WINDOW, Origin.TOWN_CENTRE, Origin.VILLAGE_POINT)
_ENDS = ("decided_at", "not_accepted_at", "closed_at")


@dataclass(frozen=True, slots=True)
class Away:
    """A case out of the window's hands: the step by which it left, and when it was over."""

    file: CaseFile
    left: Noted
    over_at: datetime


@unless_voided
def follow_up_absent(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Somebody named in time, then an entry at least every so many working days while open."""
    intake = file.first(ev.Received, ev.Accepted)
    if intake is None or intake.origin not in _WINDOWS:
        return
    steps = file.all(ev.StepStarted, ev.StepFinished)
    left = next((step for step in steps if _is_away(step, file, world)), None)
    if left is None:
        return
    if not world.is_staff(intake.by):
        text = f"{told(left, file.zone)}，窗口人员派驻情况不明，是否已离开窗口不能判定。"
        yield of_event(ABSENT, Decision.UNDETERMINED, left, text)
        return
    over_at = min((file.slots[end] for end in _ENDS if file.slots[end] is not None), default=END)
    if over_at > left.at:
        yield from _followed(Away(file, left, over_at), world)


def _is_away(step: Noted, file: CaseFile, world: World) -> bool:
    return world.posting(step.by, file.day(step.at)) is None


def _followed(away: Away, world: World) -> Iterator[Verdict]:
    """What was late, and that nothing was until then."""
    on = away.file.day(away.left.at)
    limits = {name: world.book.limit(name, on) for name in (ASSIGN, LOG)}
    missing = [_LIMITS[name] for name, days in limits.items() if days is None]
    if missing or within(world, on, 0) is None:
        why = f"{joined(missing)}未公布，不能判定。" if missing else missing_clock(world)
        text = f"{told(away.left, away.file.zone)}，{why}"
        yield of_event(ABSENT, Decision.UNDETERMINED, away.left, text)
        return
    late = [
        verdict
        for verdict in (
            _unassigned(away, world, limits[ASSIGN] or 0),
            _unlogged(away, world, limits[LOG] or 0),
        )
        if verdict is not None
    ]
    since = min((verdict.since for verdict in late), default=None)
    if since is None or since > away.left.at:
        yield Verdict(
            code=ABSENT,
            decision=Decision.OK,
            since=away.left.at,
            until=since,
            explanation=f"{told(away.left, away.file.zone)}，"
            "确定窗口跟踪人、跟踪督办均未超过规定的时间。",
            positions=(away.left.position,),
        )
    yield from late


def _unassigned(away: Away, world: World, days: int) -> Verdict | None:
    """Nobody was named within the days; one named before the case left will do."""
    assigned = away.file.first(ev.FollowUpAssigned)
    named_at = END if assigned is None else assigned.at
    duty = f"应在{days}个工作日内确定窗口跟踪人"
    return _late(away, world, (away.left, days), named_at, duty)


def _unlogged(away: Away, world: World, days: int) -> Verdict | None:
    """The first gap between two entries, from the day somebody was named, that is too long."""
    assigned = away.file.first(ev.FollowUpAssigned)
    if assigned is None:
        return None
    begun = max(away.left, assigned, key=lambda each: each.at)
    logs = [log for log in away.file.all(ev.FollowUpLogged) if log.at >= begun.at]
    points = [begun, *logs]
    ends = [*(log.at for log in logs), END]
    duty = f"应至少每{days}个工作日登记一次窗口跟踪督办"
    found = (
        _late(away, world, (point, days), end, duty)
        for point, end in zip(points, ends, strict=True)
    )
    return next((verdict for verdict in found if verdict is not None), None)


def _late(
    away: Away, world: World, since: tuple[Noted, int], done_at: datetime, duty: str
) -> Verdict | None:
    """What was not done so many days after an event, unless the case was over by then."""
    (begun, days), file = since, away.file
    deadline = within(world, file.day(begun.at), days)
    lapse = END if deadline is None else late_from(deadline.due, file.zone)
    if deadline is None or min(done_at, away.over_at) < lapse:
        return None
    left = told(away.left, file.zone)
    return Verdict(
        code=ABSENT,
        decision=Decision.VIOLATION,
        since=lapse,
        explanation=f"{left}，办件已离开窗口；自{moment(begun.at, file.zone)}"
        f"（{entry(begun.position)}）起，{duty}，至{due_words(deadline)}没有记录，疑似窗口未联系督办。",
        about=(deadline.due.isoformat(),),
        positions=tuple(sorted({away.left.position, begun.position})),
    )


JUDGES = (Judge((ABSENT,), follow_up_absent),)

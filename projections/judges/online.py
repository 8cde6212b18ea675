"""网上预受理超期: an application made online is answered within the days set for it."""

from collections.abc import Iterator

from domain.case import events as ev
from domain.decider import Origin
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
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

LATE = "ONLINE_PREACCEPT_LATE"
LIMIT = "online_preaccept_working_days"
_ANSWERS = (ev.PreAccepted, ev.CorrectionNotified, ev.Accepted, ev.NotAccepted, ev.Closed)


@unless_voided
def preaccept_late(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Whatever the answer was, or that the case was closed before any."""
    if file.slots["origin"] != Origin.ONLINE:
        return
    received = file.first(ev.Received)
    if received is None or received.origin is not Origin.ONLINE:
        return
    on, what = file.day(received.at), told(received, file.zone)
    days = world.book.limit(LIMIT, on)
    deadline = None if days is None else within(world, on, days)
    if deadline is None:
        missing = "网上预受理的期限未公布，不能判定。" if days is None else missing_clock(world)
        yield of_event(LATE, Decision.UNDETERMINED, received, f"{what}，{missing}")
        return
    due = f"网上预受理期限{days}个工作日，届满日{due_words(deadline)}"
    lapse = late_from(deadline.due, file.zone)
    answer = next((a for a in file.all(*_ANSWERS) if a.at >= received.at), None)
    positions = (received.position, *((answer.position,) if answer else ()))
    if answer is None or answer.at < lapse:
        yield Verdict(
            code=LATE,
            decision=Decision.OK,
            since=received.at,
            until=None if answer else lapse,
            explanation=f"{what}，{due}，{_came(file, answer) or '尚未届满'}。",
            positions=positions,
        )
    if answer is None or answer.at >= lapse:
        came = _came(file, answer) or "届满后仍无答复记录"
        yield Verdict(
            code=LATE,
            decision=Decision.VIOLATION,
            since=lapse,
            explanation=f"{what}，{due}，{came}，疑似网上预受理超期。",
            positions=positions,
        )


def _came(file: CaseFile, answer: Noted | None) -> str:
    return told(answer, file.zone) if answer else ""


JUDGES = (Judge((LATE,), preaccept_late),)

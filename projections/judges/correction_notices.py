"""补正: told within five days, and all at once (许可法 32 paragraph 1 item 4)."""

from collections.abc import Iterator

from domain.case import events as ev
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
from projections.judge import Judge
from projections.judges.governed import is_licence, unless_voided
from projections.judges.terms import (
    Duty,
    by_term,
    missing_clock,
    of_event,
    terms,
    told,
)
from projections.judges.words import day, entry, joined

LATE, TWICE = "LIC_CORRECTION_LATE", "LIC_CORRECTION_TWICE"
CLOCK = "LIC.CORRECT_NOTICE"
_LAW = "《行政许可法》第三十二条第一款第（四）项"
_DUTY = Duty(LATE, "告知补正或者受理", "疑似补正告知超期")


@unless_voided
def correction_late(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Told, accepted or not accepted by the fifth day; otherwise accepted as of the receipt."""
    received = file.first(ev.Received)
    if received is None or not is_licence(file, world):
        return
    term = next(terms(file, world, lambda running: running.clock.clock == CLOCK), None)
    if term is None:
        text = f"{told(received, file.zone)}，告知补正的期限：{missing_clock(world)}"
        yield of_event(LATE, Decision.UNDETERMINED, received, text)
        return
    deemed = f"逾期不告知的，自收到申请材料之日（{day(term.clock.started_on)}）起即为受理。"
    yield from by_term(_DUTY, term, world, deemed)


@unless_voided
def correction_twice(file: CaseFile, world: World) -> Iterator[Verdict]:
    """A later notice names only what the first one did, or what was handed in since."""
    notices = file.all(ev.CorrectionNotified)
    if not notices or not is_licence(file, world):
        return
    first, *later = notices
    judged = [_later(file, first, notice) for notice in later]
    said = [verdict for verdict in judged if verdict is not None]
    yield from said
    if not said:
        text = f"{told(first, file.zone)}，此后没有要求补正首次未告知的材料。"
        yield of_event(TWICE, Decision.OK, first, text)


def _later(file: CaseFile, first: Noted, notice: Noted) -> Verdict | None:
    """None where nothing new is asked for; what caused the new cannot always be told."""
    handed_in = [
        each.event for each in file.all(ev.CorrectionReceived) if first.at <= each.at <= notice.at
    ]
    asked, received = set(first.event.materials), {m for e in handed_in for m in e.materials}
    new = [m for m in notice.event.materials if m not in asked and m not in received]
    again = told(notice, file.zone)
    if not first.event.materials or not notice.event.materials:
        end = "有一次告知没有列明材料，是否一次性告知不能判定。"
        return _said(Decision.UNDETERMINED, first, notice, f"{again}，{end}")
    if not new:
        return None
    what = f"{again}，要求补正首次告知（{entry(first.position)}）没有列明的{joined(new)}"
    if received - asked or not all(event.materials for event in handed_in):
        end = "是否由申请人其间提交的材料引起不能判定。"
        return _said(Decision.UNDETERMINED, first, notice, f"{what}，{end}")
    end = f"并非其间新提交的材料，疑似未一次性告知（{_LAW}）。"
    return _said(Decision.VIOLATION, first, notice, f"{what}，{end}")


def _said(decision: Decision, first: Noted, notice: Noted, text: str) -> Verdict:
    return Verdict(
        code=TWICE,
        decision=decision,
        since=notice.at,
        explanation=text,
        about=(notice.id,),
        positions=(first.position, notice.position),
    )


JUDGES = (Judge((LATE,), correction_late), Judge((TWICE,), correction_twice))

"""The licence law's smaller duties: vouchers, reasons, delivery, two who check (许可法 32-44)."""

from collections.abc import Iterator

from domain.case import events as ev
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
from projections.judge import Judge
from projections.judges.governed import grant, is_licence, unless_voided
from projections.judges.terms import (
    Duty,
    by_term,
    missing_clock,
    of_event,
    terms,
    told,
)
from projections.judges.words import joined

RECEIPT, NO_REASON = "LIC_NO_RECEIPT", "LIC_REFUSE_NO_REASON"
DELIVERY, CHECKERS = "LIC_DELIVER_LATE", "LIC_SINGLE_CHECKER"
TWO = 2
_DELIVERED = Duty(DELIVERY, "送达", "疑似送达超期")
# What names of steps show to be done on the spot 现场核查; others may be done on paper.
_ON_SITE = ("现场", "实地", "勘", "踏", "上门")


@unless_voided
def no_receipt(file: CaseFile, world: World) -> Iterator[Verdict]:
    """许可法 32 paragraph 2: a voucher with the dedicated seal and a date, accepted or not."""
    answer = file.first(ev.Accepted, ev.NotAccepted)
    if answer is None or not is_licence(file, world):
        return
    what, about = told(answer, file.zone), (answer.id,)
    if isinstance(answer.event, ev.NotAccepted):
        text = f"{what}，记录中没有书面凭证一项，是否出具不能判定。"
        yield of_event(RECEIPT, Decision.UNDETERMINED, answer, text, about)
        return
    lacking = [] if file.slots["receipt_no"] else ["凭证编号"]
    if not answer.event.sealed_voucher:
        lacking.append("加盖专用印章的书面凭证")
    if lacking:
        text = (
            f"{what}，没有{joined(lacking)}的记录，"
            "疑似未出具受理凭证（《行政许可法》第三十二条第二款）。"
        )
        yield of_event(RECEIPT, Decision.VIOLATION, answer, text, about)
    else:
        text = f"{what}，已出具加盖专用印章的书面凭证。"
        yield of_event(RECEIPT, Decision.OK, answer, text, about)


@unless_voided
def no_reason(file: CaseFile, world: World) -> Iterator[Verdict]:
    """许可法 38 paragraph 2 and 72: who is refused is told why, and where to turn."""
    slots = file.slots
    if not is_licence(file, world):
        return
    noes = [each for each in file.all(ev.NotAccepted, ev.Decided) if _is_no(each)]
    for answer in noes:
        lacking = [
            name
            for name, text in (("理由", answer.event.reason), ("救济途径", answer.event.remedy))
            if not text.strip()
        ]
        yield _reasoned(file, answer, lacking)
    if not noes and slots["close_kind"] in (ev.CloseKind.REFUSED, ev.CloseKind.NOT_ACCEPTED):
        closed = file.first(ev.Closed)
        assert closed is not None, "a kind of closing comes from a closing"
        text = (
            f"{told(closed, file.zone)}，以不予许可或者不予受理办结而没有决定的记录，"
            "理由和救济途径不能判定。"
        )
        yield of_event(NO_REASON, Decision.UNDETERMINED, closed, text, (closed.id,))


def _is_no(answer: Noted) -> bool:
    event = answer.event
    return isinstance(event, ev.NotAccepted) or event.result is ev.Result.REFUSED


def _reasoned(file: CaseFile, answer: Noted, lacking: list[str]) -> Verdict:
    what, about = told(answer, file.zone), (answer.id,)
    if not lacking:
        text = f"{what}，已说明理由并告知救济途径。"
        return of_event(NO_REASON, Decision.OK, answer, text, about)
    refused = isinstance(answer.event, ev.Decided)
    law = "第三十八条第二款" if refused else "第三十二条、第七十二条"
    sign = "疑似不予许可未说明理由或救济" if refused else "疑似不予受理未说明理由或救济"
    text = f"{what}，没有记载{joined(lacking)}，{sign}（《行政许可法》{law}）。"
    return of_event(NO_REASON, Decision.VIOLATION, answer, text, about)


@unless_voided
def deliver_late(file: CaseFile, world: World) -> Iterator[Verdict]:
    """许可法 44: what is granted is delivered within ten working days."""
    granted = grant(file)
    if granted is None or not is_licence(file, world):
        return
    term = next(terms(file, world, lambda running: running.started_by == granted.id), None)
    if term is None:
        text = f"{told(granted, file.zone)}，送达的期限：{missing_clock(world)}"
        yield of_event(DELIVERY, Decision.UNDETERMINED, granted, text, (granted.id,))
    else:
        yield from by_term(_DELIVERED, term, world, about=(granted.id,))


@unless_voided
def single_checker(file: CaseFile, world: World) -> Iterator[Verdict]:
    """许可法 34 paragraph 3: two or more check on the spot."""
    checks = [e for e in file.all(ev.StepFinished) if e.event.kind is ev.StepKind.CHECK]
    if not checks or not is_licence(file, world):
        return
    for check in checks:
        step, count = check.event.step, len(set(check.event.checkers))
        what, about = f"{told(check, file.zone)}“{step}”", (check.id,)
        if count >= TWO:
            text = f"{what}，核查人员{count}人。"
            yield of_event(CHECKERS, Decision.OK, check, text, about)
        elif count:
            text = (
                f"{what}，记录的核查人员仅1人，疑似核查不足两人（《行政许可法》第三十四条第三款）。"
            )
            yield of_event(CHECKERS, Decision.VIOLATION, check, text, about)
        elif any(word in step for word in _ON_SITE):
            text = f"{what}，没有记载核查人员，是否两人以上不能判定。"
            yield of_event(CHECKERS, Decision.UNDETERMINED, check, text, about)


JUDGES = (
    Judge((RECEIPT,), no_receipt),
    Judge((NO_REASON,), no_reason),
    Judge((DELIVERY,), deliver_late),
    Judge((CHECKERS,), single_checker),
)

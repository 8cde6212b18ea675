"""Over time: 超承诺时限, 超法定时限, 超期未公开说明理由, 承诺长于法定."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.case import events as ev
from domain.clocks import Basis, Clock
from domain.labels import label
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
from projections.explanation import UNITS
from projections.judge import Judge
from projections.judges.governed import grant, is_owed_by_law, listed, unless_voided
from projections.judges.terms import (
    Duty,
    Term,
    by_term,
    due_words,
    is_decision,
    missing_clock,
    of_basis,
    of_event,
    terms,
    told,
)

PROMISE, STATUTORY = "CLK_OVERDUE_PROMISE", "CLK_OVERDUE_STATUTORY"
UNEXPLAINED, LONGER = "CLK_OVERDUE_UNEXPLAINED", "CLK_PROMISE_GT_STATUTORY"
# 优化营商环境条例 is in force from this day.
EXPLAINED_SINCE = date(2020, 1, 1)
_EXPLAIN = "《优化营商环境条例》第三十六条第二款"
_PROMISED = Duty(PROMISE, "作出决定", "疑似超承诺时限")
_BY_LAW = Duty(STATUTORY, "作出决定", "疑似超法定时限")


@unless_voided
def overdue(file: CaseFile, world: World) -> Iterator[Verdict]:
    """The term to decide, by promise and by law; then whether a delay was explained in public."""
    accepted = file.first(ev.Accepted)
    if accepted is None:
        yield from _deemed(file, world)
        return
    run = list(terms(file, world, is_decision))
    promised, by_law = of_basis(run, Basis.PROMISED), of_basis(run, Basis.STATUTORY)
    if promised:
        yield from by_term(
            _PROMISED, promised, world, "超过承诺时限本身不等于违法。", (promised.clock.clock,)
        )
    else:
        yield from _unpromised(file, world, accepted, of_basis(run, Basis.GIVEN))
    if by_law:
        yield from by_term(_BY_LAW, by_law, world, _liability(file, by_law), (by_law.clock.clock,))
    elif is_owed_by_law(file, world):
        text = f"{told(accepted, file.zone)}，{missing_clock(world)}"
        yield of_event(STATUTORY, Decision.UNDETERMINED, accepted, text)
    yield from _unexplained(file, [term for term in (promised, by_law) if term and not term.kept])


def _deemed(file: CaseFile, world: World) -> Iterator[Verdict]:
    """许可法 32(4): accepted because nobody spoke in time, so that a term runs that none began."""
    asked = next(terms(file, world, lambda r: r.clock.clock == "LIC.CORRECT_NOTICE"), None)
    if asked is None or asked.kept or file.first(ev.NotAccepted, ev.Closed):
        return
    yield Verdict(
        code=STATUTORY,
        decision=Decision.UNDETERMINED,
        since=asked.late_from,
        explanation=f"{told(asked.began, file.zone)}，逾期未告知补正，自收到申请材料之日起即为受理"
        f"（{asked.clock.article}）；但没有受理记录，作出决定的期限无从计算，不能判定。",
        positions=asked.positions,
    )


def _unpromised(
    file: CaseFile, world: World, accepted: Noted, given: Term | None
) -> Iterator[Verdict]:
    """A deadline of the source's is late, or a promise is published, and neither is a promise."""
    if given and not given.kept:
        yield Verdict(
            code=PROMISE,
            decision=Decision.UNDETERMINED,
            since=given.late_from,
            explanation=f"来源系统给出的期限至{due_words(given.clock)}，"
            "未能按期办结；来源未说明该期限是承诺时限还是法定时限，不能判定。",
            positions=given.positions,
        )
    item = listed(file, world)
    if given is None and item is not None and item.promised_days:
        text = (
            f"{told(accepted, file.zone)}，事项公布的承诺时限为{item.promised_days}个工作日，"
            "本件没有记载承诺时限，不能判定。"
        )
        yield of_event(PROMISE, Decision.UNDETERMINED, accepted, text)


def _liability(file: CaseFile, term: Term) -> str:
    """许可法 74(2) needs an applicant who met the conditions, so one who was granted it."""
    if term.kept or grant(file) is None:
        return ""
    if not term.clock.clock.startswith("LIC."):
        return ""
    return "准予许可的决定逾期作出，是否适用《行政许可法》第七十四条第（二）项由有权机关认定。"


def _unexplained(file: CaseFile, late: Sequence[Term]) -> Iterator[Verdict]:
    """营商条例 36 paragraph 2: who is over time explains in public, from the first late instant."""
    term = min(late, key=lambda each: each.late_from, default=None)
    if term is None or file.day(term.late_from) < EXPLAINED_SINCE:
        return
    said = [each for each in file.all(ev.DelayExplained) if each.event.reason.strip()]
    explained = next((each for each in said if each.event.published_at), said[0] if said else None)
    clock, since = term.clock, term.late_from
    last = f"{label(clock.basis).zh}至{due_words(clock)}"
    if explained is None or explained.at > since:
        yield Verdict(
            code=UNEXPLAINED,
            decision=Decision.VIOLATION,
            since=since,
            until=None if explained is None else explained.at,
            explanation=f"{told(term.began, file.zone)}，{last}，届满后没有公开说明理由的记录，"
            f"疑似超期未公开说明理由（{_EXPLAIN}）。",
            about=(clock.clock,),
            positions=term.positions,
        )
    if explained is not None:
        yield _explained(file, term, explained, last)


def _explained(file: CaseFile, term: Term, explained: Noted, last: str) -> Verdict:
    """An explanation whose place of publication is not told may not have been public."""
    public = bool(explained.event.published_at)
    end = f"已公开说明理由（{_EXPLAIN}）。" if public else "未记载公布处，是否公开不能判定。"
    return Verdict(
        code=UNEXPLAINED,
        decision=Decision.OK if public else Decision.UNDETERMINED,
        since=max(term.late_from, explained.at),
        explanation=f"{last}，{told(explained, file.zone)}，{end}",
        about=(term.clock.clock,),
        positions=(*term.positions, explained.position),
    )


@unless_voided
def longer(file: CaseFile, world: World) -> Iterator[Verdict]:
    """湖南省行政程序规定 80: what is promised is no longer than what the law allows."""
    accepted = file.first(ev.Accepted)
    if accepted is None:
        return
    clocks: dict[Basis, Clock] = {clock.basis: clock for clock in accepted.event.clocks}
    promised, by_law = clocks.get(Basis.PROMISED), clocks.get(Basis.STATUTORY)
    if promised is None:
        return
    if by_law is None:
        if is_owed_by_law(file, world):
            text = f"{told(accepted, file.zone)}，法定时限：{missing_clock(world)}"
            yield of_event(LONGER, Decision.UNDETERMINED, accepted, text)
        return
    terms_told = (
        f"承诺时限{promised.length}{UNITS[promised.unit]}，"
        f"法定时限{by_law.length}{UNITS[by_law.unit]}"
    )
    if _is_longer(promised, by_law):
        text = f"{told(accepted, file.zone)}，{terms_told}，疑似承诺长于法定（{by_law.article}）。"
        yield of_event(LONGER, Decision.VIOLATION, accepted, text)
    else:
        yield of_event(LONGER, Decision.OK, accepted, f"{terms_told}，承诺不长于法定。")


def _is_longer(promised: Clock, by_law: Clock) -> bool:
    """Terms of one unit by their length, of two by where they end."""
    if promised.unit is by_law.unit:
        return promised.length > by_law.length
    return promised.due > by_law.due


JUDGES = (
    Judge((PROMISE, STATUTORY, UNEXPLAINED), overdue),
    Judge((LONGER,), longer),
)

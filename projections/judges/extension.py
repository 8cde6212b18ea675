"""违规延期: an extension that its rule does not allow (许可法 42, 湖南省行政程序规定 81)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.case import events as ev
from domain.case.timing import extension
from domain.clock_changes import extension_faults
from domain.clock_codes import ExtensionFault, Level
from domain.clocks import Basis, Clock, ClockRule
from domain.decider import Happened
from domain.labels import label
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.explanation import UNITS
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.terms import (
    Term,
    before,
    due_words,
    is_decision,
    late_from,
    of_basis,
    of_event,
    terms,
    told,
)
from projections.judges.words import day

INVALID = "CLK_EXT_INVALID"
_LEVELS = {level.value: level for level in Level}


@unless_voided
def extended(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each extension against the term to decide as it stood before it."""
    if file.first(ev.Extended) is None:
        return
    run = list(terms(file, world, is_decision))
    term = of_basis(run, Basis.STATUTORY, Basis.PROMISED)
    rule = world.book.clock_rules.by_id(term.clock.rule) if term else None
    for change in (each for each in file.history if isinstance(each.event, ev.Extended)):
        if term is None or rule is None:
            text = f"{told(change, file.zone)}，没有可核对的期限或期限规则，不能判定。"
            yield of_event(INVALID, Decision.UNDETERMINED, change, text, (change.id,))
        else:
            yield _judged(file, world, change, term, rule)


def _judged(file: CaseFile, world: World, change: Happened, term: Term, rule: ClockRule) -> Verdict:
    clock = before(file, term, change, world.book)
    faults = extension_faults(rule, clock, extension(change, clock.zone))
    what = f"{told(change, file.zone)}，延长{change.event.days}{UNITS[clock.unit]}"
    if not faults:
        decision, end = Decision.OK, f"期限至{due_words(term.clock)}。"
    elif faults == (ExtensionFault.APPROVER_TOO_LOW,) and not change.event.approver_level:
        decision, end = Decision.UNDETERMINED, "没有记载批准人级别，不能判定。"
    else:
        told_faults = "；".join(_words(fault, change, clock, rule) for fault in faults)
        decision, end = Decision.VIOLATION, f"{told_faults}；疑似违规延期（{rule.citation}）。"
    return Verdict(
        code=INVALID,
        decision=decision,
        since=_since(change, clock, faults),
        explanation=f"{what}，{end}",
        about=(change.id,),
        positions=(term.began.position, change.position),
    )


def _since(change: Happened, clock: Clock, faults: Sequence[ExtensionFault]) -> datetime:
    """The applicant may be told the reason until the last lawful day."""
    if faults == (ExtensionFault.NOT_TOLD,):
        return max(change.at, late_from(clock.due, clock.zone))
    return change.at


def _words(fault: ExtensionFault, change: Happened, clock: Clock, rule: ClockRule) -> str:
    """A fault as an officer would write it, with what the rule asks for."""
    allowed, event = rule.extension, change.event
    if allowed is not None and fault is ExtensionFault.TOO_LONG:
        return f"{label(fault).zh}{allowed.max_days}{UNITS[clock.unit]}"
    if allowed is not None and fault is ExtensionFault.APPROVER_TOO_LOW:
        level = _LEVELS.get(event.approver_level)
        by = label(level).zh if level else event.approver_level or "没有记载"
        return f"应由{label(allowed.approver).zh}批准，记录的批准人级别：{by}"
    if fault in (ExtensionFault.AFTER_DEADLINE, ExtensionFault.NOT_TOLD):
        return f"{label(fault).zh}（期限至{day(clock.due)}）"
    return label(fault).zh


JUDGES = (Judge((INVALID,), extended),)

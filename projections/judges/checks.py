"""Decisions without a check, or by whoever checked: REC_NO_CHECK, REC_SAME_PERSON."""

from collections.abc import Iterator, Mapping, Sequence

from domain.case.events import StepKind
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.recording import (
    by,
    day_of,
    firsts,
    happened,
    is_nobody,
    listed_on,
    precedes,
    source_of,
    told,
)
from projections.judges.words import entries, joined
from projections.marks import AT, DATA, ID, POSITION, TYPE, Mark
from projections.silence import silent

NO_CHECK, SAME_PERSON = "REC_NO_CHECK", "REC_SAME_PERSON"
_CHECKS = (StepKind.CHECK.value, StepKind.REVIEW.value)
_UNSAID = (None, StepKind.OTHER.value)


@unless_voided
def no_check(file: CaseFile, world: World) -> Iterator[Verdict]:
    """A decision before which nobody checked or reviewed anything (许可法 34)."""
    decided = firsts(file).get("case.decided")
    if decided is None:
        return
    item = listed_on(file, world, day_of(decided[AT], file))
    if item is not None and not item.needs_check:
        return
    before = [(mark, precedes(mark, decided, file)) for mark in _steps(file)]
    checks = [mark for mark, is_before in before if is_before and _is_check(mark)]
    if checks:
        yield _of(NO_CHECK, decided, Decision.OK, "决定之前有审核、核查环节的记录。")
        return
    missing, waits = _missing(decided, file, world, before)
    begun = f"{told(decided, file.zone)}，此前没有审核、核查环节的记录，"
    if item is None or missing:
        text = f"{begun}但{missing or '事项当日未编入目录，是否需要审查不明'}，不能判定。"
        yield _of(NO_CHECK, decided, Decision.UNDETERMINED, text, waits)
        return
    text = f"{begun}疑似未经审查作出决定（《行政许可法》第三十四条第一款）。"
    rests_on = (world.position_of(item),)
    yield _of(NO_CHECK, decided, Decision.VIOLATION, text, rests_on=rests_on)


def _missing(
    decided: Mark, file: CaseFile, world: World, before: list[tuple[Mark, bool | None]]
) -> tuple[str, tuple[str, ...]]:
    """What of the case would have to be known to call it a sign, and the feed it waits for."""
    source = source_of(file)
    if source and silent(world, source, day_of(decided[AT], file)):
        return f"数据源 {source} 自当日起未再报送", (source,)
    if any(is_before and mark[DATA].get("kind") in _UNSAID for mark, is_before in before):
        return "此前有环节未注明性质", ()
    if any(is_before is None and _is_check(mark) for mark, is_before in before):
        return "审核、核查与决定同日而来源只记到日", ()
    return "", ()


@unless_voided
def same_person(file: CaseFile, world: World) -> Iterator[Verdict]:
    """A decision by one who had checked or reviewed the same case."""
    decided = firsts(file).get("case.decided")
    if decided is None:
        return
    checks = [mark for mark in _steps(file) if _is_check(mark)]
    person, on = by(decided), day_of(decided[AT], file)
    item = listed_on(file, world, on)
    if not checks or (item is not None and not item.needs_check):
        return
    own = [mark for mark in checks if person in _checkers(mark)]
    unknown = [
        mark
        for mark in (decided, *checks)
        if any(is_nobody(world, each, on) for each in _checkers(mark))
    ]
    if own and decided not in unknown:
        acts = joined(told(mark, file.zone) for mark in own)
        text = f"{told(decided, file.zone)}与{acts}均由 {person} 办理，疑似审查与决定一人包办。"
        dims = {"person": person}
        yield _of(SAME_PERSON, decided, Decision.VIOLATION, text, others=own, dims=dims)
    elif unknown:
        positions = entries(mark[POSITION] for mark in unknown)
        text = f"{positions}未注明办理人，审查与决定是否为同一人不能判定。"
        yield _of(SAME_PERSON, decided, Decision.UNDETERMINED, text, others=unknown)
    else:
        yield _of(SAME_PERSON, decided, Decision.OK, "审查与决定由不同的人办理。")


def _steps(file: CaseFile) -> list[Mark]:
    return [mark for mark in file.marks if mark[TYPE] == "case.step_finished"]


def _is_check(mark: Mark) -> bool:
    """Whether a step was a check or a review; on-site checkers are of no other."""
    return mark[DATA].get("kind") in _CHECKS or bool(mark[DATA].get("checkers"))


def _checkers(mark: Mark) -> list[str]:
    """Who did a step: the checkers of an on-site check, else one person."""
    return [*mark[DATA].get("checkers", ())] or [by(mark)]


def _of(
    code: str,
    decided: Mark,
    decision: Decision,
    explanation: str,
    waits: tuple[str, ...] = (),
    others: Sequence[Mark] = (),
    rests_on: tuple[int, ...] = (),
    dims: Mapping[str, str] | None = None,
) -> Verdict:
    """What is said of a decision, from when it and what it is compared with had happened."""
    compared = (decided, *others)
    return Verdict(
        code=code,
        decision=decision,
        since=max(happened(mark) for mark in compared),
        explanation=explanation,
        about=(decided[ID],),
        positions=(*sorted({mark[POSITION] for mark in compared}), *rests_on),
        waits=waits,
        dims=dims,
    )


JUDGES = (Judge((NO_CHECK,), no_check), Judge((SAME_PERSON,), same_person))

"""环节超时: a step that has a term of its own came late, though the whole may not be."""

from collections.abc import Iterator

from domain.case.timing import Running
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.terms import (
    Duty,
    by_term,
    terms,
)

STEP = "CLK_STEP_OVERDUE"


@unless_voided
def step_overdue(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each step by its own clock; one that has none has no limit to exceed."""
    run = list(terms(file, world, _is_step))
    late = [term for term in run if not term.kept]
    for term in late:
        name = term.began.event.step
        duty = Duty(STEP, "环节完成", f"环节“{name}”疑似超时")
        yield from by_term(duty, term, world, about=(term.began.id,))
    if run and not late:
        yield Verdict(
            code=STEP,
            decision=Decision.OK,
            since=run[0].began.at,
            explanation=f"有期限的{len(run)}个环节均在期限内完成。",
            positions=tuple(sorted({n for term in run for n in term.positions})),
        )


def _is_step(running: Running) -> bool:
    return bool(running.step)


JUDGES = (Judge((STEP,), step_overdue),)

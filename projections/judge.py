"""A judge as the engine sees it: which codes it answers for, and a pure function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from domain.verdict import Verdict
from domain.world import World

Judging = Callable[[Any, World], Iterable[Verdict]]


@dataclass(frozen=True, slots=True)
class Judge:
    """One decidable rule of the catalogue.

    `judge(candidate, world)` looks at nothing else and knows no present: what a deadline of the
    future will bring it says now, with the `since` from which it holds. So its verdicts, filtered
    by `holds(as_of)`, are those at `as_of`, for a candidate of which everything had happened by
    then. It yields violations, what it cannot tell, and OK with its reason where a rule applied;
    nothing where the rule does not concern the candidate.
    """

    codes: tuple[str, ...]
    judge: Judging

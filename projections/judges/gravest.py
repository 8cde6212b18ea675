"""One verdict of several: where a case shows the same sign more than once, it is one sign."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.verdict import Decision, Verdict

_ORDER = (Decision.VIOLATION, Decision.UNDETERMINED, Decision.OK)


def gravest(found: Iterable[Verdict]) -> Iterator[Verdict]:
    """The first of the gravest decision, resting on the positions of all that say the same."""
    verdicts = list(found)
    for decision in _ORDER:
        same = [each for each in verdicts if each.decision is decision]
        if same:
            positions = {position for each in same for position in each.positions}
            yield replace(_first(same), positions=tuple(sorted(positions)))
            return


def _first(same: list[Verdict]) -> Verdict:
    first = min(same, key=lambda each: (each.since, each.positions))
    if len(same) == 1:
        return first
    return replace(first, explanation=f"{first.explanation}同类情形共 {len(same)} 次。")

"""Signs by unit as bars: red, yellow and notice as parts of the longest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from domain.verdict import Decision, Severity
from web.bars import Bar, parts


def sign_bars(rows: Iterable[Mapping[str, Any]]) -> tuple[Bar, ...]:
    """Units by their signs, the most first; what cannot be told has no grade and is the rest."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        graded = row["decision"] == Decision.VIOLATION
        counted[row["unit"]][row["severity"] if graded else Severity.NOTICE] += 1
    numbers = [
        (unit, found[Severity.RED], found[Severity.YELLOW], found[Severity.NOTICE])
        for unit, found in counted.items()
    ]
    numbers.sort(key=lambda each: (-sum(each[1:]), -each[1], each[0]))
    longest = max((sum(each[1:]) for each in numbers), default=0)
    return tuple(Bar(*each, parts(each[1:], longest)) for each in numbers)

"""REC_CORRECTED_OFTEN 频繁更正: a unit that corrects what terms rest on again and again."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from domain.verdict import Decision, Verdict
from domain.world import World
from ledger.canonical import parse_instant
from projections.group import Group
from projections.judge import Judge
from projections.judges.recording import CLOCK_TYPES
from projections.judges.words import entries

CODE = "REC_CORRECTED_OFTEN"
LIMIT = "corrected_often_count"
Made = list[tuple[datetime, int]]


def corrected_often(group: Group, world: World) -> Iterator[Verdict]:
    """Each local month with its corrections of clock facts."""
    for month, made in sorted(_by_month(group).items()):
        yield _of_month(month, sorted(made), group.key, world)


def _by_month(group: Group) -> dict[str, Made]:
    found: dict[str, Made] = defaultdict(list)
    for file in group.cases:
        for at, position, restated in file.corrections:
            if restated in CLOCK_TYPES:
                moment = parse_instant(at)
                found[f"{file.day(moment):%Y-%m}"].append((moment, position))
    return found


def _of_month(month: str, made: Made, unit: str, world: World) -> Verdict:
    """The unit's month: a sign from the first correction beyond the limit."""
    first = date.fromisoformat(f"{month}-01")
    limit = world.book.limit(LIMIT, first)
    since = made[0][0]
    if limit is None:
        decision, rest = Decision.UNDETERMINED, f"规则中未公布阈值 {LIMIT}，不能判定。"
    elif len(made) <= limit:
        decision, rest = Decision.OK, f"未超过{limit}次。"
    else:
        decision, rest = Decision.VIOLATION, f"超过{limit}次，疑似频繁更正。"
        since = made[limit][0]
    listed = entries(position for _, position in made)
    return Verdict(
        code=CODE,
        decision=decision,
        since=since,
        explanation=f"{unit} {first.year}年{first.month}月更正影响期限的记录{len(made)}次"
        f"（{listed}），{rest}",
        about=(month,),
        positions=tuple(position for _, position in made),
    )


JUDGES = (Judge((CODE,), corrected_often),)

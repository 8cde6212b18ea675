"""Cases of a department's own system that the hall does not know 双系统未交换 (要点（十八）)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.feed import Declared
from domain.verdict import Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.exchange import UNEXCHANGED, Kept, judged, window_of
from projections.marks import POSITION
from projections.matching import Lane, Lanes, is_open, matched


def unexchanged(group: Group, world: World) -> Iterator[Verdict]:
    """DT_UNEXCHANGED of a department's cases; one that names a shared number is judged there."""
    if not world.of(Declared):
        return
    lanes = Lanes(world)
    for case in group.cases:
        if lanes.of_register(case) is Lane.DEPT and case.slots["shared_no"] in ("", group.key):
            hall = [each for each in group.cases if lanes.of(each) is Lane.HALL]
            yield from _case(case, hall, world)


def _case(case: CaseFile, hall: Sequence[CaseFile], world: World) -> Iterator[Verdict]:
    kept = _kept(case)
    window = window_of(world, kept)
    if any(_knows(each, case, window.until) for each in hall):
        return
    ending = "大厅没有同一事项的办件，疑似双系统未交换（要点（十三））。"
    yield judged(UNEXCHANGED, kept, ending, world)


def _knows(hall: CaseFile, case: CaseFile, until: datetime | None) -> bool:
    """Whether the hall's case is this matter: begun in time, and not over before it."""
    if matched(hall, case) is None:
        return False
    theirs = hall.slots
    in_time = until is None or theirs["first_at"] < until
    return in_time and (is_open(hall) or theirs["last_at"] >= case.slots["first_at"])


def _kept(case: CaseFile) -> Kept:
    slots, position = case.slots, case.marks[0][POSITION]
    first = slots["first_at"]
    text = (
        f"{words.entry(position)}：部门业务系统{words.moment(first, case.zone)}已有办件 "
        f"{case.stream}"
    )
    return Kept(slots, case.day(first), first, position, (case.stream,), text)


JUDGES = (Judge((UNEXCHANGED,), unexchanged),)

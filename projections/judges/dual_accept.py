"""两头受理: a unit accepts one item at the hall and at its own office in the same month."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.catalogue import ExemptionKind
from domain.decider import Origin
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import ACCEPTED, Act, acts
from projections.marks import ORIGIN, TYPE

CODE = "DT_DUAL_ACCEPT"
HALL, OFFICE, UNKNOWN = (
    origin.value for origin in (Origin.HALL_WINDOW, Origin.DEPT_OFFICE, Origin.UNKNOWN)
)


def dual_accept(group: Group, world: World) -> Iterator[Verdict]:
    """DT_DUAL_ACCEPT for every local month with acceptances at an office; `about` is the month."""
    if not any(_accepted_at_office(file) for file in group.cases):
        return
    months: dict[str, list[tuple[Act, CaseFile]]] = defaultdict(list)
    for file in group.cases:
        for act in acts(file, {ACCEPTED}):
            months[f"{act.day:%Y-%m}"].append((act, file))
    for month, accepted in sorted(months.items()):
        yield from _month(month, accepted, world)


def _accepted_at_office(file: CaseFile) -> bool:
    return any(mark[TYPE] == ACCEPTED and mark[ORIGIN] == OFFICE for mark in file.marks)


def _month(month: str, accepted: Sequence[tuple[Act, CaseFile]], world: World) -> Iterator[Verdict]:
    hall = [act for act, _ in accepted if act.origin == HALL]
    unknown = [act for act, _ in accepted if act.origin == UNKNOWN]
    office = [(act, file) for act, file in accepted if act.origin == OFFICE]
    owed = [act for act, file in office if not _exempt(act, file, world)]
    if not office or not (hall or unknown):
        return
    if not owed:
        ending = "单位办公室受理的均有有效的例外，未发现问题。"
        yield _verdict(month, Decision.OK, [*hall, *unknown], [act for act, _ in office], ending)
    elif not hall:
        ending = f"另有{len(unknown)}件受理地点不明，不能判定是否两头受理。"
        yield _verdict(month, Decision.UNDETERMINED, unknown, owed, ending)
    else:
        share = 100 * len(owed) / (len(owed) + len(hall))
        ending = (
            f"大厅窗口受理{len(hall)}件、单位办公室受理{len(owed)}件，"
            f"后者占{share:.1f}%，疑似两头受理（要点（十三））。"
        )
        yield _verdict(month, Decision.VIOLATION, hall, owed, ending)


def _exempt(act: Act, file: CaseFile, world: World) -> bool:
    slots = file.slots
    kind = ExemptionKind.OFFHALL
    return world.exemption(kind, slots["unit"], slots["item"], act.day) is not None


def _verdict(
    month: str, decision: Decision, inside: Sequence[Act], outside: Sequence[Act], ending: str
) -> Verdict:
    """It rests on the first acceptance of the one side and on all of the other."""
    first, away = (min(side, key=lambda act: (act.at, act.position)) for side in (inside, outside))
    year, number = month.split("-")
    return Verdict(
        code=CODE,
        decision=decision,
        since=max(first.at, away.at),
        explanation=f"{year}年{int(number)}月同一事项在两处受理：{words.entry(first.position)}、"
        f"{words.entries(act.position for act in outside)}。{ending}",
        about=(month,),
        positions=(first.position, *(act.position for act in outside)),
    )


JUDGES = (Judge((CODE,), dual_accept),)

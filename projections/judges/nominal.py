"""明进暗不进: a unit whose cases close in the hall while all that matters is done elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.case import events as ev
from domain.decider import Origin
from domain.lateness import lawful_until
from domain.organisation import Power
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import Act, acts

CODE, LIMIT = "DT_NOMINAL_ENTRY", "nominal_entry_count"
STEPS = frozenset({ev.StepFinished.TYPE, ev.Decided.TYPE})
KINDS = frozenset({ev.StepKind.REVIEW.value, ev.StepKind.DECIDE.value})


def nominal(group: Group, world: World) -> Iterator[Verdict]:
    """DT_NOMINAL_ENTRY of a unit in a local quarter, said when the quarter is over."""
    unit, _, quarter = group.key.rpartition("|")
    last = _last_day(quarter)
    closed = [file for file in group.cases if _closed_in(file, quarter)]
    least = world.book.limit(LIMIT, last)
    if not closed or (least is not None and len(closed) < least):
        return
    decision, text, rests = (
        (Decision.UNDETERMINED, f"没有公布阈值 {LIMIT}，不能判定。", [])
        if least is None
        else _judged(unit, closed, last, world)
    )
    year, number = quarter.split("-Q")
    yield Verdict(
        code=CODE,
        decision=decision,
        since=lawful_until(last, world.zone),
        explanation=f"{unit}{year}年第{number}季度在大厅办结{len(closed)}件。{text}",
        positions=tuple(act.position for act in rests or _closings(closed)),
        about=(quarter,),
        dims={"unit": unit},
    )


def _judged(
    unit: str, closed: Sequence[CaseFile], last: date, world: World
) -> tuple[Decision, str, list[Act]]:
    """By who reviewed and decided, then by whether anybody there might decide at all."""
    idle = _unauthorised(unit, closed, last, world)
    if idle:
        text = f"窗口办结事项“{words.joined(idle)}”在窗口没有有效的决定授权，疑似明进暗不进"
        return Decision.VIOLATION, f"{text}（要点（十三））。", []
    steps = [act for file in closed for act in _deciding(file)]
    posted = next((act for act in steps if _posted(act, world)), None)
    if posted:
        return Decision.OK, f"{words.entry(posted.position)}由进驻人员办理，未发现问题。", [posted]
    if world.unit(unit, last) is None:
        return Decision.UNDETERMINED, "单位没有登记，不能判定由谁审核、决定。", []
    nameless = [act for act in steps if not act.data.get("by")]
    if nameless or not steps:
        which = words.entries(act.position for act in nameless) if steps else "全部办件"
        return Decision.UNDETERMINED, f"{which}没有写明由谁审核、决定，不能判定。", nameless
    text = f"{len(steps)}个审核、决定环节没有一个由进驻人员办理，疑似明进暗不进（要点（十三））。"
    return Decision.VIOLATION, text, steps


def _unauthorised(unit: str, closed: Sequence[CaseFile], last: date, world: World) -> list[str]:
    """The items to be decided at the window for which nobody there may decide."""
    return [
        name
        for name in sorted({file.slots["item"] for file in closed})
        if (item := world.item(name, unit))
        and (version := item.version(last))
        and version.window_decides
        and world.unit(unit, last) is not None
        and world.authority(unit, name, Power.DECIDE, last) is None
    ]


def _deciding(file: CaseFile) -> list[Act]:
    return [
        act
        for act in acts(file, STEPS)
        if act.type == ev.Decided.TYPE or act.data.get("kind") in KINDS
    ]


def _posted(act: Act, world: World) -> bool:
    by = act.data.get("by", "")
    return bool(by) and world.posting(by, act.day) is not None


def _closed_in(file: CaseFile, quarter: str) -> bool:
    slots = file.slots
    if slots["closed_at"] is None or slots["origin"] != Origin.HALL_WINDOW:
        return False
    day = file.day(slots["closed_at"])
    return f"{day.year}-Q{(day.month + 2) // 3}" == quarter


def _last_day(quarter: str) -> date:
    year, number = map(int, quarter.split("-Q"))
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return after - timedelta(days=1)


def _closings(closed: Sequence[CaseFile]) -> list[Act]:
    return [acts(file, {ev.Closed.TYPE})[0] for file in closed]


JUDGES = (Judge((CODE,), nominal),)

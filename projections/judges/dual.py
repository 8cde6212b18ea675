"""一事两头收: one matter accepted through two doors at a time, or twice through one."""

# A matter is judged in the group of the number that its cases share, and, where at least one of
# two cases names none, in the group of their applicant and item; so no two are judged twice.

from collections.abc import Iterator

from domain.catalogue import ExemptionKind
from domain.decider import Origin
from domain.labels import label
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.presence import allowed
from projections.marks import POSITION
from projections.matching import By, Lane, Lanes, matched, side_by_side

DUAL, DUP = "DT_DUAL_CASE", "DUP_CASE"
_WORDS = {By.SHARED_NO: "共同编号相同", By.SUBJECT_ITEM: "申请人、事项相同"}


def dual(group: Group, world: World) -> Iterator[Verdict]:
    """DT_DUAL_CASE and DUP_CASE for every two cases of the group that were open together."""
    if len(group.cases) < 2:
        return
    lanes = Lanes(world)
    for earlier, later in side_by_side(group.cases):
        by = matched(earlier, later)
        if by is None or (by is By.SHARED_NO and later.slots["shared_no"] != group.key):
            continue
        mine, theirs = lanes.of(earlier), lanes.of(later)
        if mine is theirs and mine is not Lane.NONE:
            yield _twice(earlier, later, by, world)
        else:
            yield _two_doors(earlier, later, by, {mine, theirs}, world)


def _two_doors(
    earlier: CaseFile, later: CaseFile, by: By, doors: set[Lane], world: World
) -> Verdict:
    if Lane.NONE in doors:
        ending = "收件地点不明，不能判定是否两头受理。"
        return _verdict(DUAL, Decision.UNDETERMINED, earlier, later, by, ending)
    dept = later if Lanes(world).of(later) is Lane.DEPT else earlier
    slots = dept.slots
    day = dept.day(slots["first_at"])
    exemption = world.exemption(ExemptionKind.OFFHALL, slots["unit"], slots["item"], day)
    dims = {"unit": slots["unit"]} if slots["unit"] else None
    if exemption:
        positions = (world.position_of(exemption),)
        ending = f"单位一侧{allowed(exemption, world)}，未发现问题。"
        return _verdict(DUAL, Decision.OK, earlier, later, by, ending, positions, dims)
    ending = "疑似一事两头收（要点（十三））。"
    return _verdict(DUAL, Decision.VIOLATION, earlier, later, by, ending, (), dims)


def _twice(earlier: CaseFile, later: CaseFile, by: By, world: World) -> Verdict:
    if earlier.slots["duplicate"] or later.slots["duplicate"]:
        return _verdict(DUP, Decision.OK, earlier, later, by, "已按重复件处理。")
    return _verdict(DUP, Decision.VIOLATION, earlier, later, by, "疑似重复办件。")


def _verdict(
    code: str,
    decision: Decision,
    earlier: CaseFile,
    later: CaseFile,
    by: By,
    ending: str,
    positions: tuple[int, ...] = (),
    dims: dict[str, str] | None = None,
) -> Verdict:
    streams = sorted((earlier.stream, later.stream))
    return Verdict(
        code=code,
        decision=decision,
        since=later.slots["first_at"],
        explanation=f"{_WORDS[by]}的两件办件同时在办：{_told(earlier)}、{_told(later)}。{ending}",
        about=tuple(streams),
        positions=(earlier.marks[0][POSITION], later.marks[0][POSITION], *positions),
        dims=dims,
    )


def _told(file: CaseFile) -> str:
    """第 5 号记录（2016年4月29日 09:05 起，大厅窗口）."""
    slots = file.slots
    place = label(Origin(slots["origin"] or Origin.UNKNOWN)).zh
    began = words.moment(slots["first_at"], file.zone)
    return f"{words.entry(file.marks[0][POSITION])}（{began}起，{place}）"


JUDGES = (Judge((DUAL, DUP), dual),)

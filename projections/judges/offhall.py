"""What a case did outside the hall though its item is handled there 双轨运行 (要点（十三）)."""

from collections.abc import Iterator

from domain.case import events as ev
from domain.catalogue import ExemptionKind
from domain.decider import Origin
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.case_acts import INTAKE, Act, acts, has, told
from projections.judges.gravest import gravest
from projections.judges.presence import Hall, Presence, presence
from projections.marks import ORIGIN, TYPE

OFFICE = Origin.DEPT_OFFICE.value
CENTRES = frozenset({Origin.TOWN_CENTRE.value, Origin.VILLAGE_POINT.value})
# They tell who wrote the act down, not where the applicant stood.
PLACELESS = frozenset({Origin.UNKNOWN.value, Origin.SYSTEM.value, Origin.SUPERVISOR.value})
ELSEWHERE = CENTRES | PLACELESS | {OFFICE}
REDIRECTED = frozenset({ev.Redirected.TYPE})
SEALED = frozenset({ev.SealUsed.TYPE})


def offhall_intake(file: CaseFile, world: World) -> Iterator[Verdict]:
    """DT_OFFHALL_INTAKE: online, by post and by hotline are doors of the hall; a centre is one
    where the item was handed down.
    """
    if any(mark[ORIGIN] in ELSEWHERE and mark[TYPE] in INTAKE for mark in file.marks):
        taken = [act for act in acts(file, INTAKE) if act.origin in ELSEWHERE]
        yield from gravest(_intake(act, file, world) for act in taken)


def _intake(act: Act, file: CaseFile, world: World) -> Verdict:
    found = presence(file.slots, world, act.day, ExemptionKind.OFFHALL)
    if found.hall is Hall.IN and act.origin in CENTRES:
        return _at_centre(act, file, world, found)
    if found.hall is Hall.IN and act.origin in PLACELESS:
        ending = "收件地点不明，不能判定是否在大厅外受理。"
        return _verdict("DT_OFFHALL_INTAKE", Decision.UNDETERMINED, act, file, found, ending)
    return _by_presence("DT_OFFHALL_INTAKE", act, file, found, "疑似大厅外受理（要点（十三））。")


def _at_centre(act: Act, file: CaseFile, world: World, found: Presence) -> Verdict:
    item = world.item(file.slots["item"], file.slots["unit"])
    handed = item.delegated if item else None
    if handed is not None and handed.on <= act.day:
        decision, ending = Decision.OK, f"事项已按{handed.document or '下放决定'}下放，可以收件。"
    else:
        decision = Decision.UNDETERMINED
        ending = "没有当日已下放的记录，不能判定该中心可否收件。"
    return _verdict("DT_OFFHALL_INTAKE", decision, act, file, found, ending)


def returned(file: CaseFile, world: World) -> Iterator[Verdict]:
    """DT_RETURN_TO_DEPT: the applicant is sent to the office of an item that is in the hall."""
    if has(file, REDIRECTED):
        yield from gravest(_return(act, file, world) for act in _sent_away(file))


def _sent_away(file: CaseFile) -> list[Act]:
    asked = {OFFICE, Origin.UNKNOWN.value, ""}
    return [act for act in acts(file, REDIRECTED) if act.data.get("to_origin", "") in asked]


def _return(act: Act, file: CaseFile, world: World) -> Verdict:
    found = presence(file.slots, world, act.day, ExemptionKind.OFFHALL)
    if found.hall is Hall.IN and act.data.get("to_origin") != OFFICE:
        ending = "没有写明要求申请人到何处办理，不能判定。"
        return _verdict("DT_RETURN_TO_DEPT", Decision.UNDETERMINED, act, file, found, ending)
    ending = "申请人被要求到单位办公室办理，疑似要求回原单位办（要点（十三））。"
    return _by_presence("DT_RETURN_TO_DEPT", act, file, found, ending)


def sealed_outside(file: CaseFile, world: World) -> Iterator[Verdict]:
    """DT_SEAL_OUTSIDE: only where the item is to be decided at the window."""
    if has(file, SEALED):
        used = [act for act in acts(file, SEALED) if act.origin != Origin.HALL_WINDOW]
        yield from gravest(
            _seal(act, file, world) for act in used if _decided_at_window(act, file, world)
        )


def _decided_at_window(act: Act, file: CaseFile, world: World) -> bool:
    """True as well where nothing is known of the item: then nothing can be said."""
    item = world.item(file.slots["item"], file.slots["unit"])
    version = item.version(act.day) if item else None
    return version is None or version.window_decides


def _seal(act: Act, file: CaseFile, world: World) -> Verdict:
    found = presence(file.slots, world, act.day, ExemptionKind.SEAL)
    item = world.item(file.slots["item"], file.slots["unit"])
    if found.hall is Hall.IN and (item is None or item.version(act.day) is None):
        ending = "事项当日没有有效版本，不能判定是否应在窗口办结。"
        return _verdict("DT_SEAL_OUTSIDE", Decision.UNDETERMINED, act, file, found, ending)
    if found.hall is Hall.IN and act.origin in PLACELESS:
        ending = "用印地点不明，不能判定。"
        return _verdict("DT_SEAL_OUTSIDE", Decision.UNDETERMINED, act, file, found, ending)
    ending = "事项应在窗口办结，疑似印章不到位（要点（十三））。"
    return _by_presence("DT_SEAL_OUTSIDE", act, file, found, ending)


def _by_presence(code: str, act: Act, file: CaseFile, found: Presence, ending: str) -> Verdict:
    match found.hall:
        case Hall.IN:
            return _verdict(code, Decision.VIOLATION, act, file, found, ending)
        case Hall.UNKNOWN:
            return _verdict(code, Decision.UNDETERMINED, act, file, found, "不能判定。")
        case _:
            return _verdict(code, Decision.OK, act, file, found, "未发现问题。")


def _verdict(
    code: str, decision: Decision, act: Act, file: CaseFile, found: Presence, ending: str
) -> Verdict:
    return Verdict(
        code=code,
        decision=decision,
        since=act.at,
        explanation=f"{told(act, file.zone)}：{found.text}。{ending}",
        positions=(act.position, *found.positions),
    )


JUDGES = (
    Judge(("DT_OFFHALL_INTAKE",), offhall_intake),
    Judge(("DT_RETURN_TO_DEPT",), returned),
    Judge(("DT_SEAL_OUTSIDE",), sealed_outside),
)

"""WINDOW_NO_AUTHORITY 越权或者无授权办理: powers used at a window that its unit did not give it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from domain.case.events import StepKind
from domain.decider import Origin
from domain.organisation import Power
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.recording import by, day_of, happened, is_nobody, told
from projections.judges.words import entries, joined
from projections.marks import AT, DATA, ID, ORIGIN, POSITION, TYPE, Mark

CODE = "WINDOW_NO_AUTHORITY"
_HALL = Origin.HALL_WINDOW.value
# 收件 is nobody's power; a refusal to accept takes the power to accept (许可法 32).
_POWERS: Mapping[str, Power] = {
    "case.accepted": Power.ACCEPT,
    "case.not_accepted": Power.ACCEPT,
    "case.decided": Power.DECIDE,
    "case.seal_used": Power.SEAL,
    "case.licence_issued": Power.ISSUE,
}
_OF_STEP: Mapping[str, Power] = {
    StepKind.ACCEPT: Power.ACCEPT,
    StepKind.CHECK: Power.REVIEW,
    StepKind.REVIEW: Power.REVIEW,
    StepKind.DECIDE: Power.DECIDE,
    StepKind.ISSUE: Power.ISSUE,
}
_NAMES = {
    Power.ACCEPT: "受理",
    Power.REVIEW: "审查",
    Power.DECIDE: "决定",
    Power.SEAL: "用印",
    Power.ISSUE: "颁证",
}


# Why it cannot be told, by what the verdict is about.
_MISSING = {
    "item": "事项未编入目录",
    "unit": "没有登记办理单位的窗口授权",
    "person": "未注明办理人",
}


class Use(NamedTuple):
    """A power used at the window: in which event, by whom, for which unit, on which day."""

    mark: Mark
    power: Power
    person: str
    unit: str
    on: date


@unless_voided
def no_authority(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each use of a power at the hall's window by one who had no authority for it that day."""
    used = [use for mark in file.marks if mark[ORIGIN] == _HALL and (use := _use(mark, file))]
    if not used:
        return
    item = world.item(file.slots["item"], file.slots["unit"])
    missing: dict[str, list[Mark]] = {}
    found = []
    for use in used:
        if reason := "item" if item is None else _reason(use, world):
            missing.setdefault(reason, []).append(use.mark)
        elif not _is_authorised(use, file.slots["item"], world):
            found.append(_unauthorised(use, file, world))
    found += [_unknown(reason, marks) for reason, marks in missing.items()]
    yield from found or [
        Verdict(
            code=CODE,
            decision=Decision.OK,
            since=file.slots["first_at"],
            explanation="窗口办理均在当日有效的授权之内。",
        )
    ]


def _use(mark: Mark, file: CaseFile) -> Use | None:
    """The power an event takes, of the step's unit or else of the case's; None if it takes none."""
    if mark[TYPE] == "case.step_finished":
        power = _OF_STEP.get(mark[DATA].get("kind", ""))
    else:
        power = _POWERS.get(mark[TYPE])
    if power is None:
        return None
    unit = mark[DATA].get("unit") or file.slots["unit"]
    return Use(mark, power, by(mark), unit, day_of(mark[AT], file))


def _reason(use: Use, world: World) -> str:
    """What is missing to judge it, "" where nothing is."""
    if not world.has_authorities(use.unit):
        return "unit"
    return "person" if is_nobody(world, use.person, use.on) else ""


def _is_authorised(use: Use, item: str, world: World) -> bool:
    """Whether any window at which the person is posted has the power that day."""
    return any(
        world.authority(use.unit, item, use.power, use.on, posting.window, use.person)
        for posting in world.postings(use.person, use.on)
    )


def _unauthorised(use: Use, file: CaseFile, world: World) -> Verdict:
    postings = world.postings(use.person, use.on)
    windows = [posting.window for posting in postings]
    where = f"派驻的 {joined(windows)} 窗口当日" if windows else "当日未派驻任何窗口，"
    return Verdict(
        code=CODE,
        decision=Decision.VIOLATION,
        since=happened(use.mark),
        explanation=f"{told(use.mark, file.zone)}在大厅窗口办理，{use.person} {where}没有"
        f"{use.unit}对本事项“{_NAMES[use.power]}”的授权（要点（十）（十三）），"
        "疑似越权或者无授权办理。",
        about=(use.mark[ID], use.power.value),
        positions=(use.mark[POSITION], *(world.position_of(posting) for posting in postings)),
        dims={"person": use.person} | ({"window": windows[0]} if windows else {}),
    )


def _unknown(reason: str, marks: list[Mark]) -> Verdict:
    positions = tuple(mark[POSITION] for mark in marks)
    return Verdict(
        code=CODE,
        decision=Decision.UNDETERMINED,
        since=happened(marks[0]),
        explanation=f"{entries(positions)}{_MISSING[reason]}，是否在窗口授权之内不能判定。",
        about=(reason,),
        positions=positions,
    )


JUDGES = (Judge((CODE,), no_authority),)

"""双重收件: one material asked for twice, at two places, without being given back in between."""

from collections.abc import Iterator, Sequence

from domain.case import events as ev
from domain.decider import Origin
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import Act, acts, told
from projections.judges.gravest import gravest
from projections.marks import DATA, TYPE

CODE = "DT_DUP_MATERIAL"
TAKEN = frozenset({ev.Received.TYPE, ev.CorrectionReceived.TYPE})
RETURNED = ev.MaterialReturned.TYPE


def twice(file: CaseFile, world: World) -> Iterator[Verdict]:
    """DT_DUP_MATERIAL: what the same place asks for once more is not two doors."""
    if sum(mark[TYPE] in TAKEN and "materials" in mark[DATA] for mark in file.marks) > 1:
        yield from gravest(_again(acts(file, TAKEN | {RETURNED}), file.zone))


def _again(told_of: Sequence[Act], zone: str) -> Iterator[Verdict]:
    held: dict[str, Act] = {}
    for act in told_of:
        materials = act.data.get("materials", ())
        if act.type == RETURNED:
            for material in materials:
                held.pop(material, None)
            continue
        both = [m for m in materials if m in held and held[m].origin != act.origin]
        if both:
            yield _verdict(both, held[both[0]], act, zone)
        for material in materials:
            held.setdefault(material, act)


def _verdict(materials: Sequence[str], first: Act, second: Act, zone: str) -> Verdict:
    unknown = Origin.UNKNOWN.value in (first.origin, second.origin)
    ending = "有一处地点不明，不能判定。" if unknown else "疑似双重收件（要点（十三））。"
    return Verdict(
        code=CODE,
        decision=Decision.UNDETERMINED if unknown else Decision.VIOLATION,
        since=second.at,
        explanation=f"材料“{words.joined(materials)}”先后收取两次："
        f"{told(first, zone)}、{told(second, zone)}，其间没有退还记录。{ending}",
        positions=(first.position, second.position),
    )


JUDGES = (Judge((CODE,), twice),)

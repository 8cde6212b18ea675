"""Entries of a department's register against the hall's cases 体外循环, 双系统未交换."""

from collections.abc import Iterator, Sequence

from domain.register import EntryKind
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import DECIDED, acts
from projections.judges.exchange import SHADOW, UNEXCHANGED, Kept, judged, verdict, window_of
from projections.marks import POSITION
from projections.matching import Lane, Lanes
from projections.registerfile import RegisterFile


def listed(group: Group, world: World) -> Iterator[Verdict]:
    """An entry is judged where its case's number is the key, where it names none by its own."""
    lanes = Lanes(world)
    cases = [case for case in group.cases if lanes.of_register(case) is not Lane.DEPT]
    for entry in group.entries:
        if group.key == (entry.slots["case_no"] or entry.slots["number"]):
            yield from _entry(entry, cases, world)


def _entry(entry: RegisterFile, cases: Sequence[CaseFile], world: World) -> Iterator[Verdict]:
    kept = _kept(entry)
    if not cases:
        certificate = entry.slots["kind"] == EntryKind.CERTIFICATE
        code = SHADOW if certificate else UNEXCHANGED
        signs = "疑似未经窗口先办、体外循环" if certificate else "疑似双系统未交换"
        yield judged(code, kept, f"大厅没有对应的办件，{signs}（要点（十三））。", world)
        return
    window = window_of(world, kept)
    decided = [act for case in cases for act in acts(case, DECIDED)]
    written = [act.recorded_at for act in decided]
    positions = tuple(act.position for act in decided) or tuple(
        case.marks[0][POSITION] for case in cases
    )
    where = words.entries(positions)
    if window.until and any(at is not None and at <= window.until for at in written):
        yield verdict(UNEXCHANGED, Decision.OK, kept, kept.at, f"大厅已有决定（{where}）。")
    elif window.until and None in written:
        ending = f"大厅的决定（{where}）没有入账时间，不能判定是否按时交换。"
        decision = Decision.UNDETERMINED
        yield verdict(UNEXCHANGED, decision, kept, window.until, ending, positions)
    else:
        lacks = "大厅的办件没有在期限内记录决定"
        ending = f"{lacks}（{where}），疑似双系统未交换（要点（十三））。"
        yield judged(UNEXCHANGED, kept, ending, world, positions)


def _kept(entry: RegisterFile) -> Kept:
    slots = entry.slots
    text = (
        f"{words.entry(slots['position'])}：登记簿{slots['source']}载有{words.day(slots['on'])}的"
        f"编号 {slots['number']}"
    )
    about = (slots["source"], slots["number"])
    return Kept(slots, slots["on"], slots["last_at"], slots["position"], about, text)


JUDGES = (Judge((SHADOW, UNEXCHANGED), listed),)

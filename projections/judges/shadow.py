"""体外循环: a decision that went before its intake, or before anybody wrote the intake down."""

# An intake at a department's own office is an intake all the same; that it happened there is
# DT_OFFHALL_INTAKE's to say. A certificate without any case: projections/judges/exchange.py.

from collections.abc import Iterator, Sequence

from domain.catalogue import ExemptionKind
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import DECIDED, INTAKE, Act, acts, told
from projections.judges.presence import Hall, presence
from projections.marks import AT, RECORDED, TYPE, Mark

CODE = "DT_SHADOW_DECISION"


def shadow(file: CaseFile, world: World) -> Iterator[Verdict]:
    """DT_SHADOW_DECISION: the first decision or licence of a case against its intakes so far."""
    end = next((mark[AT] for mark in file.marks if mark[TYPE] in DECIDED), "")
    if not end or any(_known_by(end, mark) for mark in file.marks):
        return
    decided = acts(file, DECIDED)[0]
    before = [act for act in acts(file, INTAKE) if act.at <= decided.at]
    found = presence(file.slots, world, decided.day, ExemptionKind.OFFHALL)
    decision, ending = _by_intakes(before, file.zone)
    match found.hall:
        case Hall.OUT | Hall.EXEMPT:
            decision, ending = Decision.OK, "未发现问题。"
        case Hall.UNKNOWN:
            decision, ending = Decision.UNDETERMINED, f"{ending}不能判定。"
    yield Verdict(
        code=CODE,
        decision=decision,
        since=decided.at,
        explanation=f"{told(decided, file.zone)}：{found.text}。{ending}",
        positions=(decided.position, *(act.position for act in before), *found.positions),
    )


def _known_by(end: str, mark: Mark) -> bool:
    """Whether it is an intake that happened and was written down by an instant; they sort as
    text.
    """
    return mark[TYPE] in INTAKE and mark[AT] <= end and "" < mark[RECORDED] <= end


def _by_intakes(before: Sequence[Act], zone: str) -> tuple[Decision, str]:
    """What none, or none that is known to be recorded in time, says for an item in the hall."""
    if not before:
        return Decision.VIOLATION, "此前没有收件或者受理记录，疑似体外循环（要点（十三））。"
    where = words.entries(act.position for act in before)
    if any(act.recorded_at is None for act in before):
        ending = f"此前的收件、受理（{where}）没有入账时间，不能判定是否事后补录。"
        return Decision.UNDETERMINED, ending
    first = min(act.recorded_at for act in before if act.recorded_at)
    written = f"此前的收件、受理（{where}）到{words.moment(first, zone)}才入账，晚于该决定"
    return Decision.VIOLATION, f"{written}，疑似先办后补、体外循环（要点（十三））。"


JUDGES = (Judge((CODE,), shadow),)

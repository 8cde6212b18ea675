"""Events in an order that no lawful case takes: REC_OUT_OF_ORDER, REC_SENT_UNDECIDED."""

from collections.abc import Iterator, Mapping

from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.governed import is_licence, unless_voided
from projections.judges.recording import firsts, happened, precedes, source_of, told
from projections.marks import DATA, ID, POSITION, Mark
from projections.silence import silent

OUT_OF_ORDER, UNDECIDED = "REC_OUT_OF_ORDER", "REC_SENT_UNDECIDED"

# What comes before what (许可法 chapter 4: 受理, 审查, 决定, 颁发送达). An event is held against
# the first of these that its case has, so that one event out of its place is found once.
BEFORE: Mapping[str, tuple[str, ...]] = {
    "case.accepted": ("case.received",),
    "case.not_accepted": ("case.received",),
    "case.correction_notified": ("case.received",),
    "case.decided": ("case.accepted", "case.received"),
    "case.licence_issued": ("case.decided",),
    "case.delivered": ("case.decided",),
    "case.closed": ("case.decided", "case.not_accepted", "case.accepted", "case.received"),
}
SENT = ("case.licence_issued", "case.delivered")


@unless_voided
def out_of_order(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each pair of events that happened the wrong way round."""
    first = firsts(file)
    pairs = [
        (first[earlier], mark)
        for type_, mark in first.items()
        for earlier in [e for e in BEFORE.get(type_, ()) if e in first][:1]
    ]
    wrong = [pair for pair in pairs if not precedes(*pair, file)]
    if pairs and not wrong:
        yield Verdict(
            code=OUT_OF_ORDER,
            decision=Decision.OK,
            since=file.slots["first_at"],
            explanation="各环节的先后与办理程序相符。",
        )
    for earlier, later in wrong:
        yield _reversed(earlier, later, file, world)


def _reversed(earlier: Mark, later: Mark, file: CaseFile, world: World) -> Verdict:
    """Of two events of which the one that should come first did not."""
    unknown = precedes(earlier, later, file) is None
    basis = "《行政许可法》第四章规定的" if is_licence(file, world) else ""
    return Verdict(
        code=OUT_OF_ORDER,
        decision=Decision.UNDETERMINED if unknown else Decision.VIOLATION,
        since=happened(earlier),
        explanation=f"{told(later, file.zone)}，早于{told(earlier, file.zone)}，"
        + (
            "但来源只记到日，当日先后不能判定。"
            if unknown
            else f"与{basis}办理次序相反，疑似次序颠倒。"
        ),
        about=(earlier[ID], later[ID]),
        positions=(earlier[POSITION], later[POSITION]),
    )


@unless_voided
def sent_undecided(file: CaseFile, world: World) -> Iterator[Verdict]:
    """The first licence or document that went out of a case that has no decision.

    Where the decision came later it is REC_OUT_OF_ORDER. What is delivered after a refusal to
    accept is that refusal (许可法 32).
    """
    first = firsts(file)
    kinds = SENT[:1] if "case.not_accepted" in first else SENT
    sent = next((mark for type_, mark in first.items() if type_ in kinds), None)
    if sent is None:
        return
    if "case.decided" in first:
        yield Verdict(
            code=UNDECIDED,
            decision=Decision.OK,
            since=happened(sent),
            explanation="颁证、送达的件有作出决定的记录。",
        )
        return
    yield _undecided(sent, file, world)


def _undecided(sent: Mark, file: CaseFile, world: World) -> Verdict:
    at, source = happened(sent), source_of(file)
    waits = (source,) if source and silent(world, source, file.day(at)) else ()
    step = next((mark for mark in file.marks if mark[DATA].get("kind") == "decide"), None)
    if waits:
        rest = f"但数据源 {source} 自当日起未再报送，决定可能尚未报来，不能判定。"
    elif step is not None:
        rest = f"但有决定环节的记录（{told(step, file.zone)}），是否作出决定不能判定。"
    else:
        rest = "疑似未作决定先颁证、送达（《行政许可法》第四十四条：作出准予决定后颁发、送达）。"
    return Verdict(
        code=UNDECIDED,
        decision=Decision.UNDETERMINED if waits or step else Decision.VIOLATION,
        since=at,
        explanation=f"{told(sent, file.zone)}，没有作出决定的记录，{rest}",
        about=(sent[ID],),
        positions=(sent[POSITION], *((step[POSITION],) if step else ())),
        waits=waits,
    )


JUDGES = (Judge((OUT_OF_ORDER,), out_of_order), Judge((UNDECIDED,), sent_undecided))

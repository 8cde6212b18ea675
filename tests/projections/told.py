"""Cases told in memory: entries as a ledger would give them, and strategies for whole histories."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case import commands as cmd
from domain.case.decisions import Facts, State, decide, evolve
from domain.case.events import CloseKind, Matter, PauseReason, Result
from domain.decider import Actor, Asked, Event, Happened, Origin
from domain.values import Attribute
from ledger.canonical import instant
from ledger.codec import to_plain
from ledger.entry import Entry
from projections import cases
from projections.fold import Row
from projections.folding import fold_all
from tests.rulebook import shipped_rulebook

ZONE = "Asia/Shanghai"
BOOK = shipped_rulebook()
FACTS = Facts(book=BOOK, zone=ZONE, subject="s1")
BEGINS = datetime(2016, 9, 1, 1, tzinfo=UTC)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def after(hours: float) -> datetime:
    """An instant some hours after everything begins."""
    return BEGINS + timedelta(hours=hours)


def entry(
    position: int,
    stream: str,
    event: Event,
    at: datetime,
    id_: str = "",
    origin: Origin = Origin.HALL_WINDOW,
    actor: str = "w",
    recorded_at: datetime | None = None,
) -> Entry:
    """An entry that was never stored; recorded when it happened unless told otherwise."""
    raw = {
        "id": id_ or f"e{position}",
        "stream": stream,
        "version": position,
        "type": event.TYPE,
        "schema": 1,
        "occurred_at": instant(at),
        "origin": origin.value,
        "actor": {"id": actor, "post": "", "unit": ""},
        "data": to_plain(event),
    }
    return Entry(position, recorded_at or at, b"", raw)


def folded(entries: Sequence[Entry]) -> Row:
    """The row of a case after its entries."""
    row, poison = fold_all(cases.FOLD, None, entries)
    assert poison is None, poison
    return row or {"marks": [], "corrections": [], "source": ""}


@dataclass
class Case:
    """One case as it is recorded, entry by entry."""

    stream: str = "case-1"
    state: State = ()
    entries: list[Entry] = field(default_factory=list)
    first: int = 1

    def tell(
        self,
        at: datetime,
        command: cmd.CaseCommand,
        origin: Origin = Origin.HALL_WINDOW,
        actor: str = "w",
        recorded_at: datetime | None = None,
        subject: str = "s1",
    ) -> Event:
        """Record what happened at a time; positions run from `first`."""
        facts = replace(FACTS, subject=subject)
        [event] = decide(self.state, command, Asked(actor=Actor(id=actor), occurred_at=at), facts)
        position = self.first + len(self.entries)
        written = entry(
            position,
            self.stream,
            event,
            at,
            f"{self.stream}.{position}",
            origin,
            actor,
            recorded_at,
        )
        self.entries.append(written)
        happened = Happened(id=written.id, at=at, position=position, event=event)
        self.state = evolve(self.state, happened)
        return event

    @property
    def row(self) -> Row:
        """Its row."""
        return folded(self.entries)


def _attributes(names: Sequence[str]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, kind="string", value=f"{name}!") for name in names)


attributes = st.lists(st.sampled_from("ab"), max_size=2).map(_attributes)
names = st.sampled_from(["甲", "乙"])
matters = st.sampled_from(list(Matter))
acts: st.SearchStrategy[cmd.CaseCommand] = st.one_of(
    st.builds(cmd.Receive, item=names, unit=names, matter=matters, attributes=attributes),
    st.builds(
        cmd.Accept,
        matter=matters,
        unit=names,
        statutory_days=st.sampled_from([0, 5]),
        promised_days=st.sampled_from([0, 2, 7]),
        attributes=attributes,
    ),
    st.builds(cmd.NotifyCorrection, materials=st.just(("申请书",))),
    st.builds(cmd.ReceiveCorrection),
    st.builds(cmd.NotAccept),
    st.builds(cmd.StartStep, step=names),
    st.builds(cmd.FinishStep, step=names),
    st.builds(
        cmd.Pause,
        reason=st.sampled_from([PauseReason.HEARING, PauseReason.EXPERT_REVIEW]),
        notice_no=st.sampled_from(["", "告知1号"]),
        days_told=st.integers(0, 9),
    ),
    st.builds(cmd.Resume),
    st.builds(
        cmd.Extend,
        days=st.sampled_from([3, 10]),
        approver_level=st.just("organ_head"),
        told_at=st.just(after(30)),
    ),
    st.builds(cmd.Decide, result=st.sampled_from(list(Result)), attributes=attributes),
    st.builds(cmd.IssueLicence, licence_no=names),
    st.builds(cmd.Deliver),
    st.builds(cmd.Close, kind=st.sampled_from(list(CloseKind))),
    st.builds(cmd.Void, reason=st.just("重复")),
)
# Few and coarse, so that things happen at one instant and days off are met.
times = st.integers(0, 120).map(lambda n: after(n * 8))


@st.composite
def recorded_cases(draw: Any, stream: str = "case-1", most: int = 9) -> Case:
    """A case whose entries are recorded in any order, corrections after what they correct."""
    case = Case(stream)
    case.tell(draw(times), draw(acts))
    for _ in range(draw(st.integers(0, most))):
        command, at = draw(acts), draw(times)
        if draw(st.integers(0, 3)) == 0:
            target = draw(st.sampled_from([happened.id for happened in case.state]))
            command = cmd.Correct(corrects=target, happened_at=at, restated=command)
            at += timedelta(hours=draw(st.integers(0, 400)))
        case.tell(at, command)
    return case

"""Documents told in memory, as tests/projections/told.py tells cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.decider import Actor, Asked
from domain.disclosure import commands as cmd
from domain.disclosure import events as ev
from domain.disclosure.decisions import decide
from ledger.entry import Entry
from projections import documents
from projections.documentfile import DocumentFile
from projections.fold import Row
from projections.folding import fold_all
from tests.projections.told import ZONE, entry

UNIT = "区教育局"
AUTHOR, REVIEWER = "author-1", "reviewer-2"
FORMED = date(2016, 4, 29)


def at(text: str) -> datetime:
    """A local time such as 2016-05-03T09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def draft(**fields: Any) -> cmd.Draft:
    """A draft with everything it must have."""
    given = {"title": "招生方案", "unit": UNIT, "formed_on": FORMED, "digest": "d1"}
    return cmd.Draft(**given | {"author": AUTHOR} | fields)


def publish(digest: str = "d1", text: str = "", column: str = "政务公开") -> cmd.Publish:
    """A publication of a text."""
    url = "http://www.hnhs.gov.cn/1"
    return cmd.Publish(url=url, column=column, digest=digest, by="web-3", text=text)


def review(
    digest: str = "d1",
    reviewer: str = REVIEWER,
    result: ev.ReviewResult = ev.ReviewResult.PASS,
) -> cmd.Review:
    """A review of a text."""
    return cmd.Review(digest=digest, reviewer=reviewer, result=result)


@dataclass
class Document:
    """One document as it is recorded, entry by entry."""

    stream: str = "disclosure-1"
    first: int = 1
    entries: list[Entry] = field(default_factory=list)

    def tell(self, moment: datetime | str, command: cmd.AnyCommand) -> "Document":
        """Record what happened at a time; positions run from `first`."""
        when = at(moment) if isinstance(moment, str) else moment
        [event] = decide(0, command, Asked(actor=Actor(id="w"), occurred_at=when), None)
        return self.record(when, event)

    def record(self, moment: datetime | str, event: ev.AnyEvent) -> "Document":
        """Record an event as an import may give it, with less than a command fills in."""
        when = at(moment) if isinstance(moment, str) else moment
        position = self.first + len(self.entries)
        self.entries.append(
            entry(position, self.stream, event, when, f"{self.stream}.{position}", actor="w")
        )
        return self

    @property
    def row(self) -> Row:
        """Its row."""
        return folded(self.entries)

    @property
    def file(self) -> DocumentFile:
        """It as judges read it."""
        return DocumentFile(self.stream, self.row, ZONE)


def folded(entries: Sequence[Entry]) -> Row:
    """The row of a document after its entries."""
    row, poison = fold_all(documents.FOLD, None, entries)
    assert poison is None, poison
    return row or {"marks": []}


_digests = st.sampled_from(["d1", "d2", ""])
_days = st.dates(date(2016, 4, 1), date(2016, 9, 1))
acts: st.SearchStrategy[cmd.AnyCommand] = st.one_of(
    st.builds(draft, formed_on=_days, digest=_digests, category=st.sampled_from(["", "budget"]),
              about=st.sampled_from(["", "许可1号"]), sources=st.sampled_from([(), ("区卫计局",)])),
    st.builds(cmd.AskCoordination, units=st.just(("区卫计局",))),
    st.builds(cmd.Coordinate, unit=st.sampled_from(["区卫计局", "区民政局"])),
    st.builds(review, _digests, st.sampled_from([AUTHOR, REVIEWER]),
              st.sampled_from(list(ev.ReviewResult))),
    st.builds(publish, _digests, st.sampled_from(["", "正文", "电话13800138000"])),
    st.builds(cmd.Change, changed_on=_days, digest=_digests, author=st.just(AUTHOR)),
    st.builds(cmd.Withdraw, reason=st.just("更新")),
    st.builds(cmd.Withhold, basis=st.sampled_from(["", "公开条例第十四条"])),
)  # fmt: skip

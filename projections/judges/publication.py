"""许可决定未公开: what is granted is published (许可法 40), within the terms of disclosure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.calendar import Deadline
from domain.catalogue import ItemListed
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
from projections.group import Group
from projections.judge import Judge
from projections.judges.governed import grant, is_licence, listed
from projections.judges.terms import (
    due_words,
    late_from,
    told,
    within,
)
from projections.judges.words import moment
from projections.marks import POSITION

UNPUBLISHED = "LIC_GRANT_UNPUBLISHED"
# The limits of 政府信息公开条例, and of 双公示 (国办发〔2015〕51号) for the items it applies to.
DISCLOSURE, DOUBLE_PUBLICITY = "publish_working_days", "publish_grant_working_days"
_LAW = "《行政许可法》第四十条"


@dataclass(frozen=True, slots=True)
class Owed:
    """A grant, the days within which it is owed publication, and until when that is."""

    file: CaseFile
    granted: Noted
    days: int
    deadline: Deadline


def unpublished(group: Group, world: World) -> Iterator[Verdict]:
    """Each granted case of the group's number, with the documents about that number."""
    answered = _answered(group.documents)
    for file in group.cases:
        granted = grant(file)
        if granted is None or not _concerns(file, group.key, granted, world):
            continue
        on, item = file.day(granted.at), listed(file, world)
        days = None if item is None else _days(item, world, on)
        deadline = None if days is None else within(world, on, days)
        if days is None or deadline is None:
            yield _untold(file, granted, item)
        else:
            yield from _judged(Owed(file, granted, days, deadline), answered)


def _days(item: ItemListed, world: World, on: date) -> int | None:
    """The working days within which a grant of the item is owed publication."""
    shorter = world.book.limit(DOUBLE_PUBLICITY, on) if item.publish_grants else None
    return world.book.limit(DISCLOSURE, on) if shorter is None else shorter


def _concerns(file: CaseFile, number: str, granted: Noted, world: World) -> bool:
    """A grant goes by the number of its decision, and by that of the licence where it has none."""
    slots = file.slots
    return (
        slots["voided_at"] is None
        and number == (granted.event.decision_no or slots["licence_no"])
        and is_licence(file, world)
    )


def _answered(documents: tuple[Any, ...]) -> tuple[datetime, str, int] | None:
    """The first publication, or decision not to publish: when, which, and its position."""
    found = [
        (document.slots[slot], word, document.marks[0][POSITION])
        for document in documents
        for slot, word in (("published_at", "公开"), ("withheld_at", "作出不予公开决定"))
        if document.slots[slot] is not None
    ]
    return min(found, default=None)


def _untold(file: CaseFile, granted: Noted, item: ItemListed | None) -> Verdict:
    missing = "事项不在事项清单中" if item is None else "公开期限未公布，或者工作日历未覆盖"
    text = f"{told(granted, file.zone)}，{missing}，公开期限无从确定，不能判定。"
    return _verdict(file, granted, Decision.UNDETERMINED, granted.at, text)


def _judged(owed: Owed, answered: tuple[datetime, str, int] | None) -> Iterator[Verdict]:
    file, granted = owed.file, owed.granted
    lapse = late_from(owed.deadline.due, file.zone)
    due = f"公开期限{owed.days}个工作日，届满日{due_words(owed.deadline)}"
    what = told(granted, file.zone)
    published = f"{moment(answered[0], file.zone)}{answered[1]}" if answered else ""
    if answered is None or answered[0] < lapse:
        until = None if answered else lapse
        text = f"{what}，{due}，{published or '尚未届满'}。"
        yield _verdict(file, granted, Decision.OK, granted.at, text, until, answered)
    if answered is None or answered[0] >= lapse:
        came = published or "届满后仍无公开记录"
        text = f"{what}，{due}，{came}，疑似许可决定未按期公开（{_LAW}）。"
        yield _verdict(file, granted, Decision.VIOLATION, lapse, text, None, answered)


def _verdict(
    file: CaseFile,
    granted: Noted,
    decision: Decision,
    since: datetime,
    text: str,
    until: datetime | None = None,
    answered: tuple[datetime, str, int] | None = None,
) -> Verdict:
    positions = (granted.position, answered[2]) if answered else (granted.position,)
    return Verdict(
        code=UNPUBLISHED,
        decision=decision,
        since=since,
        until=until,
        explanation=text,
        about=(granted.id,),
        positions=positions,
        dims={name: file.slots[name] for name in ("unit", "item", "window", "channel")},
    )


JUDGES = (Judge((UNPUBLISHED,), unpublished),)

"""Acts of a case as its marks tell them: read without building the events behind them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.decider import Origin
from domain.labels import event_label, label
from ledger.canonical import parse_instant
from projections.casefile import CaseFile
from projections.judges import words
from projections.marks import AT, DATA, ORIGIN, POSITION, RECORDED, TYPE, Mark

RECEIVED, ACCEPTED = "case.received", "case.accepted"
INTAKE = frozenset({RECEIVED, ACCEPTED})
DECIDED = frozenset({"case.decided", "case.licence_issued"})


class Act(NamedTuple):
    """One effective event. `day` is local; `recorded_at` is None where the source does not say."""

    type: str
    at: datetime
    day: date
    position: int
    origin: str
    data: Mapping[str, Any]
    recorded_at: datetime | None


def has(file: CaseFile, types: Collection[str]) -> bool:
    """Whether anything of these types happened."""
    return any(mark[TYPE] in types for mark in file.marks)


def acts(file: CaseFile, types: Collection[str]) -> list[Act]:
    """What happened of these types, in order."""
    return [_act(file, mark) for mark in file.marks if mark[TYPE] in types]


def told(act: Act, zone: str) -> str:
    """第 5 号记录（2016年4月29日 09:05 受理，单位办公室）."""
    place = label(Origin(act.origin)).zh
    return (
        f"{words.entry(act.position)}"
        f"（{words.moment(act.at, zone)} {event_label(act.type).zh}，{place}）"
    )


def _act(file: CaseFile, mark: Mark) -> Act:
    at = parse_instant(mark[AT])
    return Act(
        type=mark[TYPE],
        at=at,
        day=file.day(at),
        position=mark[POSITION],
        origin=mark[ORIGIN],
        data=mark[DATA],
        recorded_at=parse_instant(mark[RECORDED]) if mark[RECORDED] else None,
    )

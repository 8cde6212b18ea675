"""Lists of signs 疑似问题 by family: filtered, sorted, explained; and counts by a dimension."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.case.timing import local_day
from domain.detectors import Family
from domain.verdict import Decision
from ledger.canonical import parse_instant
from projections import signs
from projections.case_list import sort_key
from projections.filters import Filter, ordered, read_value, unknown
from projections.fold import Row
from projections.scene import Scene
from projections.sign_rows import held, sign_rows
from projections.signs import DIMS
from projections.views import VIEWS

COLUMNS: dict[str, type] = {
    "code": str,
    "name": str,
    "family": str,
    "decision": str,
    "severity": str,
    "state": str,
    "stream": str,
    **dict.fromkeys(DIMS, str),
    "period": str,
    "since": datetime,
    "until": datetime,
    "about": str,
    "docket": str,
    "candidate": str,
    "seed": str,
}
BY = (*DIMS, "period", "code")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which signs: of a family (None: all), with a decision (None: any), and conditions."""

    family: Family | None = None
    decision: Decision | None = Decision.VIOLATION
    where: Mapping[str, str] | None = None


def list_signs(
    scene: Scene,
    wanted: Wanted,
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many signs there are and those asked for, by default the newest first.

    Raises UnknownColumn and BadValue.
    """
    name, descending = sort_key(sort or "-since", COLUMNS)
    rows = found(scene, wanted)
    rows = ordered(
        rows, name, descending, tie=lambda row: (row["candidate"], row["code"], row["about"])
    )
    end = None if limit is None else offset + limit
    return len(rows), rows[offset:end]


def count_signs(scene: Scene, wanted: Wanted, by: str) -> list[Row]:
    """How many signs each value of a dimension has, the most first; raises UnknownColumn."""
    if by not in BY:
        raise unknown(by, BY)
    counts = Counter(row[by] for row in found(scene, wanted))
    return [{by: value, "signs": n} for value, n in sorted(counts.items(), key=_most_first)]


def _most_first(each: tuple[str, int]) -> tuple[int, str]:
    return -each[1], each[0]


def found(scene: Scene, wanted: Wanted) -> list[Row]:
    """Every sign wanted, in no order."""
    filters = [_filter(name, text) for name, text in (wanted.where or {}).items()]
    codes = _codes(scene, wanted, filters)
    return [row for row in _signs(scene, wanted, codes) if all(f.holds(row) for f in filters)]


def _filter(name: str, text: str) -> Filter:
    if name not in COLUMNS:
        raise unknown(name, tuple(COLUMNS))
    return Filter(name, read_value(name, text, COLUMNS[name]))


def _codes(scene: Scene, wanted: Wanted, filters: Sequence[Filter]) -> frozenset[str]:
    """The codes that run, of the family, and named by a condition if one does."""
    named = {f.value for f in filters if f.name == "code"}
    return frozenset(
        code
        for code, detector in scene.book.detectors.items()
        if scene.book.runs(code)
        and (wanted.family is None or detector.family is wanted.family)
        and (not named or code in named)
    )


def _signs(scene: Scene, wanted: Wanted, codes: frozenset[str]) -> Iterator[Row]:
    dockets = [docket for docket in VIEWS.dockets if codes & docket.codes(scene.world)]
    as_of = scene.moment.as_of
    for key, row in sign_rows(scene, dockets, _stored(wanted, codes), _by_then(as_of)):
        for verdict in held(row, as_of):
            decision = Decision(verdict["decision"])
            if verdict["code"] in codes and wanted.decision in (None, decision):
                yield shown(scene, key, row, verdict)


def _stored(wanted: Wanted, codes: frozenset[str]) -> sa.ColumnElement[bool]:
    """The stored rows with one of these codes, by the decision wanted."""
    listed = sa.bindparam(None, sorted(codes), type_=sa.ARRAY(sa.Text))
    violated = signs.TABLE.c.codes.op("&&")(listed)
    unsettled = signs.TABLE.c.unsettled.op("&&")(listed)
    if wanted.decision is Decision.VIOLATION:
        return violated
    return unsettled if wanted.decision is Decision.UNDETERMINED else sa.or_(violated, unsettled)


def _by_then(as_of: datetime) -> sa.ColumnElement[bool]:
    return signs.TABLE.c.since <= as_of


def shown(scene: Scene, key: str, row: Row, verdict: Mapping[str, Any]) -> Row:
    """A verdict as a row of the view; times are aware."""
    detector = scene.book.detectors[verdict["code"]]
    since = parse_instant(verdict["since"])
    day = local_day(since, scene.world.zone)
    dims = row["dims"] | verdict["dims"]
    grounds = detector.grounds(day)
    return {
        "code": detector.code,
        "name": detector.name,
        "family": detector.family.value,
        "decision": verdict["decision"],
        "severity": verdict["severity"] or detector.severity.value,
        "state": detector.state.value,
        "stream": key if row["docket"] in _ROWS else "",
        **{name: dims.get(name, "") for name in DIMS},
        "period": f"{day.year:04}-{day.month:02}",
        "since": since,
        "until": parse_instant(verdict["until"]) if verdict["until"] else None,
        "about": "；".join(verdict["about"]),
        "docket": row["docket"],
        "candidate": key,
        "seed": detector.seed,
        "bases": [{"text": ground.text, "rank": ground.rank.value} for ground in grounds],
        "positions": verdict["positions"],
        "explanation": verdict["explanation"],
    }


_ROWS = frozenset(docket.name for docket in VIEWS.dockets if docket.view)

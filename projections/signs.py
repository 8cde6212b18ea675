"""The rows of what the judges say 疑似问题: one row per candidate, with its verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from domain.verdict import Decision, Verdict
from ledger.canonical import instant
from projections.fold import Row, Rows, row_table

DIMS = ("unit", "item", "window", "channel", "person")
EMPTY: Row = {"docket": "", "verdicts": [], "dims": {}, "first_at": None, "last_at": None}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was judged: its key, what it says of itself, and the span of its events."""

    docket: str
    key: str
    dims: Mapping[str, str]
    first_at: datetime | None = None
    last_at: datetime | None = None


def row_of(candidate: Candidate, verdicts: Iterable[Verdict], *, every: bool = False) -> Row | None:
    """What is kept of a candidate: all but OK, which is what nothing kept means, unless `every`
    verdict is asked for; None if that is all.
    """
    kept = [_plain(one) for one in verdicts if every or one.decision is not Decision.OK]
    if not kept:
        return None
    return {
        "docket": candidate.docket,
        "verdicts": sorted(kept, key=orjson.dumps),
        "dims": {name: value for name, value in candidate.dims.items() if value},
        "first_at": _written(candidate.first_at),
        "last_at": _written(candidate.last_at),
    }


def _plain(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    return {
        "code": verdict.code,
        "decision": verdict.decision.value,
        "since": instant(verdict.since),
        "until": _written(verdict.until),
        "about": list(verdict.about),
        "positions": sorted(set(verdict.positions)),
        "waits": sorted(verdict.waits),
        "severity": verdict.severity.value if verdict.severity else "",
        "dims": dict(verdict.dims or {}),
        "explanation": verdict.explanation,
    }


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def columns(row: Row) -> Sequence[Any]:
    """What a list is narrowed down by before its verdicts are read."""
    dims = row["dims"]
    verdicts = row["verdicts"]
    return (
        row["docket"],
        *(dims.get(name, "") for name in DIMS),
        row["first_at"],
        row["last_at"],
        min((one["since"] for one in verdicts), default=None),
        sorted({one["code"] for one in verdicts if one["decision"] == Decision.VIOLATION}),
        sorted({one["code"] for one in verdicts if one["decision"] == Decision.UNDETERMINED}),
        sorted({source for one in verdicts for source in one["waits"]}),
    )


TABLE = row_table(
    "signs",
    sa.Column("docket", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in DIMS),
    sa.Column("first_at", sa.DateTime(timezone=True)),
    sa.Column("last_at", sa.DateTime(timezone=True)),
    sa.Column("since", sa.DateTime(timezone=True)),
    sa.Column("codes", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("unsettled", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("waits", sa.ARRAY(sa.Text), nullable=False),
)


KEPT = Rows("signs", TABLE, columns)

"""Lists of late clocks: the index offers cases, the judge decides, the rows shown are explained."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from projections import overdue
from projections.case_list import read_filter, sort_key
from projections.cases import TABLE
from projections.filters import ordered
from projections.fold import Row
from projections.overdue import COLUMNS, Kind, Late, State
from projections.scene import Scene


def list_late(
    scene: Scene,
    kind: Kind,
    state: State,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many clocks are late, and those asked for with their `explanation`.

    By default those furthest beyond their deadline come first. Raises UnknownColumn and BadValue.
    """
    filters = [read_filter(scene, name, text, COLUMNS) for name, text in where.items()]
    excess = "days_over" if kind is Kind.LEGAL else "seconds_over"
    name, descending = sort_key(sort or f"-{excess}", COLUMNS)
    late = judged(scene, [kind])
    rows = [row | {"late": one} for one in late if _in_state(row := one.row(), state)]
    rows = [row for row in rows if all(f.holds(row) for f in filters)]
    rows = ordered(rows, name, descending, tie=lambda row: (row["stream"], row["clock"]))
    end = None if limit is None else offset + limit
    return len(rows), [_explained(row) for row in rows[offset:end]]


def judged(scene: Scene, kinds: Collection[Kind]) -> list[Late]:
    """Every late clock at the time asked."""
    as_of = scene.moment.as_of
    return [
        late
        for stream, row in candidates(scene, as_of)
        for late in overdue.judge(stream, row, scene.book, as_of, kinds)
    ]


def candidates(scene: Scene, by: datetime) -> Iterator[tuple[str, Row]]:
    """The cases that may have a late clock by a time."""
    yield from scene.cases.rows(scene.connection, TABLE.c.late_from <= by)
    yield from scene.cases.changed.items()


def _in_state(row: Row, state: State) -> bool:
    return state is State.ANY or row["state"] == state.value


def _explained(row: Row) -> Row:
    late: Late = row["late"]
    shown = {name: value for name, value in row.items() if name not in ("late", "attributes")}
    return shown | {"explanation": late.explanation(), "attributes": row["attributes"]}

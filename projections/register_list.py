"""The registers of the hall and of departments side by side 两册比对: pairs, and one-sided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from projections.case_list import sort_key
from projections.filters import Filter, ordered, read_value, unknown
from projections.fold import Row
from projections.matching import Matchable, Pair, compared, span
from projections.register_cases import every_case, in_the_hall, moved, near_departments
from projections.scene import Scene

PAIR, HALL_ONLY, DEPT_ONLY = "pair", "hall_only", "dept_only"
COLUMNS: dict[str, type] = {
    "match": str,
    "overlap": bool,
    "matched_by": str,
    "unit": str,
    "item": str,
    "shared_no": str,
    "subject": str,
    "hall": str,
    "hall_source": str,
    "hall_first_at": datetime,
    "hall_last_at": datetime,
    "dept": str,
    "dept_source": str,
    "dept_first_at": datetime,
    "dept_last_at": datetime,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How many matters run in both registers, how many of them at once, how many in one only."""

    pairs: int
    overlapping: int
    hall_only: int
    dept_only: int


def list_registers(
    scene: Scene,
    where: Mapping[str, str],
    sort: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """Matched pairs, then the cases of one side; raises UnknownColumn and BadValue."""
    filters = [_filter(name, text) for name, text in where.items()]
    rows = [row for row in _rows(scene, where) if all(each.holds(row) for each in filters)]
    name, descending = sort_key(sort or "-match", COLUMNS)
    rows = ordered(rows, name, descending, tie=lambda row: (row["hall"], row["dept"]))
    return len(rows), rows[offset : None if limit is None else offset + limit]


def figures(scene: Scene) -> Figures:
    """The counts of what `list_registers` lists."""
    moving = moved(scene)
    found = compared(near_departments(scene, moving), scene.world)
    return Figures(
        pairs=len(found.pairs),
        overlapping=sum(pair.overlap for pair in found.pairs),
        hall_only=in_the_hall(scene, moving) - len({pair.hall.stream for pair in found.pairs}),
        dept_only=len(found.dept_only),
    )


def _filter(name: str, text: str) -> Filter:
    if name not in COLUMNS:
        raise unknown(name, tuple(COLUMNS))
    return Filter(name, read_value(name, text, COLUMNS[name]))


def _rows(scene: Scene, where: Mapping[str, str]) -> Iterator[Row]:
    match = where.get("match", "")
    read = near_departments if match in (PAIR, DEPT_ONLY) else every_case
    found = compared(read(scene, moved(scene)), scene.world)
    if match in ("", PAIR):
        yield from (_pair(each) for each in found.pairs)
    if match in ("", HALL_ONLY):
        yield from (_row(HALL_ONLY, hall=file) for file in found.hall_only)
    if match in ("", DEPT_ONLY):
        yield from (_row(DEPT_ONLY, dept=file) for file in found.dept_only)


def _pair(pair: Pair) -> Row:
    return _row(PAIR, pair.hall, pair.dept, pair.overlap, pair.by.value)


def _row(
    match: str,
    hall: Matchable | None = None,
    dept: Matchable | None = None,
    overlap: bool | None = None,
    by: str = "",
) -> Row:
    either = hall or dept
    assert either is not None, "a row is of at least one case"
    shared = {name: either.slots[name] for name in ("unit", "item", "shared_no", "subject")}
    found = {"match": match, "overlap": overlap, "matched_by": by} | shared
    return found | _side("hall", hall) | _side("dept", dept)


def _side(name: str, file: Matchable | None) -> Row:
    first, last = span(file) if file else (None, None)
    return {
        name: file.stream if file else "",
        f"{name}_source": file.slots["source"] if file else "",
        f"{name}_first_at": first,
        f"{name}_last_at": last,
    }

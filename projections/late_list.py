"""Lists of late clocks: the index offers cases, the judge decides, the rows shown are explained."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from projections.case_list import happened, read_filter, sort_key
from projections.cases import TABLE
from projections.filters import ordered
from projections.fold import Row
from projections.overdue import COLUMNS, Late, State, late_of
from projections.scene import Scene
from projections.standing import Kind, Standing, stand

# A deadline of today ends within a day and a half in any zone.
_TODAY = timedelta(days=1, hours=12)


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
    late = [one for one in judged(scene, [kind]) if _in_state(one, state)]
    if filters:
        late = [one for one in late if all(f.holds(one.row()) for f in filters)]
    if sort is None:
        late.sort(key=lambda one: (-one.over, one.stream, one.running.clock.clock))
    else:
        late = _sorted(late, *sort_key(sort, COLUMNS))
    end = None if limit is None else offset + limit
    return len(late), [_explained(one) for one in late[offset:end]]


def judged(scene: Scene, kinds: Collection[Kind]) -> list[Late]:
    """Every late clock at the time asked."""
    as_of = scene.moment.as_of
    return [
        late
        for standing in standings(scene, as_of)
        for late in late_of(standing, scene.book, as_of, kinds)
    ]


def standings(scene: Scene, by: datetime) -> Iterator[Standing]:
    """The cases that may have a late clock by a time, as they stand at the time asked."""
    as_of, book = scene.moment.as_of, scene.book
    may_be_late = TABLE.c.late_from <= by
    settled = scene.cases.versions(scene.connection, may_be_late, happened(scene))
    yield from scene.standings.of(scene.connection, scene.cases, settled, book, as_of)
    moving = scene.cases.rows(scene.connection, may_be_late, TABLE.c.last_at > as_of)
    for stream, row in (*moving, *scene.cases.changed.items()):
        standing = stand(stream, row, book, as_of)
        if standing is not None:
            yield standing


def due_today(scene: Scene) -> list[str]:
    """The cases with a running clock whose last lawful day is the day of the question."""
    as_of = scene.moment.as_of
    found = standings(scene, as_of + _TODAY)
    return [standing.stream for standing in found if standing.ends_on(as_of)]


def _in_state(late: Late, state: State) -> bool:
    if state is State.ANY:
        return True
    return (late.running.ended_at is None) is (state is State.OPEN)


def _sorted(late: list[Late], name: str, descending: bool) -> list[Late]:
    rows = [one.row() | {"late": one} for one in late]
    rows = ordered(rows, name, descending, tie=lambda row: (row["stream"], row["clock"]))
    return [row["late"] for row in rows]


def _explained(late: Late) -> Row:
    row = late.row()
    attributes = row.pop("attributes")
    return row | {"explanation": late.explanation(), "attributes": attributes}

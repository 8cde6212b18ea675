"""The rows of the judges as a question finds them: stored, or judged anew for its own time."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa

from ledger.canonical import instant
from projections import signs
from projections.docket import Docket
from projections.fold import Row
from projections.judging import Changes, judge
from projections.library import Library
from projections.scene import Scene
from projections.snapshot import Snapshot
from projections.views import VIEWS
from projections.worlds import touched

Moving = Mapping[str, Mapping[str, tuple[None, Row]]]


def sign_rows(
    scene: Scene,
    dockets: Iterable[Docket],
    *where: sa.ColumnElement[bool],
    groups: Collection[str] | None = None,
) -> Iterator[tuple[str, Row]]:
    """The rows of these dockets by candidate; `where` narrows down those that are stored, `groups`
    those that are judged anew to the members of these.

    What is stored was judged with everything recorded by a position. For a position between two
    batches the entries since the first are judged here; for a time in the past the candidates of
    which something happened later.
    """
    chosen = list(dockets)
    stored = _stored(scene, chosen)
    moving = moving_rows(scene, groups)
    anew: dict[str, Row] = {}
    if any(moving.values()):
        anew = dict(judge(library(scene, scene.moment.as_of), chosen, Changes(rows=moving)))
    named = signs.TABLE.c.docket.in_([docket.name for docket in chosen])
    rows = stored.rows(scene.connection, named, *where)
    for key, row in (*rows, *stored.changed.items()):
        if key not in anew:
            yield key, row
    yield from anew.items()


def library(scene: Scene, as_of: datetime | None = None) -> Library:
    """What judges read at the position of a question, of what had happened by a time."""
    return Library(scene.connection, scene.rows, VIEWS.filing, scene.world, as_of, scene.frozen)


def _stored(scene: Scene, dockets: list[Docket]) -> Snapshot:
    """What was stored by the last batch, and what the entries since it make of it."""
    boundary = scene.cases.boundary
    later: dict[str, Row] = {}
    if scene.changed:
        facts = [row for _, row in scene.changed["reference"].values()]
        heard = scene.changed["feeds"]
        changes = Changes(
            rows=scene.changed,
            touched=touched(facts, scene.world),
            facts=bool(facts),
            heard=bool(heard),
            waiting=waiting(scene, boundary) if heard else {},
        )
        later = dict(judge(library(scene), dockets, changes))
    return Snapshot(signs.KEPT, scene.build, boundary, later)


def waiting(scene: Scene, boundary: int | None) -> Mapping[str, list[str]]:
    """The candidates of each docket whose verdicts hang on a feed."""
    found: dict[str, list[str]] = {}
    rows = Snapshot(signs.KEPT, scene.build, boundary, {})
    for key, row in rows.rows(scene.connection, sa.func.cardinality(signs.TABLE.c.waits) > 0):
        found.setdefault(row["docket"], []).append(key.removeprefix(f"{row['docket']}:"))
    return found


def moving_rows(scene: Scene, groups: Collection[str] | None = None) -> Moving:
    """The rows of which something had happened by the time asked, and something later; with
    `groups` the members of these alone.
    """
    as_of = scene.moment.as_of
    found: dict[str, dict[str, tuple[None, Row]]] = {}
    for name, filing in VIEWS.filing.items():
        columns, rows = filing.fold.table.c, scene.rows[name]
        moved = [columns.last_at > as_of, columns.first_at <= as_of]
        if groups is not None:
            wanted = sa.bindparam(None, sorted(groups), type_=sa.ARRAY(sa.Text))
            moved.append(columns.groups.op("&&")(wanted))
        later = rows.rows(scene.connection, *moved)
        found[name] = {key: (None, row) for key, row in later}
        for key, row in rows.changed.items():
            told = filing.until(row, as_of)
            if told is not None and told != row:
                found[name][key] = None, row
    return found


def held(row: Row, as_of: datetime) -> Iterator[Row]:
    """The verdicts of a row that are the answer at a time, as they are stored."""
    moment = instant(as_of)
    for one in row["verdicts"]:
        if one["since"] <= moment and (one["until"] is None or moment < one["until"]):
            yield one

"""Live views against a rebuild: the log is folded anew beside them, and every row compared."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import orjson
import sqlalchemy as sa

from projections import registry, signs, store
from projections.fold import Kept, Row
from projections.projector import Projector
from projections.registry import Build
from projections.views import VIEWS

# A set of views of its own name: no reader meets its build, and none takes the place of another.
ASIDE = replace(VIEWS, name="compare")
NAMED = 20
AT_ONCE = 500

Tell = Callable[[int, int], None]
"""Called with how many entries are folded, and how many there are."""


class Vanished(Exception):
    """The build that was compared was replaced meanwhile; compare again."""


@dataclass(slots=True)
class Compared:
    """How many rows a view has live, how many differ, and the keys of the first of these."""

    rows: int
    different: int = 0
    keys: list[str] = field(default_factory=list)


def compare_views(
    live: Projector, tell: Tell = lambda _done, _all: None
) -> tuple[int, Mapping[str, Compared]]:
    """The position compared at and each view; raises Vanished.

    What an earlier comparison left behind when it was killed is dropped first. Memory does not
    grow with the log.
    """
    live.catch_up()
    with _read(live) as connection:
        mine = registry.chosen(registry.builds(connection), VIEWS)
    assert mine is not None, "views that have caught up have a build"
    aside = Projector(live.database, live.reader, ASIDE)
    try:
        number = _begun(aside)
        build = _build(aside, number)
        while build.position < mine.position:
            aside.step(build, mine.position)
            build = _build(aside, number)
            tell(build.position, mine.position)
        with _read(live) as connection:
            if all(each.build != mine.build for each in registry.builds(connection)):
                raise Vanished("expected the views to stay, they were rebuilt; compare again")
            found = {k.name: _compared(connection, k, mine, number) for k in VIEWS.kept}
        return mine.position, found
    finally:
        _drop(aside)
        aside.close()


def _compared(connection: sa.Connection, kept: Kept, live: Build, aside: int) -> Compared:
    """The rows of one view as they were at the position of the live build."""
    held = sa.select(sa.func.count()).where(store.valid(kept, live.build, live.position))
    found = Compared(connection.execute(held).scalar_one())
    for key in _different(connection, kept, live, aside):
        found.different += 1
        if len(found.keys) < NAMED:
            found.keys.append(key)
    return found


def _different(connection: sa.Connection, kept: Kept, live: Build, aside: int) -> Iterator[str]:
    """The keys of rows that are not alike, in order; the database joins the two sides."""
    of_both = sa.select(kept.table.c.key, kept.table.c.row)
    ours = of_both.where(store.valid(kept, live.build, live.position)).subquery()
    theirs = of_both.where(store.valid(kept, aside, None)).subquery()
    query = (
        sa.select(sa.func.coalesce(ours.c.key, theirs.c.key), ours.c.row, theirs.c.row)
        .select_from(ours.join(theirs, ours.c.key == theirs.c.key, full=True))
        .where(ours.c.row.is_distinct_from(theirs.c.row))
        .order_by(sa.literal_column("1"))
    )
    streamed = connection.execution_options(yield_per=AT_ONCE)
    for key, row, other in streamed.execute(query):
        if _read_row(row) != _read_row(other):
            yield key


def _read_row(text: str | None) -> Row | None:
    """A row; what nothing is to be said of any more counts as if it had never been."""
    row: Row | None = None if text is None else orjson.loads(text)
    return None if row == signs.EMPTY else row


@contextmanager
def _read(projector: Projector) -> Iterator[sa.Connection]:
    """One state of the database throughout."""
    engine = projector.database.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        yield connection


def _begun(aside: Projector) -> int:
    _drop(aside)
    return aside.begin_beside()


def _build(aside: Projector, number: int) -> Build:
    with aside.database.begin() as connection:
        found = registry.builds(connection)
    build = next((each for each in found if each.build == number), None)
    if build is None:
        raise Vanished("expected to compare alone, somebody else began to; compare again")
    return build


def _drop(aside: Projector) -> None:
    with aside.database.begin() as connection:
        mine = [b.build for b in registry.builds(connection) if b.views == ASIDE.name]
        registry.drop(connection, mine, ASIDE)

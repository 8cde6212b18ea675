"""The cases of the two registers as far as they are matched: a few columns of each."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from domain.decider import Origin
from projections.case_list import happened, moving_cases
from projections.cases import TABLE
from projections.fold import Row
from projections.matching import Lane, Lanes
from projections.scene import Scene

_SLOTS = ("unit", "item", "shared_no", "subject", "source", "origin", "first_at", "last_at")


class Brief(NamedTuple):
    """A case with the slots by which it is matched and listed."""

    stream: str
    slots: Row


def moved(scene: Scene) -> list[Brief]:
    """Those that changed after the time asked, which the columns cannot tell of."""
    return [Brief(row["stream"], row) for row in moving_cases(scene) if row["voided_at"] is None]


def every_case(scene: Scene, moving: Sequence[Brief]) -> list[Brief]:
    """Every case that counts, as it stood at the time asked."""
    return [*_settled(scene), *moving]


def near_departments(scene: Scene, moving: Sequence[Brief]) -> list[Brief]:
    """The cases that departments keep, and those that may be the same matter as one of them.

    Some others may be among them; of those that match none is missing.
    """
    kept = sa.or_(
        TABLE.c.origin == Origin.DEPT_OFFICE,
        TABLE.c.source.in_(Lanes(scene.world).departments),
    )
    dept = [*_settled(scene, kept), *moving]
    # The groups by which cases are judged as one matter; they have an index.
    matters = sa.bindparam(None, sorted(_matters(dept)), type_=sa.ARRAY(sa.Text))
    return [*dept, *_settled(scene, TABLE.c.groups.op("&&")(matters), sa.not_(kept))]


def in_the_hall(scene: Scene, moving: Sequence[Brief]) -> int:
    """How many cases came through the hall."""
    columns = (TABLE.c.source, TABLE.c.origin)
    grouped = sa.select(*columns, sa.func.count()).where(*_counted(scene)).group_by(*columns)
    found = [
        (Brief("", {"source": source, "origin": origin}), number)
        for source, origin, number in scene.connection.execute(grouped)
    ]
    found += [(brief, 1) for brief in moving]
    lanes = Lanes(scene.world)
    return sum(number for brief, number in found if lanes.of(brief) is Lane.HALL)


def _matters(briefs: list[Brief]) -> Iterator[str]:
    for _, slots in briefs:
        if slots["shared_no"]:
            yield f"n:{slots['shared_no']}"
        if slots["subject"]:
            yield f"m:{slots['subject']}|{slots['item']}"


def _counted(scene: Scene) -> tuple[sa.ColumnElement[bool], ...]:
    return scene.cases.condition(), happened(scene), TABLE.c.voided_at.is_(None)


def _settled(scene: Scene, *where: sa.ColumnElement[bool]) -> Iterator[Brief]:
    columns = (TABLE.c.key, *(TABLE.c[name] for name in _SLOTS))
    query = sa.select(*columns).where(*_counted(scene), *where)
    for stream, *slots in scene.connection.execute(query):
        yield Brief(stream, dict(zip(_SLOTS, slots, strict=True)))

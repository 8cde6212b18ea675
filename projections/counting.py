"""The figures of the overview, each of which a list of the same name shows row by row."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from projections.case_list import happened, moving_cases
from projections.cases import TABLE
from projections.fold import Row
from projections.late_list import due_today, judged
from projections.overdue import Late
from projections.scene import Scene
from projections.standing import Kind

_ENDS = ("closed_at", "voided_at", "not_accepted_at")


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases and late clocks at a time; `new` and `done` since `since`, that time not included."""

    position: int
    known_at: datetime
    as_of: datetime
    since: datetime
    total: int
    open: int
    closed: int
    voided: int
    new: int
    done: int
    due_today: int
    overdue_legal_open: int
    overdue_legal_closed: int
    overdue_card_open: int
    overdue_card_closed: int


def count(scene: Scene, since: datetime) -> Counts:
    """The figures at the time asked."""
    settled = _count_settled(scene, since)
    moving = [_figures_of(case, since) for case in moving_cases(scene)]
    total, still_open, closed, voided, new, done = map(sum, zip(settled, *moving, strict=True))
    late = judged(scene, list(Kind))
    moment = scene.moment
    return Counts(
        position=moment.position,
        known_at=moment.known_at,
        as_of=moment.as_of,
        since=since,
        total=total,
        open=still_open,
        closed=closed,
        voided=voided,
        new=new,
        done=done,
        due_today=len(due_today(scene)),
        overdue_legal_open=_number(late, Kind.LEGAL, is_open=True),
        overdue_legal_closed=_number(late, Kind.LEGAL, is_open=False),
        overdue_card_open=_number(late, Kind.CARD, is_open=True),
        overdue_card_closed=_number(late, Kind.CARD, is_open=False),
    )


def _count_settled(scene: Scene, since: datetime) -> list[int]:
    """Total, open, closed, voided, new, done: of the cases that SQL can answer for."""
    columns = TABLE.c
    still_open = sa.and_(*(columns[end].is_(None) for end in _ENDS))
    wanted = (
        sa.true(),
        still_open,
        columns.closed_at.is_not(None),
        columns.voided_at.is_not(None),
        columns.first_at > since,
        columns.closed_at > since,
    )
    row = scene.connection.execute(
        sa.select(*(sa.func.count().filter(each) for each in wanted)).where(
            scene.cases.condition(), happened(scene)
        )
    ).one()
    return list(row)


def _figures_of(case: Row, since: datetime) -> list[int]:
    """The same six figures of one case."""
    closed = case["closed_at"]
    return [
        1,
        all(case[end] is None for end in _ENDS),
        closed is not None,
        case["voided_at"] is not None,
        case["first_at"] > since,
        closed is not None and closed > since,
    ]


def _number(late: list[Late], kind: Kind, *, is_open: bool) -> int:
    return sum(one.kind is kind and (one.running.ended_at is None) is is_open for one in late)

"""Cases of the same applicant and item that are still open: what a window is told at intake."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from projections import store
from projections.cases import FOLD, TABLE
from projections.registry import Build

_ENDS = ("closed_at", "voided_at", "not_accepted_at", "decided_at")


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """An open case, where it was taken in and since when."""

    stream: str
    unit: str
    window: str
    origin: str
    since: datetime


def open_matters(
    connection: sa.Connection, build: Build, subject: str, item: str, besides: str
) -> list[OpenMatter]:
    """The open cases of a subject and an item but one, as far as the views have come."""
    columns = TABLE.c
    matter = sa.bindparam(None, [f"m:{subject}|{item}"], type_=sa.ARRAY(sa.Text))
    rows = connection.execute(
        sa.select(columns.key, columns.unit, columns.window, columns.origin, columns.first_at)
        .where(
            store.valid(FOLD, build.build, None),
            columns.groups.op("&&")(matter),
            columns.key != besides,
            *(columns[end].is_(None) for end in _ENDS),
        )
        .order_by(columns.first_at)
    )
    return [OpenMatter(*row) for row in rows]

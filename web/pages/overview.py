"""总览: five figures against the last period, units by overdue, feeds, and one line on proof."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.labels import label
from domain.verdict import Decision
from projections.counting import Counts
from projections.overdue import State
from projections.read import PERIOD
from projections.sign_list import Wanted
from projections.standing import Kind
from projections.when import When
from web.bars import bars, grave_word
from web.desk import AtDesk, Desk
from web.pages.signs import SUBJECTS
from web.sealing import sealing
from web.templating import text as _

ROUTER = APIRouter(include_in_schema=False)
UNITS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, what it was a period before, and the list of what it counts."""

    name: str
    number: int
    before: int
    link: str
    bad: bool = False
    clocks: bool = False


@ROUTER.get("/")
def overview(desk: AtDesk) -> HTMLResponse:
    """The first page."""
    views = desk.services.views
    counts = views.counts(desk.when)
    title = _("今日总览")
    if desk.opened is None or counts.total == 0:
        return desk.page("empty.html", "today", title, counts)
    late = views.overdue(_at(counts), Kind.LEGAL, State.OPEN)
    return desk.page(
        "overview.html",
        "today",
        title,
        counts,
        counts=counts,
        days=PERIOD.days,
        figures=figures(desk, counts, views.counts(_at(counts, PERIOD))),
        grave=grave_word(late.rows, Kind.LEGAL),
        bars=bars(late.rows, Kind.LEGAL)[:UNITS_SHOWN],
        signs=_signs(desk, _at(counts)),
        feeds=views.feeds(_at(counts)),
        label=label,
        sealing=sealing(desk.services),
        heard=_last_heard(desk, counts.position),
        lag=views.lag().events,
    )


def figures(desk: Desk, now: Counts, earlier: Counts) -> tuple[Figure, ...]:
    """The five figures; flows against the period before, stocks against its end."""
    late, was_late = now.overdue_legal_open, earlier.overdue_legal_open
    listed = desk.link
    return (
        Figure(_("新收"), now.new, earlier.new, listed("/cases", listed="new")),
        Figure(_("办结"), now.done, earlier.done, listed("/cases", listed="done")),
        Figure(_("在办"), now.open, earlier.open, listed("/cases", listed="open")),
        Figure(
            _("今日到期"), now.due_today, earlier.due_today, listed("/cases", listed="due_today")
        ),
        Figure(
            _("超期未办结"), late, was_late, listed("/overdue", state="open"),
            bad=late > 0, clocks=True,
        ),
    )  # fmt: skip


def _at(counts: Counts, back: timedelta = timedelta(0)) -> When:
    """The same knowledge, as of the same time or a period before."""
    return When(counts.as_of - back, counts.position)


def _signs(desk: Desk, at: When) -> list[tuple[str, int, int, str]]:
    """For each family what it is called, how much is suspected, how much cannot be told, where."""
    rows = desk.services.views.signs(at, Wanted(None, None)).rows
    counts = Counter((row["family"], row["decision"]) for row in rows)
    return [
        (
            label(subject.family).zh,
            counts[subject.family, Decision.VIOLATION],
            counts[subject.family, Decision.UNDETERMINED],
            desk.link(subject.path),
        )
        for subject in SUBJECTS
    ]


def _last_heard(desk: Desk, position: int) -> datetime | None:
    """When the last entry that the answer rests on was recorded."""
    entries = desk.services.views.reader.page(position - 1, position, 1) if position else []
    return entries[0].recorded_at if entries else None

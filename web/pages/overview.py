"""总览: five figures against the last period, units by overdue, feeds, and one line on proof."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from projections.counting import Counts
from projections.overdue import Kind, State
from projections.read import PERIOD, Views
from projections.when import When
from web.bars import Bar, bars
from web.desk import AtDesk, Desk
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


@dataclass(frozen=True, slots=True)
class Sums:
    """What the page adds up: the figures now and a period before, and the units."""

    counts: Counts
    earlier: Counts
    bars: tuple[Bar, ...]


@ROUTER.get("/")
def overview(desk: AtDesk) -> HTMLResponse:
    """The first page."""
    views = desk.services.views
    lags = views.lag()
    sums = _sums(views, _to_the_minute(desk), min((lag.position for lag in lags), default=0))
    title = _("今日总览")
    if desk.opened is None or sums.counts.total == 0:
        return desk.page("empty.html", "today", title, sums.counts)
    return desk.page(
        "overview.html",
        "today",
        title,
        sums.counts,
        counts=sums.counts,
        days=PERIOD.days,
        figures=figures(desk, sums),
        bars=sums.bars,
        sealing=sealing(desk.services),
        heard=_last_heard(desk, sums.counts.position),
        lag=max((lag.events for lag in lags), default=0),
    )


def figures(desk: Desk, sums: Sums) -> tuple[Figure, ...]:
    """The five figures; flows against the period before, stocks against its end."""
    now, earlier = sums.counts, sums.earlier
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


def _to_the_minute(desk: Desk) -> When:
    """The times asked for; the present is that of the minute which the page shows."""
    if desk.when.as_of is not None or desk.simulated or desk.when.known_at is not None:
        return desk.when
    return replace(desk.when, as_of=datetime.now(UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=64)
def _sums(views: Views, when: When, position: int) -> Sums:
    """The sums of a page, the same as long as the views stand at `position`."""
    counts = views.counts(when)
    late = views.overdue(_at(counts), Kind.LEGAL, State.OPEN)
    units = bars(late.rows, Kind.LEGAL)[:UNITS_SHOWN]
    return Sums(counts, views.counts(_at(counts, PERIOD)), units)


def _at(counts: Counts, back: timedelta = timedelta(0)) -> When:
    """The same knowledge, as of the same time or a period before."""
    return When(counts.as_of - back, counts.position)


def _last_heard(desk: Desk, position: int) -> datetime | None:
    """When the last entry that the answer rests on was recorded."""
    entries = desk.services.views.reader.page(position - 1, position, 1) if position else []
    return entries[0].recorded_at if entries else None

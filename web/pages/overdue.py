"""超期: by law and promise, or by card, never in one column; each row says why."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.labels import clock_label
from domain.lateness import Unit
from projections.overdue import State
from projections.standing import Kind
from projections.when import When
from web.bars import bars, grave_word
from web.desk import AtDesk
from web.formats import running_time, thousands
from web.paging import SIZE, pages
from web.standing import lateness
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(prefix="/overdue", include_in_schema=False)
STATES = {State.OPEN: _("未办结"), State.CLOSED: _("已办结"), State.ANY: _("全部")}
KINDS = {Kind.LEGAL: _("法定、承诺时限"), Kind.CARD: _("发牌")}


@ROUTER.get("")
def overdue(desk: AtDesk) -> HTMLResponse:
    """Late clocks, those furthest beyond their deadline first."""
    views = desk.services.views
    kind, state = desk.code("kind", Kind.LEGAL), desk.code("state", State.OPEN)
    unit, number = desk.word("unit"), desk.number("page")
    answer = views.overdue(desk.when, kind, state)
    at = When(answer.as_of, answer.position)
    whole = views.open_by_unit(at) if state is State.OPEN else None
    rows = [row for row in answer.rows if not unit or row["unit"] == unit]

    def link(**query: object) -> str:
        asked = {"kind": kind.value, "state": state.value, "unit": unit} | query
        return desk.link("/overdue", **asked)

    return desk.page(
        "overdue.html",
        "overdue",
        _("超期"),
        answer,
        crumbs=(Link("/", _("今日")),),
        kind=kind,
        kinds=[(code.value, words, link(kind=code.value)) for code, words in KINDS.items()],
        state=state,
        states=[(code.value, words) for code, words in STATES.items()],
        unit=unit,
        units=[(name, name) for name in sorted({row["unit"] for row in answer.rows} - {""})],
        whole=whole is not None,
        over=_over,
        grave=grave_word(answer.rows, kind),
        bars=bars(answer.rows, kind, whole),
        unit_link=lambda name: link(unit=name),
        rows=rows[(number - 1) * SIZE : number * SIZE],
        pages=pages(len(rows), number, lambda page: link(page=page)),
        clock=clock_label,
        lateness=lateness,
        frozen=answer.frozen,
    )


def _over(row: Mapping[str, Any]) -> str:
    """By how much: days in the clock's unit by law, running time by card."""
    if row["seconds_over"] is None:
        unit = _("个工作日") if row["counted_in"] == Unit.WORKING else _("日")
        return f"{thousands(row['days_over'])} {unit}"
    return running_time(row["seconds_over"])

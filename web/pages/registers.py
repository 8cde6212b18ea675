"""两册比对: the hall's and the departments' registers side by side, pairs and what stands alone."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from projections.filters import BadValue
from projections.matching import By
from projections.register_list import DEPT_ONLY, HALL_ONLY, PAIR
from projections.when import When
from web.desk import AtDesk, BadQuery
from web.formats import segment
from web.pages.signs import DOUBLE_TRACK, HOME
from web.paging import SIZE, pages
from web.signs import Piece, item_name
from web.standing import Shown
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(prefix="/registers", include_in_schema=False)
MATCHES = {
    (PAIR, "true"): _("两处同时在办"),
    (PAIR, ""): _("两册都有"),
    (DEPT_ONLY, ""): _("只在单位"),
    (HALL_ONLY, ""): _("只在大厅"),
}
STATES = {
    (PAIR, True): Shown(_("同时在办"), "bad"),
    (PAIR, False): Shown(_("先后办理"), "idle"),
    (DEPT_ONLY, None): Shown(_("只在单位"), "warn"),
    (HALL_ONLY, None): Shown(_("只在大厅"), "idle"),
}
BY = {By.SHARED_NO: _("共同编号"), By.SUBJECT_ITEM: _("申请人和事项")}


@ROUTER.get("")
def registers(desk: AtDesk) -> HTMLResponse:
    """Pairs first, then what only one register has."""
    views = desk.services.views
    match, overlap = desk.word("match") or PAIR, desk.word("overlap")
    unit, number = desk.word("unit"), desk.number("page")
    if (match, overlap) not in MATCHES:
        raise BadQuery("match")
    where = {"match": match, "overlap": overlap, "unit": unit}
    wanted = {name: text for name, text in where.items() if text}
    try:
        answer = views.registers(desk.when, wanted, "-dept_first_at", SIZE, (number - 1) * SIZE)
    except BadValue:
        raise BadQuery("overlap") from None
    at = When(answer.as_of, answer.position)
    sides = {row[side] for row in answer.rows for side in ("hall", "dept")} - {""}
    titles, world = views.titles(sides, at), views.known(at).world
    figures = views.register_figures(at)
    counts = (figures.overlapping, figures.pairs, figures.dept_only, figures.hall_only)

    def link(**query: object) -> str:
        return desk.link("/registers", **where | query)

    def case(stream: str) -> Piece:
        return Piece(titles.get(stream, stream), f"/cases/{segment(stream)}")

    return desk.page(
        "registers.html",
        DOUBLE_TRACK.task,
        _("两册比对"),
        answer,
        crumbs=(HOME, Link(DOUBLE_TRACK.path, DOUBLE_TRACK.title)),
        tabs=[
            (key == (match, overlap), words, number, link(match=key[0], overlap=key[1]))
            for (key, words), number in zip(MATCHES.items(), counts, strict=True)
        ],
        match=match,
        overlap=overlap,
        unit=unit,
        units=[(name, name) for name in views.choices("unit", at)],
        rows=answer.rows,
        state=_state,
        by=lambda row: BY[By(row["matched_by"])] if row["matched_by"] else "",
        case=case,
        item=lambda row: item_name(world, row["item"]),
        pages=pages(answer.total, number, lambda page: link(page=page)),
    )


def _state(row: Mapping[str, Any]) -> Shown:
    return STATES[row["match"], row["overlap"]]

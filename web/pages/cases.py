"""办件: the list behind the figures, searched and filtered; and one case in full."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.decider import Origin
from domain.labels import STATUSES, label
from projections.listing import Listed, Wanted
from projections.when import When
from web.casefile import case_file
from web.desk import AtDesk, Desk, Missing
from web.paging import SIZE, pages
from web.signs_of import signs_told
from web.standing import status
from web.tasks import Link
from web.templating import text as _
from web.timeline import steps

ROUTER = APIRouter(prefix="/cases", include_in_schema=False)
TITLES = {
    Listed.ALL: _("办件"),
    Listed.NEW: _("近30日新收"),
    Listed.DONE: _("近30日办结"),
    Listed.OPEN: _("在办"),
    Listed.DUE_TODAY: _("今日到期"),
}
LISTS = TITLES | {Listed.ALL: _("全部办件")}
FILTERS = ("status", "unit", "origin")
HOME = Link("/", _("今日"))


@ROUTER.get("")
def case_list(desk: AtDesk) -> HTMLResponse:
    """The list."""
    listed = desk.code("listed", Listed.ALL)
    chosen = {name: desk.word(name) for name in FILTERS}
    words, number = desk.word("q"), desk.number("page")
    wanted = Wanted(listed, {name: text for name, text in chosen.items() if text}, words)
    answer = desk.services.views.listed(wanted, desk.when, SIZE, (number - 1) * SIZE)

    def link(page: int) -> str:
        kept = "" if listed is Listed.ALL else listed.value
        return desk.link("/cases", listed=kept, q=words, **chosen, page=page if page > 1 else "")

    return desk.page(
        "cases.html",
        "cases",
        TITLES[listed],
        answer,
        crumbs=(HOME,) if listed is Listed.ALL else (HOME, Link("/cases", TITLES[Listed.ALL])),
        rows=answer.rows,
        status=status,
        listed=listed,
        lists=[(code.value, title) for code, title in LISTS.items()],
        chosen=chosen,
        words=words,
        options=_options(desk),
        origin=_origin,
        pages=pages(answer.total, number, link),
    )


@ROUTER.get("/{stream:path}")
def one_case(desk: AtDesk, stream: str) -> HTMLResponse:
    """One case."""
    answer = None if "\x00" in stream else desk.services.views.case(stream, desk.when)
    if answer is None:
        raise Missing(
            _("按所选时点，台账中没有这一办件的记录。请核对编号，或回到现在再查。")
            if desk.asked.typed
            else _("台账中没有这一办件。请核对收件编号后在上方查找。")
        )
    at = When(answer.as_of, answer.position)
    told = signs_told(desk, stream, at)
    return desk.page(
        "case.html",
        "cases",
        answer.row["receipt_no"] or stream,
        answer,
        crumbs=(HOME, Link("/cases", TITLES[Listed.ALL])),
        case=answer.row,
        answer=answer,
        file=case_file(answer, desk.zone),
        status=status(answer.row["status"]),
        origin=_origin(answer.row["origin"]),
        signs=told.standing,
        fine=told.fine,
        steps=steps([step.entry for step in answer.steps], answer.as_of, desk.zone),
    )


def _origin(code: str) -> str:
    return label(Origin(code)).zh if code else ""


def _options(desk: Desk) -> Mapping[str, list[tuple[str, str]]]:
    """What the filters offer: units and origins that occur, every state there is."""
    views = desk.services.views
    return {
        "status": [(code, name.zh) for code, name in STATUSES.items()],
        "unit": [(unit, unit) for unit in views.choices("unit", desk.when)],
        "origin": [(code, _origin(code)) for code in views.choices("origin", desk.when)],
    }

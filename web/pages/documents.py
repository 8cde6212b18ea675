"""公开信息: documents on their way to publication; one of them with what is suspected of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.labels import DOCUMENT_STATUSES
from domain.world import World
from projections.when import When
from web.desk import AtDesk, Desk, Missing
from web.pages.signs import DISCLOSURE, HOME
from web.paging import SIZE, pages
from web.signs_of import signs_told
from web.standing import Shown
from web.tasks import Link
from web.templating import text as _
from web.timeline import steps

ROUTER = APIRouter(prefix="/documents", include_in_schema=False)
LIST = Link("/documents", _("公开信息"))
SHAPES = {"published": "good", "withdrawn": "gone", "withheld": "gone", "changed": "warn"}
FILTERS = ("status", "unit", "category")
STAGES = {
    "drafted_at": _("拟制"),
    "coordinated_at": _("发布协调"),
    "reviewed_at": _("通过保密审查"),
    "published_at": _("公开"),
}


@ROUTER.get("")
def documents(desk: AtDesk) -> HTMLResponse:
    """The list, the newest first."""
    views = desk.services.views
    chosen = {name: desk.word(name) for name in FILTERS}
    number = desk.number("page")
    where = {name: text for name, text in chosen.items() if text}
    answer = views.documents(desk.when, where, limit=SIZE, offset=(number - 1) * SIZE)
    at = When(answer.as_of, answer.position)
    classes = _classes(views.known(at).world)
    return desk.page(
        "documents.html",
        DISCLOSURE.task,
        LIST.name,
        answer,
        crumbs=(HOME, Link(DISCLOSURE.path, DISCLOSURE.title)),
        rows=answer.rows,
        chosen=chosen,
        options=_options(desk, at, classes),
        classes=classes,
        status=_status,
        pages=pages(answer.total, number, lambda page: desk.link(LIST.path, **chosen, page=page)),
    )


@ROUTER.get("/{stream:path}")
def one_document(desk: AtDesk, stream: str) -> HTMLResponse:
    """One document: its stages, its events, and what the judges say."""
    views = desk.services.views
    answer = None if "\x00" in stream else views.document(stream, desk.when)
    if answer is None:
        raise Missing(
            _("按所选时点，台账中没有这一信息的记录。请从公开信息列表进入，或回到现在再查。")
        )
    at = When(answer.as_of, answer.position)
    classes, signs = _classes(views.known(at).world), signs_told(desk, stream, at)
    return desk.page(
        "document.html",
        DISCLOSURE.task,
        answer.row["title"] or stream,
        answer,
        crumbs=(HOME, Link(DISCLOSURE.path, DISCLOSURE.title), LIST),
        document=answer.row,
        category=classes.get(answer.row["category"], answer.row["category"]),
        status=_status(answer.row["status"]),
        stages=_stages(answer.row),
        steps=steps(answer.entries, answer.as_of, desk.zone),
        signs=signs.standing,
        fine=signs.fine,
    )


def _status(code: str) -> Shown:
    return Shown(DOCUMENT_STATUSES[code].zh, SHAPES.get(code, "idle"))


def _stages(row: Mapping[str, Any]) -> list[tuple[str, datetime | None]]:
    return [(words, row[slot]) for slot, words in STAGES.items()]


def _classes(world: World) -> Mapping[str, str]:
    return {each.category: each.name for each in world.book.classes}


def _options(
    desk: Desk, at: When, classes: Mapping[str, str]
) -> Mapping[str, list[tuple[str, str]]]:
    choices = desk.services.views.document_choices
    return {
        "status": [(code, name.zh) for code, name in DOCUMENT_STATUSES.items()],
        "unit": [(unit, unit) for unit in choices("unit", at)],
        "category": [(code, classes.get(code, code)) for code in choices("category", at)],
    }

"""One record of the log in words: what every verdict rests on, and the way to its proof."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.card_acts import Issued, Reminded
from domain.labels import label
from domain.world import World
from ledger.entry import Entry
from web.desk import AtDesk, Missing
from web.formats import segment
from web.signs import Piece, item_name
from web.tasks import Link
from web.templating import text as _
from web.timeline import as_said
from web.wording import Said

ROUTER = APIRouter(prefix="/entries", include_in_schema=False)
PLACES = {"case": _("所属办件"), "disclosure": _("所属公开信息")}
FOLDERS = {"case": "cases", "disclosure": "documents"}


@ROUTER.get("/{position}")
def one_entry(desk: AtDesk, position: str) -> HTMLResponse:
    """The record at a position."""
    views = desk.services.views
    known = views.known(desk.when)
    plain = position.isascii() and position.isdecimal() and len(position) < 19
    number = int(position) if plain else 0
    found = views.reader.page(number - 1, number, 1) if 0 < number <= known.position else []
    if not found:
        raise Missing(_("按所选时点，台账中没有这一序号的记录。请从办件或疑似问题进入。"))
    entry = found[0]
    return desk.page(
        "entry.html",
        "audit",
        _("第 %s 号记录") % f"{number:,}",
        known,
        crumbs=(Link("/", _("今日")), Link("/proof", _("记录的证明"))),
        entry=entry,
        said=_named(as_said(entry, desk.zone), known.world),
        origin=label(entry.origin).zh,
        place=_place(entry, views.titles([_about(entry)], desk.when)),
    )


def _named(said: Said, world: World) -> Said:
    """With the names of items that are told by their code."""
    fields = tuple(replace(field, value=item_name(world, field.value)) for field in said.fields)
    return replace(said, fields=fields)


def _place(entry: Entry, titles: dict[str, str]) -> tuple[str, Piece] | None:
    """The case or document that the record tells of."""
    stream = _about(entry)
    chapter = stream.partition("-")[0]
    if chapter not in PLACES:
        return None
    path = f"/{FOLDERS[chapter]}/{segment(stream)}"
    return PLACES[chapter], Piece(titles.get(stream, stream), path)


def _about(entry: Entry) -> str:
    """The stream that the record tells of: its own, or the case that a card is given for."""
    event = entry.event
    return event.case if isinstance(event, Issued | Reminded) else entry.stream

"""审计: how the log is sealed and witnessed, and the proof of one entry to take away."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from audit.office import REFUSALS, NoSuchEntry, NothingToSign
from web.desk import AtDesk, Missing, Unprovable
from web.sealing import last_checkpoint, sealing
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(prefix="/proof", include_in_schema=False)


@ROUTER.get("")
def state_of_proof(desk: AtDesk) -> HTMLResponse:
    """The last signed head and what it says."""
    return desk.page(
        "proof.html",
        "audit",
        _("记录的证明"),
        crumbs=(Link("/", _("今日")),),
        sealing=sealing(desk.services),
    )


@ROUTER.get("/checkpoint")
def checkpoint(desk: AtDesk) -> Response:
    """The last signed head, word for word."""
    content = last_checkpoint(desk.services)
    if content is None:
        raise Missing(_("台账尚未签过检查点。检查点每分钟签一次，请稍后再取。"))
    return _file(content, f"{desk.services.log}.checkpoint")


@ROUTER.get("/{position}")
def proof(desk: AtDesk, position: str) -> Response:
    """The proof that one entry is in the log, in the form tlog-proof."""
    known = position.isascii() and position.isdecimal() and len(position) < 19
    number = int(position) if known else 0
    try:
        content = bytes(desk.services.office.prove(number))
    except (NoSuchEntry, NothingToSign):
        raise Missing(_("台账中没有这一序号的记录。请从办件的时间线上取证明。")) from None
    except REFUSALS as refusal:
        raise Unprovable(str(refusal)) from refusal
    return _file(content, f"{desk.services.log}-{number}.tlog-proof")


def _file(content: bytes, name: str) -> PlainTextResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(content, headers=headers)

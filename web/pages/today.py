"""今日待办: what open cases ask of a unit or a window on the day."""

from collections import Counter

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.labels import TODO_KINDS
from projections.today import Todo
from web.desk import AtDesk
from web.paging import SIZE, pages
from web.standing import Shown
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(prefix="/today", include_in_schema=False)
SHAPES = {Todo.DUE_TODAY: "bad", Todo.DUE_SOON: "warn", Todo.PAUSE_ENDING: "still"}
FILTERS = {"unit": _("单位"), "window": _("窗口"), "person": _("经办人")}


@ROUTER.get("")
def today(desk: AtDesk) -> HTMLResponse:
    """What is due first comes first."""
    kind, number = desk.word("kind"), desk.number("page")
    chosen = {name: desk.word(name) for name in FILTERS}
    answer = desk.services.views.today(desk.when)
    fitting = [
        row for row in answer.rows if all(not t or row[name] == t for name, t in chosen.items())
    ]
    counts = Counter(row["kind"] for row in fitting)
    rows = [row for row in fitting if kind in ("", row["kind"])]

    def link(**query: object) -> str:
        return desk.link("/today", **{"kind": kind, **chosen} | query)

    return desk.page(
        "today.html",
        "today",
        _("今日待办"),
        answer,
        crumbs=(Link("/", _("今日")),),
        kind=kind,
        kinds=[(each.value, _name(each), counts[each], link(kind=each.value)) for each in Todo],
        every=link(kind=""),
        everything=len(fitting),
        chosen=chosen,
        filters=[
            (name, words, [(v, v) for v in sorted({row[name] for row in answer.rows} - {""})])
            for name, words in FILTERS.items()
        ],
        rows=rows[(number - 1) * SIZE : number * SIZE],
        state=lambda row: Shown(_name(Todo(row["kind"])), SHAPES.get(row["kind"], "idle")),
        pages=pages(len(rows), number, lambda page: link(page=page)),
        frozen=answer.frozen,
    )


def _name(kind: Todo) -> str:
    return TODO_KINDS[kind].zh

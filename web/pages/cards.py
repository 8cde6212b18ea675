"""发牌: the warnings, cards and reminders that were given, and those that lapsed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.card_acts import REMINDER as REMINDED
from domain.card_acts import CardMatter, LapseReason, Reminder, State
from domain.cards import Card
from domain.labels import REMINDER, label
from projections.when import When
from web.desk import AtDesk, Desk
from web.paging import SIZE, pages
from web.signs import item_name, period
from web.standing import Shown
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(prefix="/cards", include_in_schema=False)
KINDS = {
    Card.RED.value: Shown(label(Card.RED).zh, "bad"),
    Card.YELLOW.value: Shown(label(Card.YELLOW).zh, "warn"),
    Card.WARNING.value: Shown(label(Card.WARNING).zh, "idle"),
    REMINDED: Shown(REMINDER.zh, "idle"),
}
STATES = {
    State.STANDING: Shown(label(State.STANDING).zh, "good"),
    State.LAPSED: Shown(label(State.LAPSED).zh, "gone"),
}
FILTERS = {"unit": _("单位"), "window": _("窗口"), "person": _("经办人"), "period": _("月份")}


@ROUTER.get("")
def cards(desk: AtDesk) -> HTMLResponse:
    """The newest first."""
    views = desk.services.views
    number = desk.number("page")
    asked = {name: desk.word(name) for name in ("kind", "status", "unwarned", *FILTERS)}
    if asked["unwarned"] not in ("", "true"):
        asked["unwarned"] = ""
    where = {name: text for name, text in asked.items() if text}
    answer = views.cards(desk.when, where, None, SIZE, (number - 1) * SIZE)
    at = When(answer.as_of, answer.position)
    titles = views.titles({row["case"] for row in answer.rows}, at)
    world = views.known(at).world

    def link(**query: object) -> str:
        return desk.link("/cards", **asked | query)

    others = {name: text for name, text in where.items() if name != "kind"}
    counts = {row["kind"]: row["cards"] for row in views.cards_by("kind", at, others).rows}
    return desk.page(
        "cards.html",
        "overdue",
        _("发牌"),
        answer,
        crumbs=(Link("/", _("今日")), Link("/overdue", _("超期"))),
        asked=asked,
        kinds=[(key, kind.word, counts.get(key, 0), link(kind=key)) for key, kind in KINDS.items()],
        every=link(kind=""),
        everything=sum(counts.values()),
        states=[(state.value, shown.word) for state, shown in STATES.items()],
        filters=[(name, words, _options(desk, name, at)) for name, words in FILTERS.items()],
        rows=answer.rows,
        kind=lambda row: KINDS[row["kind"]],
        state=lambda row: STATES[State(row["status"])],
        matter=_matter,
        reason=lambda row: label(LapseReason(row["lapse_reason"])).zh,
        receipt=lambda row: titles.get(row["case"], row["case"]),
        item=lambda row: item_name(world, row["item"]),
        pages=pages(answer.total, number, lambda page: link(page=page)),
    )


def _matter(row: Mapping[str, Any]) -> str:
    """What the card is about: a profile's object, or what a reminder reminds of."""
    kind = Reminder if row["kind"] == REMINDED else CardMatter
    return label(kind(row["matter"])).zh


def _options(desk: Desk, name: str, at: When) -> list[tuple[str, str]]:
    found = sorted(row[name] for row in desk.services.views.cards_by(name, at).rows if row[name])
    if name != "period":
        return [(value, value) for value in found]
    return [(value, period(value)) for value in reversed(found)]

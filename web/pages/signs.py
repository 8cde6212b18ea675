"""What the judges suspect, one page for each family: 双轨, 进驻, 时限, 记录质量, 公开."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.detectors import Family
from domain.verdict import Decision
from projections.sign_list import Wanted
from projections.when import When
from web.desk import AtDesk, Desk
from web.paging import SIZE, pages
from web.sign_bars import sign_bars
from web.signs import Telling, period, streams, told
from web.tasks import Link
from web.templating import text as _

ROUTER = APIRouter(include_in_schema=False)
HOME = Link("/", _("今日"))
TABS = {Decision.VIOLATION: _("疑似"), Decision.UNDETERMINED: _("不能判定")}
FILTERS = {
    "unit": _("单位"),
    "window": _("窗口"),
    "channel": _("渠道"),
    "person": _("经办人"),
    "period": _("月份"),
}
UNITS_SHOWN = 10
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a family is called on its page, where it is, and to which task it belongs."""

    family: Family
    path: str
    task: str
    title: str
    nothing: str


DOUBLE_TRACK = Subject(
    Family.DOUBLE_TRACK, "/double-track", "double_track", _("疑似双轨运行"), _("双轨运行")
)
ENTRY = Subject(Family.ENTRY, "/entry", "entry", _("疑似进驻问题"), _("进驻和清单问题"))
TIMELINESS = Subject(Family.TIMELINESS, "/timeliness", "overdue", _("疑似时限问题"), _("时限问题"))
RECORD_QUALITY = Subject(
    Family.RECORD_QUALITY, "/records", "records", _("疑似记录问题"), _("记录质量问题")
)
DISCLOSURE = Subject(
    Family.DISCLOSURE, "/disclosure", "disclosure", _("疑似公开问题"), _("政务公开问题")
)
SUBJECTS = (DOUBLE_TRACK, ENTRY, TIMELINESS, RECORD_QUALITY, DISCLOSURE)


@ROUTER.get(DOUBLE_TRACK.path)
def double_track(desk: AtDesk) -> HTMLResponse:
    """双轨, with the figures of the two registers."""
    return _page(desk, DOUBLE_TRACK, registers=desk.services.views.register_figures(desk.when))


@ROUTER.get(ENTRY.path)
def entry(desk: AtDesk) -> HTMLResponse:
    """进驻."""
    return _page(desk, ENTRY)


@ROUTER.get(TIMELINESS.path)
def timeliness(desk: AtDesk) -> HTMLResponse:
    """时限."""
    return _page(desk, TIMELINESS)


@ROUTER.get(RECORD_QUALITY.path)
def records(desk: AtDesk) -> HTMLResponse:
    """记录质量."""
    return _page(desk, RECORD_QUALITY)


@ROUTER.get(DISCLOSURE.path)
def disclosure(desk: AtDesk) -> HTMLResponse:
    """公开."""
    return _page(desk, DISCLOSURE)


def _page(desk: Desk, subject: Subject, registers: object = None) -> HTMLResponse:
    views = desk.services.views
    decision, code = desk.code("decision", Decision.VIOLATION), desk.word("code")
    item, number = desk.word("item"), desk.number("page")
    chosen = {name: desk.word(name) for name in FILTERS}
    answer = views.signs(desk.when, Wanted(subject.family, None))
    at = When(answer.as_of, answer.position)
    world = views.known(at).world
    fitting = [row for row in answer.rows if _fits(row, chosen, item)]
    decided = [row for row in fitting if row["decision"] == decision]
    rows = [row for row in decided if code in ("", row["code"])]
    shown = rows[(number - 1) * SIZE : number * SIZE]
    asked = {"decision": decision.value, "code": code, "item": item, **chosen}

    def link(**query: object) -> str:
        return desk.link(subject.path, **asked | {"page": ""} | query)

    return desk.page(
        "signs.html",
        subject.task,
        subject.title,
        answer,
        crumbs=(HOME,),
        subject=subject,
        decision=decision,
        tabs=_tabs(fitting, code, link),
        codes=_codes(decided, link),
        rule=code,
        every=link(code=""),
        everything=len(decided),
        chosen=chosen,
        item=item,
        filters=[(name, words, _options(answer.rows, name)) for name, words in FILTERS.items()],
        bars=sign_bars(rows)[:UNITS_SHOWN],
        units=len({row["unit"] for row in rows}),
        unit_link=lambda unit: link(unit=unit),
        signs=told(shown, Telling(world, views.titles(streams(shown), at))),
        trial=any(row["state"] == "trial" for row in shown),
        pages=pages(len(rows), number, lambda page: link(page=page)),
        frozen=answer.frozen,
        registers=registers,
    )


def _fits(row: Mapping[str, Any], chosen: Mapping[str, str], item: str) -> bool:
    return item in row["item"] and all(
        not text or row[name] == text for name, text in chosen.items()
    )


def _tabs(rows: Rows, code: str, link: Any) -> list[tuple[str, str, int, str]]:
    counts = Counter(row["decision"] for row in rows if code in ("", row["code"]))
    return [
        (decision.value, words, counts[decision], link(decision=decision.value))
        for decision, words in TABS.items()
    ]


def _codes(rows: Rows, link: Any) -> list[tuple[str, str, int, str]]:
    """The rules that found something: code, name, how much, and the list of it."""
    counts = Counter((row["code"], row["name"]) for row in rows)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [(code, name, number, link(code=code)) for (code, name), number in ordered]


def _options(rows: Collection[Mapping[str, Any]], name: str) -> list[tuple[str, str]]:
    found = sorted({row[name] for row in rows} - {""}, reverse=name == "period")
    return [(value, period(value) if name == "period" else value) for value in found]

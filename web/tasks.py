"""The navigation: one entry for each task that has a page, and the pages that belong to it."""

from dataclasses import dataclass

from web.templating import text as _


@dataclass(frozen=True, slots=True)
class Link:
    """A named address within the pages; `key` names its icon."""

    path: str
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One entry of the navigation, and the pages between which its readers go to and fro."""

    path: str
    name: str
    key: str
    parts: tuple[Link, ...] = ()


# In the order of the house: 今日、办件、双轨、超期、进驻、公开、督查、问责、审计、规则.
TASKS = (
    Task("/", _("今日"), "today", (Link("/", _("今日总览")), Link("/today", _("今日待办")))),
    Task("/cases", _("办件"), "cases"),
    Task(
        "/double-track",
        _("双轨"),
        "double_track",
        (Link("/double-track", _("疑似双轨运行")), Link("/registers", _("两册比对"))),
    ),
    Task(
        "/overdue",
        _("超期"),
        "overdue",
        (
            Link("/overdue", _("超期办件")),
            Link("/timeliness", _("疑似时限问题")),
            Link("/cards", _("发牌")),
        ),
    ),
    Task("/entry", _("进驻"), "entry"),
    Task("/records", _("记录"), "records"),
    Task(
        "/disclosure",
        _("公开"),
        "disclosure",
        (Link("/disclosure", _("疑似公开问题")), Link("/documents", _("公开信息"))),
    ),
    Task("/proof", _("审计"), "audit"),
    Task("/rules", _("规则"), "rules"),
)
# A phone's bar holds so many; the others stand behind 更多.
IN_THE_BAR = 5

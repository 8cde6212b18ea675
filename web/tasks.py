"""The navigation: one entry for each task that has a page."""

from dataclasses import dataclass

from web.templating import text as _


@dataclass(frozen=True, slots=True)
class Link:
    """A named address within the pages; `key` names its icon."""

    path: str
    name: str
    key: str = ""


# In the order of the house: 今日、办件、双轨、超期、进驻、公开、督查、问责、审计、规则.
TASKS = (
    Link("/", _("今日"), "today"),
    Link("/cases", _("办件"), "cases"),
    Link("/overdue", _("超期"), "overdue"),
    Link("/proof", _("审计"), "audit"),
)

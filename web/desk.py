"""What one request for a page has at hand: the log, the times asked, links that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Protocol, TypeVar, cast
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from application.opening import CHINA
from domain.log import ClockKind, Opened
from projections.when import When
from web.formats import thousands, zh_time
from web.services import Services
from web.tasks import IN_THE_BAR, TASKS, Link
from web.templating import environment, static_path
from web.templating import text as _
from web.when import FIELDS, Asked, read_times, typed_times

E = TypeVar("E", bound=StrEnum)
TEMPLATES = environment()


class BadQuery(ValueError):
    """An address that asks for something the page does not have; `name` is the part at fault."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Missing(LookupError):
    """There is nothing of that name; `message` says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unprovable(Exception):
    """The log is not what was signed before, so nothing in it can be proven now."""


class Moment(Protocol):
    """What an answer rests on; every answer of the views has these."""

    @property
    def position(self) -> int: ...
    @property
    def known_at(self) -> Any: ...
    @property
    def as_of(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """One request. `opened` is None while the log has no entry."""

    services: Services
    request: Request
    opened: Opened | None
    asked: Asked
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def when(self) -> When:
        """The times asked for."""
        return self.asked.when

    @property
    def zone(self) -> str:
        """The log's time zone."""
        return self.opened.time_zone if self.opened else CHINA

    @property
    def simulated(self) -> bool:
        """Whether the log's time is a loader's and not the machine's."""
        return self.opened is not None and self.opened.clock is ClockKind.SIMULATED

    def word(self, name: str) -> str:
        """A text of the address; raises BadQuery for what no field could hold."""
        text = self.request.query_params.get(name, "").strip()
        if "\x00" in text or len(text) > 200:
            raise BadQuery(name)
        return text

    def code(self, name: str, default: E) -> E:
        """A code of the address; raises BadQuery for an unknown one."""
        try:
            return type(default)(self.word(name) or default)
        except ValueError:
            raise BadQuery(name) from None

    def number(self, name: str) -> int:
        """A whole number of the address from 1, 1 where it is absent; raises BadQuery."""
        text = self.word(name) or "1"
        if not (text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text)):
            raise BadQuery(name)
        return int(text)

    def link(self, path: str, **query: object) -> str:
        """An address that keeps the times asked for; empty values are left out."""
        return address(path, {**query, **self.asked.typed})

    def page(
        self,
        template: str,
        task: str,
        title: str,
        moment: Moment | None = None,
        crumbs: tuple[Link, ...] = (),
        code: int = 200,
        **context: Any,
    ) -> HTMLResponse:
        """A page in the frame that all pages share."""
        frame = self._frame(task, title, moment, crumbs)
        html = TEMPLATES.get_template(template).render(
            frame=frame, link=self.link, zone=self.zone, static=static_path, **context
        )
        return HTMLResponse(html, code)

    def _frame(
        self, task: str, title: str, moment: Moment | None, crumbs: tuple[Link, ...]
    ) -> dict[str, Any]:
        typed = self.asked.typed
        now = _("现在")
        as_of = zh_time(moment.as_of, self.zone) if moment else typed.get("as_of", now)
        known = zh_time(moment.known_at, self.zone) if moment else typed.get("known_at", now)
        others = {k: v for k, v in self.request.query_params.items() if k not in (*FIELDS, "page")}
        path = self.request.url.path
        return {
            "title": title,
            "task": task,
            "tasks": TASKS,
            "in_the_bar": IN_THE_BAR,
            "beyond": task in [each.key for each in TASKS[IN_THE_BAR:]],
            "parts": next((each.parts for each in TASKS if each.key == task), ()),
            "crumbs": crumbs,
            "log": self.services.log,
            "simulated": self.simulated,
            "typed": typed,
            "faults": self.faults,
            "others": others,
            "path": path,
            "now_link": address(path, others),
            "as_of_words": as_of,
            "known_words": known,
            "as_of_example": "2016-04-29T09:05",
            "known_example": "2016-04-29T09:05",
            "foot": self._foot(moment, as_of, known),
        }

    def _foot(self, moment: Moment | None, as_of: str, known: str) -> str:
        parts = [_("台账") + f" {self.services.log}"]
        if moment:
            parts.append(_("截至第 %s 号记录") % thousands(moment.position))
        parts += [_("截至") + f" {as_of}", _("按当时所知") + f" {known}"]
        return " · ".join(parts)


def address(path: str, query: Mapping[str, object]) -> str:
    """A path with its query; empty values are left out."""
    kept = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(kept)}" if kept else path


def bare_desk(request: Request, faults: Mapping[str, str] | None = None) -> Desk:
    """A desk at the present, for pages that say what is wrong with an address."""
    typed = typed_times(request.query_params)
    services: Services = request.app.state.services
    return Desk(services, request, _opened(request), Asked(When(), typed), faults or {})


def at_desk(request: Request) -> Desk:
    """The desk of a request; raises BadWhen."""
    services: Services = request.app.state.services
    opened = _opened(request)
    zone = opened.time_zone if opened else CHINA
    return Desk(services, request, opened, read_times(request.query_params, zone))


def _opened(request: Request) -> Opened | None:
    """What the log says of itself; its first entry never changes, so it is read once."""
    state = request.app.state
    if state.opened is None:
        state.opened = state.services.views.log()
    return cast(Opened | None, state.opened)


AtDesk = Annotated[Desk, Depends(at_desk)]

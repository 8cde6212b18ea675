"""Puts the pages into an application: routes, static files, headers, and the pages of errors."""

from inspect import isawaitable

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from projections.snapshot import Behind
from projections.when import BadTime
from web.desk import BadQuery, Missing, Unprovable, bare_desk
from web.pages import (
    cards,
    cases,
    documents,
    entries,
    overdue,
    overview,
    proof,
    registers,
    rules,
    signs,
    today,
)
from web.services import Services
from web.templating import STATIC
from web.templating import text as _
from web.when import BadWhen

# Nothing from elsewhere, nothing inline; Tabler draws its arrows as data: images.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
YEAR = 365 * 24 * 3600
FOR_PROGRAMS = ("/v1/", "/published/", "/static/", "/openapi.json")
PAGES = (
    overview.ROUTER,
    today.ROUTER,
    cases.ROUTER,
    signs.ROUTER,
    registers.ROUTER,
    overdue.ROUTER,
    cards.ROUTER,
    documents.ROUTER,
    entries.ROUTER,
    proof.ROUTER,
    rules.ROUTER,
)


def install(app: FastAPI, services: Services) -> None:
    """Add the pages of a log to an application."""
    app.state.services = services
    app.state.opened = None
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in PAGES:
        app.include_router(router)
    app.add_exception_handler(BadWhen, _bad_when)
    app.add_exception_handler(BadTime, _bad_position)
    app.add_exception_handler(BadQuery, _bad_query)
    app.add_exception_handler(Missing, _missing)
    app.add_exception_handler(Unprovable, _unprovable)
    app.add_exception_handler(Behind, _behind)
    _answer_people(app)
    app.add_middleware(Headers)


def _answer_people(app: FastAPI) -> None:
    """Errors of the web itself become pages, but for programs, which keep the answer they had."""
    for_programs = app.exception_handlers.get(HTTPException, http_exception_handler)

    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith(FOR_PROGRAMS):
            given = for_programs(request, error)
            return await given if isawaitable(given) else given
        what = _("地址有误，或页面已移走。")
        return await run_in_threadpool(_error, request, error.status_code, _("没有这个页面"), what)

    app.add_exception_handler(HTTPException, answer)


class Headers:
    """Adds the headers to every answer, without reading its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back with the headers it lacks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", _kept(scope))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _kept(scope: Scope) -> str:
    """For how long browsers may keep an answer: for ever what its address is the digest of."""
    versioned = scope["path"].startswith("/static/") and scope["query_string"].startswith(b"v=")
    return f"public, max-age={YEAR}, immutable" if versioned else "no-cache"


def _bad_when(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, BadWhen)
    return _refused_time(request, error.field, _("应为日期和时间，如 2016-04-29T09:05。"))


def _bad_position(request: Request, error: Exception) -> HTMLResponse:
    return _refused_time(request, "known_at", _("台账中没有这一序号的记录。"))


def _refused_time(request: Request, field: str, what: str) -> HTMLResponse:
    faults = {field: what + _("请改正后再查。")}
    title = _("所填时间无法查询")
    return _error(request, 400, title, _("请在上方“截至”和“按当时所知”处改正。"), faults)


def _bad_query(request: Request, error: Exception) -> HTMLResponse:
    what = _("地址中的查询条件无法识别。请从列表页重新选择。")
    return _error(request, 400, _("查询条件无法识别"), what)


def _missing(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, Missing)
    return _error(request, 404, _("没有找到"), error.message)


def _unprovable(request: Request, error: Exception) -> HTMLResponse:
    what = _("台账与先前签名的不一致，现在不能出具证明。请报告监督办公室，并到“审计”页查看原因。")
    return _error(request, 503, _("不能出具证明"), what)


def _behind(request: Request, error: Exception) -> HTMLResponse:
    what = _("系统正在整理刚入账的记录，稍后刷新本页即可。记录本身没有丢失。")
    response = _error(request, 503, _("数据正在整理"), what)
    response.headers["Retry-After"] = "5"
    return response


def _error(
    request: Request, code: int, title: str, message: str, faults: dict[str, str] | None = None
) -> HTMLResponse:
    try:
        desk = bare_desk(request, faults)
    except Behind:
        return HTMLResponse(message, code, media_type="text/html; charset=utf-8")
    return desk.page("error.html", "", title, code=code, message=message, number=code)

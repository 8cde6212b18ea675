"""Every request is counted and logged once, by the template of its route: no id, no query."""

from time import perf_counter

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.ledger import Ledger
from web import health, metrics
from web.health import Limits
from web.metrics import Metrics
from web.services import Services
from web.vitals import Clinic

LOG = structlog.get_logger()
NOWHERE = "(none)"


def install(app: FastAPI, ledger: Ledger, services: Services) -> None:
    """Add /metrics, /healthz and /readyz to an application, and watch all it is asked."""
    figures = Metrics()
    app.state.metrics = figures
    app.state.clinic = Clinic(services)
    app.state.limits = Limits()
    ledger.recorder.observe(figures.appends)
    app.include_router(health.ROUTER)
    app.include_router(metrics.ROUTER)
    app.add_middleware(Observed, figures=figures)


class Observed:
    """Counts and logs every request when its answer is out."""

    def __init__(self, app: ASGIApp, figures: Metrics) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what ends without an answer is told as 500, as the caller is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._note(scope, status, perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], template(scope)
        self._figures.answered(method, route, status, seconds)
        told = LOG.error if status >= 500 else LOG.info
        told(
            "request",
            method=method if method in metrics.METHODS else "other",
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            principal=_principal(scope),
        )


def template(scope: Scope) -> str:
    """The route of a request as it is declared: `/v1/case/{stream:path}/accept`, `/static/*`."""
    if route := scope.get("route"):
        return str(route.path)
    mounted = scope.get("root_path", "")
    return f"{mounted}/*" if mounted and "endpoint" in scope else NOWHERE


def _principal(scope: Scope) -> str:
    """The name of whom the request was found to be from; "" where nobody asked."""
    return getattr(scope.get("state", {}).get("principal"), "name", "")

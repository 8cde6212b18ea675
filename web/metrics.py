"""/metrics: figures of this process and its log, as Prometheus reads them."""

from collections.abc import Iterator
from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from projections.views import VIEWS
from web.appends import LATENCIES, Appends
from web.vitals import Clinic, NoAnswer, Sealed, Vitals

ROUTER = APIRouter()
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.appends = Appends()
        self._requests = Histogram(
            "mingcha_http_request_seconds",
            "Seconds from a request to the end of its answer, by the template of its route.",
            ["method", "route", "status"],
            buckets=LATENCIES,
            registry=self._registry,
        )
        self._registry.register(self.appends)
        ProcessCollector(registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; a method that HTTP does not know would be a label of its own."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).observe(seconds)

    def text(self, found: Vitals | None) -> bytes:
        """Everything in Prometheus's text format; of the log nothing but that it is out of reach
        where there are no vitals.
        """
        log = CollectorRegistry()
        log.register(Shown(found))
        return generate_latest(self._registry) + generate_latest(log)


class Shown(Collector):
    """The vitals of a log as gauges."""

    def __init__(self, found: Vitals | None) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        found = self._found
        yield _gauge("database_up", "Whether the database answered.", float(found is not None))
        if found is None:
            return
        yield _gauge("head_position", "The last position of the log.", found.head)
        yield _by_view(
            "views_lag_events",
            "Entries that a view lacks; views move together.",
            dict.fromkeys(VIEWS.fold, found.lag.events),
        )
        yield _by_view(
            "views_lag_seconds",
            "Age of the first entry that a view lacks.",
            dict.fromkeys(VIEWS.fold, found.lag.seconds),
        )
        yield _by_view(
            "frozen_keys",
            "Rows that stand still at an entry they cannot fold.",
            {view: found.frozen.get(view, 0) for view in VIEWS.fold},
        )
        yield from _seal(found.sealed)


def _seal(sealed: Sealed) -> Iterator[Metric]:
    yield _gauge("checkpoint_size", "Entries under the last signed head.", sealed.size)
    if sealed.age is not None:
        yield _gauge("checkpoint_age_seconds", "Age of the last signed head.", sealed.age)
    yield _gauge(
        "unsealed_seconds", "For how long the oldest unsealed entry has waited.", sealed.waiting
    )
    yield _gauge(
        "signature_refused", "Whether the last signature was refused.", float(bool(sealed.refused))
    )


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mingcha_{name}", text, value=value)


def _by_view(name: str, text: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(f"mingcha_{name}", text, labels=["view"])
    for view, value in values.items():
        family.add_metric([view], value)
    return family


@ROUTER.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """The figures, for this machine only."""
    if not is_local(request):
        return PlainTextResponse("expected a caller on this machine (loopback)\n", 403)
    clinic: Clinic = request.app.state.clinic
    kept: Metrics = request.app.state.metrics
    try:
        found = await clinic.vitals()
    except NoAnswer:
        found = None
    return Response(kept.text(found), media_type=CONTENT_TYPE_LATEST)


def is_local(request: Request) -> bool:
    """Whether the caller is on this machine, and no proxy here asks for somebody elsewhere."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False

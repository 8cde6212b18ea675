"""/healthz: the program lives. /readyz: its answers can be relied on, or why not, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from web.vitals import Clinic, NoAnswer, Vitals

ROUTER = APIRouter()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, in seconds, an entry may wait for the views, and for a signed checkpoint."""

    lag: float = 60
    unsealed: float = 600


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the program is not ready, for the people on duty."""

    check: str
    zh: str
    en: str


DATABASE = Reason(
    "database",
    "数据库没有应答。请检查 PostgreSQL 是否在运行。",
    "expected an answer from the database, none came; see whether PostgreSQL runs",
)


@ROUTER.get("/healthz", include_in_schema=False)
async def healthz() -> JSONResponse:
    """The program lives; nothing else is asked."""
    return JSONResponse({"status": "ok"})


@ROUTER.get("/readyz", include_in_schema=False)
async def readyz(request: Request) -> JSONResponse:
    """200 where answers can be relied on, else 503 with the reasons."""
    clinic: Clinic = request.app.state.clinic
    try:
        found = await clinic.vitals()
    except NoAnswer:
        return _answer([DATABASE], {})
    figures = {
        "head": found.head,
        "views": {"behind": found.lag.events, "seconds": round(found.lag.seconds, 1)},
        "checkpoint": {"size": found.sealed.size, "waiting": round(found.sealed.waiting, 1)},
        "frozen": sum(found.frozen.values()),
    }
    return _answer(list(reasons(found, request.app.state.limits)), figures)


def reasons(found: Vitals, limits: Limits) -> Iterator[Reason]:
    """What keeps a log from being ready."""
    if found.lag.seconds > limits.lag:
        yield Reason(
            "views",
            f"视图落后台账 {found.lag.events} 条、{found.lag.seconds:.0f} 秒，"
            f"应在 {limits.lag:.0f} 秒以内。请检查引擎（mingcha engine）是否在运行。",
            f"expected the views at most {limits.lag:.0f} s behind the log, they are "
            f"{found.lag.events} entries and {found.lag.seconds:.0f} s behind; see whether the "
            "engine runs (mingcha engine)",
        )
    if found.sealed.refused:
        yield Reason(
            "checkpoint",
            f"签名被拒绝：{found.sealed.refused}",
            f"the last signature was refused: {found.sealed.refused}",
        )
    elif found.sealed.waiting > limits.unsealed:
        yield Reason(
            "checkpoint",
            f"有记录已 {found.sealed.waiting:.0f} 秒未经签名检查点覆盖，"
            f"应在 {limits.unsealed:.0f} 秒以内。请检查引擎（mingcha engine）是否在运行。",
            f"expected every entry under a checkpoint within {limits.unsealed:.0f} s, one has "
            f"waited {found.sealed.waiting:.0f} s; see whether the engine runs (mingcha engine)",
        )


def _answer(why: list[Reason], figures: dict[str, Any]) -> JSONResponse:
    told = [{"check": one.check, "zh": one.zh, "en": one.en} for one in why]
    return JSONResponse({"ready": not why, "reasons": told, **figures}, 503 if why else 200)

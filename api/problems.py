"""Problem documents (RFC 9457), in Chinese and English: what was expected, came, and is to do."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from application.facts import NotOpened
from application.handler import TooBusy, VersionChanged
from domain.decider import Refused
from ledger.append import RequestReused
from ledger.canonical import NotCanonical
from ledger.committer import Overloaded, Unavailable
from ledger.envelope import TooLarge
from ledger.ledger import BadStream
from ledger.schemas import SchemaInvalid

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status and its title in both languages."""

    status: int
    slug: str
    zh: str
    en: str


MALFORMED = Kind(400, "malformed", "请求格式不正确", "The request is malformed")
UNAUTHORISED = Kind(401, "unauthorised", "未提供有效密钥", "No valid key was given")
NOT_FOUND = Kind(404, "not-found", "没有这个地址", "There is nothing at this address")
REFUSED = Kind(409, "refused", "按规则不予办理", "The rules refuse this")
CHANGED = Kind(412, "changed", "记录已有新的变化", "The stream has changed")
LARGE = Kind(413, "too-large", "内容过大", "The content is too large")
MEDIA = Kind(415, "media-type", "内容类型不支持", "The media type is not supported")
INVALID = Kind(422, "invalid", "内容不符合要求", "The content does not fit")
BUSY = Kind(429, "busy", "系统繁忙，请稍后再试", "Busy; try again in a moment")
UNAVAILABLE = Kind(503, "unavailable", "数据库暂时无法应答", "The database gives no answer")


@dataclass
class Problem(Exception):
    """A problem to answer with."""

    kind: Kind
    detail: str
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def answer(problem: Problem) -> JSONResponse:
    """The problem document."""
    kind = problem.kind
    body = {
        "type": f"urn:mingcha:problem:{kind.slug}",
        "title": kind.zh,
        "title_en": kind.en,
        "status": kind.status,
        "detail": problem.detail,
        **problem.more,
    }
    return JSONResponse(body, kind.status, problem.headers, MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """The problem that an error of the inner parts is to its caller."""
    match error:
        case Problem():
            return error
        case NotCanonical():
            return Problem(MALFORMED, str(error))
        case SchemaInvalid():
            faults = [{"pointer": at, "detail": what} for at, what in error.faults[:50]]
            return Problem(INVALID, str(error), {"errors": faults})
        case BadStream():
            return Problem(INVALID, str(error))
        case RequestReused():
            return Problem(
                INVALID,
                "expected the body that this Idempotency-Key came with before; it is another: "
                "send the first body again, or use a new key",
            )
        case Refused():
            more = {"rule": error.rule, "article": error.article}
            return Problem(REFUSED, error.message, more)
        case VersionChanged():
            return Problem(CHANGED, str(error), headers={"ETag": f'"{error.actual}"'})
        case NotOpened():
            return Problem(REFUSED, str(error), {"rule": "log.opened", "article": ""})
        case TooLarge():
            return Problem(LARGE, str(error))
        case Overloaded() | TooBusy():
            return Problem(BUSY, str(error), headers={"Retry-After": "1"})
        case Unavailable():
            return Problem(UNAVAILABLE, str(error), headers={"Retry-After": "5"})
    raise error


ERRORS: tuple[type[Exception], ...] = (
    Problem,
    NotCanonical,
    SchemaInvalid,
    BadStream,
    RequestReused,
    Refused,
    VersionChanged,
    NotOpened,
    TooLarge,
    Overloaded,
    TooBusy,
    Unavailable,
)


async def handle(_: Request, error: Exception) -> JSONResponse:
    """The one exception handler."""
    return answer(problem_of(error))

"""Problem documents (RFC 9457), in Chinese and English: what was expected, came, and is to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import InterfaceError, OperationalError

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
NOT_ALLOWED = Kind(405, "method", "不支持这种请求方法", "The method is not supported here")
REFUSED = Kind(409, "refused", "按规则不予办理", "The rules refuse this")
CHANGED = Kind(412, "changed", "记录已有新的变化", "The stream has changed")
LARGE = Kind(413, "too-large", "内容过大", "The content is too large")
MEDIA = Kind(415, "media-type", "内容类型不支持", "The media type is not supported")
INVALID = Kind(422, "invalid", "内容不符合要求", "The content does not fit")
BUSY = Kind(429, "busy", "系统繁忙，请稍后再试", "Busy; try again in a moment")
INTERNAL = Kind(500, "internal", "系统内部错误", "A fault of this program")
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


def _schema_invalid(error: SchemaInvalid) -> Problem:
    faults = [{"pointer": at, "detail": what} for at, what in error.faults[:50]]
    return Problem(INVALID, str(error), {"errors": faults})


def _address_invalid(error: RequestValidationError) -> Problem:
    return Problem(INVALID, "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors()))


def _reused(_: RequestReused) -> Problem:
    return Problem(
        INVALID,
        "expected the body that this Idempotency-Key came with before, it is another; send the "
        "first body again, or use a new key",
    )


def _refused(error: Refused) -> Problem:
    return Problem(REFUSED, error.message, {"rule": error.rule, "article": error.article})


def _changed(error: VersionChanged) -> Problem:
    return Problem(CHANGED, str(error), headers={"ETag": f'"{error.actual}"'})


def _not_opened(error: NotOpened) -> Problem:
    return Problem(REFUSED, str(error), {"rule": "log.opened", "article": ""})


def _busy(error: Exception) -> Problem:
    return Problem(BUSY, str(error), headers={"Retry-After": "1"})


def _unavailable(_: Exception) -> Problem:
    # What the driver says would tell strangers where the database is.
    return Problem(
        UNAVAILABLE,
        "expected an answer from the database, none came; send the request again with the same "
        "Idempotency-Key, then it is done once whatever became of this one",
        headers={"Retry-After": "2"},
    )


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda problem: problem,
    NotCanonical: lambda error: Problem(MALFORMED, str(error)),
    RequestValidationError: _address_invalid,
    SchemaInvalid: _schema_invalid,
    BadStream: lambda error: Problem(INVALID, str(error)),
    RequestReused: _reused,
    Refused: _refused,
    VersionChanged: _changed,
    NotOpened: _not_opened,
    TooLarge: lambda error: Problem(LARGE, str(error)),
    Overloaded: _busy,
    TooBusy: _busy,
    Unavailable: _unavailable,
    OperationalError: _unavailable,
    InterfaceError: _unavailable,
}
"""What an error of the inner parts is to the caller."""


async def handle(_: Request, error: Exception) -> JSONResponse:
    """The one handler of all of them; a subclass is answered as its nearest class here."""
    near = next(cls for cls in type(error).__mro__ if cls in PROBLEMS)
    return answer(PROBLEMS[near](error))

"""The write API: one loop over the chapters' commands.

POST /v1/{chapter}/{stream}/{command}
Authorization: Bearer KEY
Idempotency-Key: any id of the caller's, kept 90 days
If-Match: "3"          (optional: only if the stream is at version 3)

201 {"stream": "case-1", "version": 4, "position": 17, "ids": [".."]}
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, FastAPI, Header, Path, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.body import RawBody, happened_at, read_command
from api.principal import Caller
from api.problems import (
    INTERNAL,
    INVALID,
    MALFORMED,
    NOT_ALLOWED,
    NOT_FOUND,
    PROBLEMS,
    Kind,
    Problem,
    answer,
    handle,
)
from application.handler import Handler
from domain.case.commands import Accept, Receive
from domain.chapters import CHAPTERS
from domain.decider import Asked, Command
from ledger.append import Request as RequestKey
from ledger.canonical import instant
from ledger.codec import from_plain
from ledger.envelope import new_id, stream_id
from ledger.ledger import Ledger
from ledger.schemas import FOLDER, command_schema
from projections.open_matters import OpenMatter

OPEN_CHAPTERS = (
    "case",
    "rules",
    "organisation",
    "catalogue",
    "feed",
    "register",
    "disclosure",
)
KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Api:
    """What the write API works with; kept as `app.state.api`."""

    ledger: Ledger
    handler: Handler
    key: str


def install(app: FastAPI, api: Api) -> None:
    """Add the write API and its error answers to an application."""
    app.state.api = api
    app.include_router(router())
    for error in PROBLEMS:
        app.add_exception_handler(error, handle)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def router() -> APIRouter:
    """One route for each command of the chapters that are open to callers."""
    routes = APIRouter(prefix="/v1")
    for chapter in OPEN_CHAPTERS:
        for name, command in CHAPTERS[chapter].commands.items():
            routes.add_api_route(
                f"/{chapter}/{{stream:path}}/{name}",
                _endpoint(chapter, name, command),
                methods=["POST"],
                status_code=201,
                summary=(command.__doc__ or "").strip().splitlines()[0],
                operation_id=f"{chapter}.{name}",
                tags=[chapter],
                openapi_extra=_request_body(chapter, name),
            )
    return routes


def _endpoint(chapter: str, name: str, command: type[Command]) -> Callable[..., Any]:
    def endpoint(
        caller: Caller,
        raw: RawBody,
        stream: Annotated[str, Path(max_length=500)],
        request: Request,
        idempotency_key: Annotated[str | None, Header()] = None,
        if_match: Annotated[str | None, Header()] = None,
    ) -> JSONResponse:
        api: Api = request.app.state.api
        fields, claimed = read_command(raw)
        command_schema(chapter, name).check(fields)
        key = _key(idempotency_key)
        asked = Asked(
            actor=caller.actor,
            occurred_at=happened_at(claimed, api.ledger.clock()),
            origin=caller.origin,
            request=key or new_id(),
        )
        target = _target(chapter, stream)
        digest = api.ledger.keys.body_digest(f"{chapter} {target} {name}\n".encode() + raw)
        done = api.handler.handle(
            chapter,
            target,
            _command(command, fields),
            asked,
            RequestKey(caller.name, key, digest) if key else None,
            _version(if_match),
        )
        headers = {"ETag": f'"{done.version}"'}
        if done.replayed:
            headers["Idempotency-Replayed"] = "true"
        body: dict[str, Any] = {
            "stream": target,
            "version": done.version,
            "position": done.position,
            "ids": list(done.ids),
        }
        if issubclass(command, Receive | Accept):
            body["possible_doubles"] = [
                _double(one) for one in api.handler.possible_doubles(target)
            ]
        return JSONResponse(body, 201, headers)

    return endpoint


def _double(other: OpenMatter) -> dict[str, str]:
    """An open case of the same applicant and item, for the window to look at."""
    return {
        "stream": other.stream,
        "unit": other.unit,
        "window": other.window,
        "origin": other.origin,
        "since": instant(other.since),
    }


def _target(chapter: str, given: str) -> str:
    """The stream a caller names: by its id, or by the foreign id alone.

    A foreign id is percent-encoded to be a stream's; what is so encoded already stays.
    """
    if "\0" in given or "\ufffd" in given:
        raise Problem(INVALID, "expected the stream's id in UTF-8, without U+0000 and U+FFFD")
    foreign = given.removeprefix(f"{chapter}-")
    if not foreign:
        raise Problem(INVALID, f"expected /v1/{chapter}/{{stream}}/.., got no id of a stream")
    if foreign != given and quote(unquote(foreign), safe="") == foreign:
        foreign = unquote(foreign)
    return stream_id(chapter, foreign)


def _command(cls: type[Command], fields: dict[str, Any]) -> Command:
    """The command; a class may ask more than a schema can say (a year, a hall's hours)."""
    try:
        return from_plain(cls, fields)
    except ValueError as error:
        faults = [{"pointer": "", "detail": str(error)}]
        raise Problem(INVALID, str(error), {"errors": faults}) from error


def _key(given: str | None) -> str | None:
    """The caller's request id; a quoted one (structured header) counts without its quotes."""
    if given is None:
        return None
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not key or len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise Problem(
            MALFORMED, f"expected an Idempotency-Key of 1 to {KEY_LENGTH} printable characters"
        )
    return key


def _version(given: str | None) -> int | None:
    if given is None:
        return None
    digits = given.strip().strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise Problem(MALFORMED, f'expected If-Match like "3", got {given[:40]!r}')
    return int(digits)


def _request_body(chapter: str, name: str) -> dict[str, Any]:
    """The command's schema for the documentation, with the time a caller may claim."""
    schema = json.loads((FOLDER / "commands" / f"{chapter}.{name}.json").read_text())
    claim = {
        "type": "string",
        "format": "date-time",
        "description": "When it happened, with its offset; now if left out.",
    }
    schema["properties"] = {**schema["properties"], "occurred_at": claim}
    schema.pop("$schema", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


async def _http(_: Request, error: Exception) -> JSONResponse:
    """Answers of the framework itself, as problem documents."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == NOT_FOUND.status:
        return answer(Problem(NOT_FOUND, "expected /v1/{chapter}/{stream}/{command}; see /docs"))
    headers = dict(getattr(error, "headers", None) or {})
    if status == NOT_ALLOWED.status:
        allowed = headers.get("Allow", "another method")
        return answer(Problem(NOT_ALLOWED, f"expected {allowed}", headers=headers))
    kind = Kind(status, "http", "请求无法处理", "The request cannot be handled")
    return answer(Problem(kind, str(getattr(error, "detail", "")), headers=headers))


async def _fault(_: Request, __: Exception) -> JSONResponse:
    """What nobody foresaw: it is logged with its trace, and the caller is told how to go on."""
    detail = (
        "not the request is at fault; tell the operator the time, and send it again with the same "
        "Idempotency-Key once it is mended"
    )
    return answer(Problem(INTERNAL, detail))

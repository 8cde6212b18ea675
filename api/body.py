"""The body of a command: limited, decoded once, strictly, and then left to its schema."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from api.problems import INVALID, LARGE, MALFORMED, MEDIA, Problem
from ledger.canonical import read_json

MAX_BODY = 256 * 1024
AHEAD = timedelta(minutes=5)
EARLIEST = datetime(1000, 1, 1, tzinfo=UTC)  # the first year that an entry writes in four digits

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


async def raw_body(request: Request) -> bytes:
    """The bytes of a JSON body of at most 256 KiB."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(MEDIA, f"expected Content-Type: application/json, got {kind or 'none'}")
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise Problem(MEDIA, f"expected a body without Content-Encoding, got {coding}")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise Problem(LARGE, f"expected a body of at most {MAX_BODY} bytes")
    except ClientDisconnect as error:
        raise Problem(MALFORMED, "expected the whole body, the connection broke off") from error
    return bytes(body)


RawBody = Annotated[bytes, Depends(raw_body)]


def read_command(raw: bytes) -> tuple[dict[str, Any], str | None]:
    """The decoded fields, and the claimed time apart; raises NotCanonical, Problem."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise _invalid("", "expected a JSON object")
    claimed = value.pop("occurred_at", None)
    if claimed is not None and not isinstance(claimed, str):
        raise _invalid("/occurred_at", "expected a text like 2016-04-29T09:05:00+08:00")
    return value, claimed


def happened_at(claimed: str | None, now: datetime) -> datetime:
    """When it happened: as claimed, or now. A claim over 5 minutes ahead is refused."""
    if claimed is None:
        return now
    try:
        moment = _moment(claimed)
    except (ValueError, OverflowError) as error:
        came = f"{claimed[:40]!r} ({error})"
        expected = "expected a time with its offset, like 2016-04-29T09:05:00+08:00"
        raise _invalid("/occurred_at", f"{expected}, got {came}") from error
    if moment < EARLIEST:
        raise _invalid("/occurred_at", f"expected a time after the year 1000, got {claimed}")
    if moment > now + AHEAD:
        expected = f"expected a time at most 5 minutes ahead of {now.isoformat()}"
        raise _invalid("/occurred_at", f"{expected}, got {claimed}; give the time it happened")
    return moment


def _moment(claimed: str) -> datetime:
    """A time as RFC 3339 writes it, whose offset says when it was everywhere."""
    if not _RFC_3339.fullmatch(claimed):
        raise ValueError("not in the form of RFC 3339")
    return datetime.fromisoformat(claimed).astimezone(UTC)


def _invalid(pointer: str, detail: str) -> Problem:
    where = f"{pointer or 'the body'}: {detail}"
    return Problem(INVALID, where, {"errors": [{"pointer": pointer, "detail": detail}]})

"""The body of a command: limited, decoded once, strictly, and then left to its schema."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Request

from api.problems import INVALID, LARGE, MEDIA, Problem
from ledger.canonical import read_json

MAX_BODY = 256 * 1024
AHEAD = timedelta(minutes=5)


async def raw_body(request: Request) -> bytes:
    """The bytes of a JSON body of at most 256 KiB."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(MEDIA, f"expected application/json, got {kind or 'nothing'}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Problem(LARGE, f"expected a body of at most {MAX_BODY} bytes")
    return bytes(body)


RawBody = Annotated[bytes, Depends(raw_body)]


def read_command(raw: bytes) -> tuple[dict[str, Any], str | None]:
    """The decoded fields, and the claimed time apart; raises NotCanonical, Problem."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise Problem(INVALID, f"expected a JSON object, got {type(value).__name__}")
    claimed = value.pop("occurred_at", None)
    if claimed is not None and not isinstance(claimed, str):
        raise Problem(INVALID, "expected occurred_at as a time with its offset (RFC 3339)")
    return value, claimed


def happened_at(claimed: str | None, now: datetime) -> datetime:
    """When it happened: as claimed, or now. A claim over 5 minutes ahead is refused."""
    if claimed is None:
        return now
    try:
        moment = datetime.fromisoformat(claimed)
        if moment.tzinfo is None:
            raise ValueError("no offset")
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(
            INVALID,
            f"expected occurred_at like 2016-04-29T09:05:00+08:00, got {claimed[:40]!r}",
            {"errors": [{"pointer": "/occurred_at", "detail": str(error)[:200]}]},
        ) from error
    if moment > now + AHEAD:
        raise Problem(
            INVALID,
            f"expected occurred_at at most 5 minutes ahead of {now.isoformat()}, got {claimed}",
            {"errors": [{"pointer": "/occurred_at", "detail": "in the future"}]},
        )
    return moment

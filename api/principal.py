"""Who calls: the key in the Authorization header and what it stands for."""

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.problems import UNAUTHORISED, Problem
from domain.decider import Actor, Origin


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: the name its requests are kept under, who acts, and from where."""

    name: str
    actor: Actor
    origin: Origin


LOCAL = Principal("local", Actor(id="local"), Origin.HALL_WINDOW)


async def principal(request: Request) -> Principal:
    """The caller of a request; raises Problem 401.

    Async, because it never waits: FastAPI would send a plain function to another thread.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    key: str = request.app.state.api.key
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), key.encode()):
        raise Problem(
            UNAUTHORISED,
            "expected the header Authorization: Bearer KEY with the key shown at start",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return LOCAL


Caller = Annotated[Principal, Depends(principal)]

"""A hall whose windows write through the API."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from application.handler import Handler
from ledger.entry import Entry
from ledger.ledger import Ledger
from projections.read import Views
from tests.databases import Database

KEY = "a-key-for-the-tests"
RECEIPT = {"item": "食品经营许可", "unit": "市监局"}


@dataclass(frozen=True, slots=True)
class Hall:
    """The write API of a log, and what stands behind it."""

    client: TestClient
    ledger: Ledger
    handler: Handler
    database: Database
    views: Views

    def post(self, address: str, body: Any = None, **headers: str) -> Response:
        """Send a command; `body` is JSON to be written, or bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        usual = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: Response = self.client.post(f"/v1/{address}", content=raw, headers=usual | given)
        return answer

    def case(self) -> str:
        """A case that was received, by its stream."""
        name = new_case()
        assert self.post(f"case/{name}/receive", RECEIPT).status_code == 201
        return name

    def entries(self, stream: str) -> list[Entry]:
        """What the ledger holds of a stream."""
        return self.ledger.reader.stream(stream)

    def size(self) -> int:
        """How many entries the log has."""
        return self.ledger.reader.head().size


def new_case() -> str:
    """A stream that nobody wrote to."""
    return f"case-{uuid.uuid4().hex}"


def problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    """The problem document of an answer, which must be one of this kind."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["type"] == f"urn:mingcha:problem:{slug}"
    assert document["status"] == status
    assert any("\u4e00" <= letter <= "\u9fff" for letter in document["title"])
    assert document["title_en"].isascii()
    assert document["detail"]
    return document

"""The description of the write API that is committed as docs/openapi.json."""

from typing import Any

from fastapi import FastAPI

from api.commands import router


def document() -> dict[str, Any]:
    """OpenAPI of the write API."""
    app = FastAPI(title="Mingcha 明察", version="0.1.0")
    app.include_router(router())
    return app.openapi()

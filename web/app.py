"""create_app: the one place where the parts meet."""

from fastapi import FastAPI

from api.commands import Api, install


def create_app(api: Api) -> FastAPI:
    """The application: the write API and the pages of one log."""
    app = FastAPI(
        title="Mingcha 明察", version="0.1.0", docs_url=None, redoc_url=None, redirect_slashes=False
    )
    install(app, api)
    return app

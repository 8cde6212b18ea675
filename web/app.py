"""create_app: the one place where the parts meet."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.commands import Api
from api.commands import install as install_api
from web.observing import install as install_observing
from web.services import Services
from web.site import install as install_pages


def create_app(api: Api, services: Services) -> FastAPI:
    """The application: the write API and the pages of one log."""
    app = FastAPI(
        title="Mingcha 明察", version="0.1.0", docs_url=None, redoc_url=None, redirect_slashes=False
    )
    install_api(app, api)
    install_pages(app, services)
    # What witnesses read: the checkpoint and the tiles under it, hashes only.
    app.mount("/published", StaticFiles(directory=services.office.published, check_dir=False))
    install_observing(app, api.ledger, services)
    return app

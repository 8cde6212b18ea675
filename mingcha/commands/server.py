"""`mingcha stop`: stop the embedded server."""

import typer

from mingcha.postgres import server
from mingcha.settings import Settings


def stop() -> None:
    """Stop the embedded PostgreSQL of the home folder, even while a command uses it."""
    stopped = server.stop(Settings.read())
    typer.echo("stopped" if stopped else "nothing was running")

"""`mingcha version`: which version this is."""

from importlib import metadata

import typer


def version() -> None:
    """Print the version of the program."""
    typer.echo(metadata.version("mingcha"))

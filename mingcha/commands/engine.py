"""`mingcha engine`: what `mingcha serve` does beside answering, as a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated

import typer

from application.steward import Steward
from ledger.ledger import Ledger
from mingcha.postgres.watch import kept_up
from mingcha.runtime import Runtime, runtime
from mingcha.seal import explained, office
from mingcha.settings import Settings
from mingcha.working import stopped_well, working
from projections.read import Views, open_views


def engine(
    *,
    log: Annotated[str | None, typer.Option(help="The log to work on; default 430903.")] = None,
) -> None:
    """Keep views up, give cards and sign checkpoints until stopped, without answering anybody."""
    settings = Settings.read()
    with runtime(settings, log) as run, kept_up(settings), stopped_well(), engine_of(run):
        typer.echo(f"明察 Mingcha · 台账 {run.log} · 引擎运行中")
        typer.echo("按 Ctrl-C 停止。")
        Event().wait()


@contextmanager
def engine_of(run: Runtime) -> Iterator[tuple[Ledger, Views]]:
    """A log with its engine at work: its ledger and its views, which are kept up.

    At the end the queue of appends is emptied before the last checkpoint is signed.
    """
    with explained():
        sealing = office(run)
    with (
        working(sealing.run),
        run.ledger() as ledger,
        open_views(run.log, ledger.reader, run.dsn("reader"), run.dsn("writer")) as views,
        working(views.run, Steward(ledger, views).run),
    ):
        yield ledger, views


@contextmanager
def engine_elsewhere(run: Runtime) -> Iterator[tuple[Ledger, Views]]:
    """A log whose engine is another process: its ledger and its views, which are only read."""
    with (
        run.ledger() as ledger,
        open_views(run.log, ledger.reader, run.dsn("reader")) as views,
    ):
        yield ledger, views

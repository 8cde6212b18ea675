"""The command line: names of the commands, and the one place that turns errors into a line."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from mingcha.commands import deadlines, log, serve, server, version, witness
from mingcha.errors import ExplainedError

INTERRUPTED = 130  # 128 + SIGINT, as shells count
TERMINATED = 143  # 128 + SIGTERM


class Commands(TyperGroup):
    """All commands; what they hold is given back whichever way one ends."""

    def invoke(self, ctx: Any) -> Any:
        """Run one command; an expected error is one line and exit 1, Ctrl-C exit 130."""
        try:
            with terminating():
                return super().invoke(ctx)
        except ExplainedError as problem:
            typer.echo(f"mingcha: {problem}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None


@contextmanager
def terminating() -> Iterator[None]:
    """Let SIGTERM unwind the program, so that it stops what it started."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


app = typer.Typer(
    cls=Commands,
    help="Mingcha 明察: the supervision ledger of a government service hall.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("deadlines")(deadlines.deadlines)
app.add_typer(log.app, name="log")
app.command("serve")(serve.serve)
app.command("witness")(witness.witness)
app.command("stop")(server.stop)
app.command("version")(version.version)

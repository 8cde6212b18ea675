"""`mingcha log open`: say what a log is, once, in its first entry."""

from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import typer

from application.opening import NotThisLog, ensure_open
from mingcha.errors import ExplainedError
from mingcha.runtime import runtime
from mingcha.settings import Settings

app = typer.Typer(help="Logs 台账.", no_args_is_help=True)


class LogError(ExplainedError):
    """The log cannot be opened as asked."""


@app.callback()
def logs() -> None:
    """Logs 台账."""


@app.command("open")
def open_log(
    log: Annotated[str, typer.Argument(help="The log's name, such as 430903.")],
    *,
    zone: Annotated[str, typer.Option(help="Its IANA time zone.")] = "Asia/Shanghai",
) -> None:
    """Open a log as real, in a time zone; a log that is open already stays as it is."""
    if zone not in available_timezones():
        raise LogError("an IANA time zone such as Asia/Shanghai", f"it is {zone!r}", "correct it")
    with runtime(Settings.read(), log) as run, run.ledger() as ledger:
        try:
            opened = ensure_open(ledger, str(ZoneInfo(zone)))
        except NotThisLog as problem:
            raise LogError("a real log", str(problem), "choose another name") from None
        if opened.time_zone != zone:
            raise LogError(
                f"log {log} in {zone}", f"it is in {opened.time_zone}", "its zone never changes"
            )
    typer.echo(f"log {log} is open: {opened.clock} clock, {opened.time_zone}")

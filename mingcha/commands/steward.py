"""`mingcha steward`: one round by hand; `mingcha serve` makes one every minute."""

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from application.steward import Done, NotYet, Steward
from mingcha.commands.view import explained, zone_of
from mingcha.printing import to_json
from mingcha.runtime import runtime
from mingcha.settings import Settings
from projections.read import open_views
from projections.when import BadTime, read_instant


def steward(
    *,
    until: Annotated[
        str | None,
        typer.Option(help="The present: a time that has come; default now, or the log's last."),
    ] = None,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Give the warnings, cards and reminders that are due, and let lapse those without ground."""
    with (
        explained(),
        runtime(Settings.read(), log) as run,
        run.ledger() as ledger,
        open_views(run.log, ledger.reader, run.dsn("reader"), run.dsn("writer")) as views,
    ):
        with Console(stderr=True).status("视图正在跟上台账…"):
            views.catch_up()
        present = read_instant(until, zone_of(views)) if until else None
        try:
            done = Steward(ledger, views, ledger.clock).round(present)
        except NotYet as problem:
            raise BadTime(str(problem)) from None
        zone = zone_of(views)
    if as_json:
        typer.echo(to_json(asdict(done)).decode().strip())
    else:
        _report(done, zone)


def _report(done: Done, zone: str) -> None:
    if done.present is None:
        typer.echo("台账尚未开立，没有需要发牌的办件。")
        return
    typer.echo(f"截至 {done.present.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}：")
    typer.echo(
        f"  发牌 {done.issued} 张，提醒 {done.reminded} 次，"
        f"失效 {done.lapsed} 张，恢复 {done.reinstated} 张"
    )

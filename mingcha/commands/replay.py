"""`mingcha replay`: one case step by step, with what each entry changed."""

import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from domain.labels import clock_label, event_label, label
from mingcha.commands.view import WRONG, explained, views_of, zone_of
from mingcha.printing import to_json
from mingcha.tables import TITLES, in_words
from projections.replaying import Change, Replayed
from projections.when import When, read_when

SEALED = "〔密封〕"


class Format(StrEnum):
    """How steps are written."""

    TABLE = "table"
    JSON = "json"


def replay(
    stream: Annotated[str, typer.Argument(help="The case, such as case-2016-0001.")],
    *,
    at: Annotated[
        str | None,
        typer.Option(help="What had happened by then: a time, or a date, which is its 24:00."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Show a case entry by entry, as recorded: what happened, when, by whom, what it changed.

    Corrections stand where they were recorded. Sealed fields stay sealed. Exit code 2 where the
    log has no such case by then.
    """
    with explained(), views_of(log) as views:
        zone = zone_of(views)
        steps = views.replay(stream, read_when(at, None, zone) if at else When())
        if not steps:
            typer.echo(
                f"mingcha: expected a case of log {views.reader.log} that had begun, "
                f"got {stream!r}; mingcha view cases lists them",
                err=True,
            )
            raise typer.Exit(WRONG)
        if form is Format.JSON:
            sys.stdout.buffer.write(to_json(as_json(stream, steps)))
        else:
            show(stream, steps, ZoneInfo(zone), Console(highlight=False, soft_wrap=True))


def as_json(stream: str, steps: Sequence[Replayed]) -> dict[str, Any]:
    """The steps as one object."""
    return {"stream": stream, "total": len(steps), "steps": [_step(step) for step in steps]}


def _step(step: Replayed) -> dict[str, Any]:
    entry = step.entry
    return {
        "position": entry.position,
        "id": entry.id,
        "type": entry.type,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor.id,
        "unit": entry.actor.unit,
        "origin": entry.origin.value,
        "corrects": step.corrects,
        "sealed": step.sealed,
        "changes": [
            {"name": change.name, "before": change.before, "after": change.after}
            for change in step.changes
        ],
    }


def show(stream: str, steps: Sequence[Replayed], zone: ZoneInfo, console: Console) -> None:
    """The steps as lines; what is recorded later than it happened says so."""
    console.print(f"[bold]{escape(stream)}[/bold]　共 {len(steps)} 条记录")
    for step in steps:
        entry = step.entry
        title = event_label(entry.type).zh
        if step.corrects is not None:
            title += f"（更正第 {step.corrects} 号记录）"
        console.print(f"\n[bold]第 {entry.position} 号　{_time(entry.occurred_at, zone)}　{title}")
        console.print(
            f"  {escape(entry.actor.id)}　{label(entry.origin).zh}　"
            f"入账 {_time(entry.recorded_at, zone)}",
            style="dim",
        )
        for change in step.changes:
            console.print(f"  {escape(_change(change, zone))}")
        for path in step.sealed:
            console.print(f"  {escape(path)}：{SEALED}")


def _change(change: Change, zone: ZoneInfo) -> str:
    before = in_words(change.name, change.before, zone)
    after = in_words(change.name, change.after, zone)
    return (
        f"{_title(change.name)}：{before} → {after}"
        if before
        else (f"{_title(change.name)}：{after}")
    )


def _title(name: str) -> str:
    """What changed: a column of the case, an attribute of its source, or one of its clocks."""
    if name in TITLES:
        return TITLES[name]
    first, _, rest = name.partition(".")
    if first == "attributes":
        return f"来源字段 {rest}"
    clock, _, what = name.rpartition(".")
    clock, _, step = clock.partition(":")
    named = clock_label(clock).zh + (f"（环节 {step}）" if step else "")
    return named + ("截止" if what == "due" else "已了")


def _time(value: datetime, zone: ZoneInfo) -> str:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"

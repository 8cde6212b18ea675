"""`mingcha view`: the rows of a view, as of any time and as known at any time."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from application.opening import CHINA
from ledger.reading import reading
from mingcha.printing import write_csv, write_json, write_table
from mingcha.runtime import runtime
from mingcha.settings import Settings
from projections.filters import BadValue, UnknownColumn
from projections.overdue import State
from projections.read import Answer, Views, open_views
from projections.standing import Kind
from projections.when import BadTime, read_when

WRONG = 2


class View(StrEnum):
    """The views there are."""

    CASES = "cases"
    OVERDUE = "overdue"


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class BadOption(ValueError):
    """An option that does not fit the view, or cannot be read."""


def view(
    name: Annotated[View, typer.Argument(help="cases 办件, or overdue 超期.")],
    *,
    as_of: Annotated[
        str | None,
        typer.Option(help="What had happened by then: a time, or a date, which is its 24:00."),
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="What was recorded by then: a time, or a position.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="field=value: a column, or a public attribute of the case."),
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="overdue: by law, or by card.")] = None,
    state: Annotated[State | None, typer.Option(help="overdue: still running, or met.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Print a view once it has caught up with the log.

    A time without an offset is in the log's zone. JSON is {"total", "position", "known_at",
    "as_of", "rows"}: nothing after `position` was looked at.
    """
    with explained(), views_of(log) as views:
        answer, zone = ask(views, name, as_of, known_at, where or [], kind, state)
        if form is Format.JSON:
            write_json(answer, sys.stdout.buffer)
        elif form is Format.CSV:
            write_csv(name, answer, sys.stdout)
        else:
            write_table(name, answer, zone, Console())


@contextmanager
def views_of(log: str | None) -> Iterator[Views]:
    """The views of a log, caught up."""
    with (
        runtime(Settings.read(), log) as run,
        reading(run.dsn("reader"), run.log) as reader,
        open_views(run.log, reader, run.dsn("reader"), run.dsn("writer")) as views,
    ):
        with Console(stderr=True).status("视图正在跟上台账…"):
            views.catch_up()
        yield views


@contextmanager
def explained() -> Iterator[None]:
    """What cannot be asked is one line and exit 2."""
    try:
        yield
    except (BadTime, BadValue, UnknownColumn, BadOption) as problem:
        typer.echo(f"mingcha: {problem}", err=True)
        raise typer.Exit(WRONG) from None


def ask(
    views: Views,
    name: View,
    as_of: str | None,
    known_at: str | None,
    where: Sequence[str],
    kind: Kind | None,
    state: State | None,
) -> tuple[Answer, str]:
    """The answer of a view, and the log's zone; raises what `explained` explains."""
    zone = zone_of(views)
    when = read_when(as_of, known_at, zone)
    options: dict[str, Any] = {"where": conditions(where)}
    if name is View.OVERDUE:
        options |= {"kind": kind or Kind.LEGAL, "state": state or State.ANY}
    elif kind or state:
        raise BadOption(f"expected --kind and --state with overdue only, got them with {name}")
    return views.by_name[name](when, **options), zone


def zone_of(views: Views) -> str:
    """The zone in which a log reads a time without offset."""
    opened = views.log()
    return CHINA if opened is None else opened.time_zone


def conditions(where: Sequence[str]) -> Mapping[str, str]:
    """field=value by field; raises BadOption."""
    found: dict[str, str] = {}
    for text in where:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise BadOption(f"expected --where field=value, got {text[:60]!r}")
        if name in found:
            raise BadOption(f"expected one --where for {name!r}, got two")
        found[name] = value
    return found

"""`mingcha view`: the rows of a view, as of any time and as known at any time."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from application.opening import CHINA
from domain.detectors import Family
from domain.verdict import Decision
from ledger.reading import reading
from mingcha.printing import write_csv, write_json, write_table
from mingcha.runtime import runtime
from mingcha.settings import Settings
from projections.filters import BadValue, UnknownColumn
from projections.overdue import State
from projections.read import Answer, Views, open_views
from projections.sign_list import Wanted
from projections.standing import Kind
from projections.when import BadTime, When, read_when

WRONG = 2


class View(StrEnum):
    """The views there are; those of a family of detectors list signs."""

    CASES = "cases"
    OVERDUE = "overdue"
    DOUBLE_TRACK = Family.DOUBLE_TRACK.value
    ENTRY = Family.ENTRY.value
    TIMELINESS = Family.TIMELINESS.value
    RECORD_QUALITY = Family.RECORD_QUALITY.value
    DISCLOSURE = Family.DISCLOSURE.value
    SIGNS = "signs"
    REGISTERS = "registers"
    CARDS = "cards"
    TODAY = "today"
    DOCUMENTS = "documents"


FAMILIES: Mapping[View, Family | None] = {View.SIGNS: None} | {
    View(family.value): family for family in Family
}


class Decided(StrEnum):
    """Which signs: what a detector suspects, what it cannot tell, or both."""

    VIOLATION = Decision.VIOLATION.value
    UNDETERMINED = Decision.UNDETERMINED.value
    ANY = "any"


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class BadOption(ValueError):
    """An option that does not fit the view, or cannot be read."""


def view(
    name: Annotated[
        View,
        typer.Argument(
            help="cases 办件, overdue 超期; signs 疑似问题 of all detectors or of one family: "
            "double_track 双轨, entry 进驻, timeliness 时限, record_quality 记录质量, "
            "disclosure 公开; registers 两册比对, cards 发牌, today 今日待办, documents 公开信息."
        ),
    ],
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
    decision: Annotated[
        Decided | None,
        typer.Option(help="signs: violation 疑似 (default), undetermined 不能判定, or any."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="signs: count by unit, item, window, channel, person, period or code."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Print a view once it has caught up with the log.

    A time without an offset is in the log's zone. JSON is {"total", "position", "known_at",
    "as_of", "rows"}: nothing after `position` was looked at.
    """
    with explained(), views_of(log) as views:
        options = Options(kind, state, decision, by)
        answer, zone = ask(views, name, as_of, known_at, where or [], options)
        if form is Format.JSON:
            write_json(answer, sys.stdout.buffer)
        elif form is Format.CSV:
            write_csv(by or name, answer, sys.stdout)
        else:
            write_table(by or name, answer, zone, Console())


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


@dataclass(frozen=True, slots=True)
class Options:
    """What only some views can be asked; None where it was not."""

    kind: Kind | None = None
    state: State | None = None
    decision: Decided | None = None
    by: str | None = None


def ask(
    views: Views,
    name: View,
    as_of: str | None,
    known_at: str | None,
    where: Sequence[str],
    options: Options,
) -> tuple[Answer, str]:
    """The answer of a view, and the log's zone; raises what `explained` explains."""
    zone = zone_of(views)
    when = read_when(as_of, known_at, zone)
    named = conditions(where)
    if name in FAMILIES:
        _only(name, kind=options.kind, state=options.state)
        return _signs(views, name, when, named, options), zone
    _only(name, decision=options.decision, by=options.by)
    if name is View.OVERDUE:
        kind, state = options.kind or Kind.LEGAL, options.state or State.ANY
        return views.overdue(when, kind, state, named), zone
    _only(name, kind=options.kind, state=options.state)
    return views.by_name[name](when, where=named), zone


def _signs(
    views: Views, name: View, when: When, where: Mapping[str, str], options: Options
) -> Answer:
    decided = options.decision or Decided.VIOLATION
    decision = None if decided is Decided.ANY else Decision(decided.value)
    wanted = Wanted(FAMILIES[name], decision, where)
    if options.by is not None:
        return views.signs_by(options.by, when, wanted)
    answer = views.signs(when, wanted)
    if name is View.DOUBLE_TRACK:
        found = views.register_figures(When(answer.as_of, answer.position))
        return replace(answer, registers=asdict(found))
    return answer


def _only(name: View, **options: object) -> None:
    """Raises BadOption for an option that the view does not have."""
    for option, value in options.items():
        if value is not None:
            views = ", ".join(_OF[option])
            raise BadOption(f"expected --{option} with {views} only, got it with {name}")


_OF = {
    "kind": ("overdue",),
    "state": ("overdue",),
    "decision": tuple(FAMILIES),
    "by": tuple(FAMILIES),
}


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

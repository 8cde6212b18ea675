"""`mingcha rules`: the register of detectors of a log, with the grounds in force on a day."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from application.detectors import load_detectors
from application.opening import CHINA, opened
from domain.detectors import Detector, Family
from domain.labels import label
from domain.log import ClockKind
from domain.reference import Reference
from ledger.reading import Reader, reading
from mingcha.errors import ExplainedError
from mingcha.printing import to_json
from mingcha.register import in_words
from mingcha.runtime import runtime
from mingcha.settings import Settings


class RulesError(ExplainedError):
    """The day cannot be read."""


@dataclass(frozen=True, slots=True)
class Register:
    """The detectors of a log up to a position (0: those that ship) and the log's own day."""

    position: int
    today: date
    detectors: tuple[Detector, ...]


def rules(
    *,
    family: Annotated[Family | None, typer.Option(help="Only this family.")] = None,
    on: Annotated[
        str | None, typer.Option(help="The day whose grounds are shown; default the log's today.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Print the register of detectors: the log's own, or the shipped one if it is not opened.

    JSON is {"total", "position", "on", "rows"}; the bases of a row are those in force on the day.
    """
    day = None if on is None else _day(on)
    with _register(log) as register:
        day = day or register.today
        found = [each for each in register.detectors if family in (None, each.family)]
        if json:
            rows = [_row(each, day) for each in found]
            answer = {"total": len(rows), "position": register.position, "on": day, "rows": rows}
            sys.stdout.buffer.write(to_json(answer))
        else:
            _print(found, register.position, day)


@contextmanager
def _register(log: str | None) -> Iterator[Register]:
    with (
        runtime(Settings.read(), log) as run,
        reading(run.dsn("reader"), run.log) as reader,
    ):
        yield read_register(reader)


def read_register(reader: Reader) -> Register:
    """The register as the log's events made it; a simulated log lives in its own day."""
    opening = opened(reader)
    if opening is None:
        return Register(0, _local(datetime.now(UTC), CHINA), load_detectors())
    reference = Reference()
    for entry in reader.chapter("rules"):
        event: Any = entry.event  # of the chapter, so it is one of `Published`
        reference = reference.after(event, entry.position)
    now = datetime.now(UTC) if opening.clock is ClockKind.REAL else reader.head().recorded_at
    return Register(reference.position, _local(now, opening.time_zone), reference.detectors)


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RulesError(
            "a date YYYY-MM-DD in --on", f"it is {text[:40]!r}", "correct it"
        ) from None


def _row(detector: Detector, day: date) -> dict[str, Any]:
    return asdict(detector) | {"bases": [asdict(basis) for basis in detector.grounds(day)]}


def _print(detectors: list[Detector], position: int, day: date) -> None:
    console = Console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for title in ("代码", "名称", "类别", "等级", "状态", "依据"):
        table.add_column(title, overflow="fold")
    for each in detectors:
        state = label(each.state).zh + (f"（{each.document}）" if each.document else "")
        grounds = "\n".join(map(in_words, each.grounds(day))) or "当日没有有效依据"
        codes = (label(code).zh for code in (each.family, each.severity))
        cells = (each.code, each.name, *codes, state, grounds)
        table.add_row(*map(escape, cells))
    console.print(table)
    source = f"第 {position:,} 号记录为止" if position else "台账尚未开立，所列为随程序发布的规则"
    console.print(f"共 {len(detectors)} 条检测规则；依据以 {day} 为准；{source}")

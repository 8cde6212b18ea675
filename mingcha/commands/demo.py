"""`mingcha demo`: fill a simulated log with one year of a district, and serve it."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TimeRemainingColumn
from rich.table import Table

from application.detectors import load_detectors
from application.opening import CHINA, NotThisLog
from application.steward import Steward
from ledger.append import VersionTaken
from mingcha.commands.serve import listening, serve_on
from mingcha.demo.answers import Key, expected_in
from mingcha.demo.load import Filled, OtherDemo, SimulatedClock, Tell, check, fill, now_of
from mingcha.demo.sowing import Sown
from mingcha.demo.year import Demo, told
from mingcha.errors import ExplainedError
from mingcha.postgres.locks import exclusive
from mingcha.printing import to_json
from mingcha.runtime import Runtime, runtime
from mingcha.settings import Settings
from projections.read import open_views

PREFIX = "demo-"
DEMO_LOG = f"{PREFIX}430903"
MOST = 50_000

_COUNTED = (
    ("case.received", "收件"),
    ("case.accepted", "受理"),
    ("case.not_accepted", "不予受理"),
    ("case.correction_notified", "补正告知"),
    ("case.paused", "停止计时"),
    ("case.extended", "延长期限"),
    ("case.decided", "作出决定"),
    ("case.corrected", "更正"),
    ("case.closed", "办结"),
    ("case.voided", "作废"),
    ("disclosure.published", "信息公开"),
    ("register.listed", "证照登记"),
)


class DemoError(ExplainedError):
    """The demo cannot be put into this log."""


def demo(
    *,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it when it is filled.")] = False,
    answers: Annotated[bool, typer.Option("--answers", help="Print what was sown in it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The answers as one JSON object.")] = False,
    cases: Annotated[
        int, typer.Option(min=1, max=MOST, help="How many lawful cases.")
    ] = Demo().cases,
    seed: Annotated[int, typer.Option(help="Another seed makes another year.")] = Demo().seed,
    log: Annotated[str, typer.Option(help="The simulated log to fill.")] = DEMO_LOG,
) -> None:
    """Fill a simulated log with the year 2023 of a made-up district; what is there stays.

    The same seed and number of cases give the same year. Stopped half-way, it goes on from there.
    With --answers it writes nothing and prints the misconduct sown in a log that is filled; JSON
    is {"total", "rows"}, whose code, candidate and about are those of `mingcha view signs`.
    """
    if not log.startswith(PREFIX):
        # An unopened log becomes simulated for ever; 430903 must not become so by a slip.
        raise DemoError(
            f"a log named {PREFIX}...", f"it is {log!r}", f"name one such as {DEMO_LOG}"
        )
    settings, wanted = Settings.read(), Demo(seed=seed, cases=cases)
    door = listening(settings.host, settings.port) if serve else nullcontext()
    with door as socket, runtime(settings, log) as run:
        if answers:
            _answer(_sown(run, wanted), json=json)
            return
        _fill(run, wanted)
        if socket is not None:
            serve_on(socket, run)
        else:
            _next_steps(log)


def _sown(run: Runtime, wanted: Demo) -> Mapping[Key, Sown]:
    """What was sown in a log that holds this demo; raises DemoError for any other."""
    with run.ledger(SimulatedClock()) as ledger:
        try:
            check(ledger, wanted)
            return expected_in(ledger, told(wanted).answers)
        except (OtherDemo, LookupError) as problem:
            raise DemoError(
                f"log {run.log} filled with {wanted.tag}",
                str(problem) or "it is not filled",
                "run mingcha demo with the same --seed, --cases and --log first",
            ) from None


def _answer(sown: Mapping[Key, Sown], *, json: bool) -> None:
    rows = [
        {"code": code, "candidate": candidate, "about": "；".join(about), "place": one.place}
        for (code, candidate, about), one in sorted(sown.items(), key=lambda each: each[0])
    ]
    if json:
        sys.stdout.buffer.write(to_json({"total": len(rows), "rows": rows}))
        return
    names = {detector.code: detector.name for detector in load_detectors()}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for title in ("检测规则", "所在"):
        table.add_column(title, overflow="fold")
    for row in rows:
        code = row["code"]
        table.add_row(escape(f"{names.get(code, '')} {code}"), escape(row["place"]))
    console = Console()
    console.print(table)
    console.print(f"共预埋 {len(rows):,} 处，{len({row['code'] for row in rows})} 种")


def _fill(run: Runtime, wanted: Demo) -> None:
    """Fill the log, alone, with the steward at work every day; raises DemoError."""
    clock = SimulatedClock()
    with (
        exclusive(run.folder / "demo.lock"),
        run.ledger(clock) as ledger,
        open_views(run.log, ledger.reader, run.dsn("reader"), run.dsn("writer")) as views,
        _progress() as tell,
    ):
        steward = Steward(ledger, views)
        try:
            filled = fill(ledger, clock, wanted, tell, steward.round)
        except NotThisLog:
            raise DemoError(
                "a simulated log", f"{run.log} was opened as a real one", "name another with --log"
            ) from None
        except OtherDemo as problem:
            raise DemoError(
                "a log without other cases", str(problem), "name another with --log"
            ) from None
        except VersionTaken as problem:
            raise DemoError(
                "to be alone", f"somebody wrote at the same time ({problem})", "run it again"
            ) from None
        now = now_of(ledger)
    _summary(run.log, filled, f"{now.astimezone(ZoneInfo(CHINA)):%Y-%m-%d %H:%M}")


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on stderr while it lasts; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns()[:3], TimeRemainingColumn())
    off = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=off) as bar:
        task = bar.add_task("写入演示台账", total=None)

        def tell(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_)

        yield tell


def _summary(log: str, filled: Filled, now: str) -> None:
    state = f"新写入 {filled.added} 条" if filled.added else "演示数据已完整，未写入"
    typer.echo(f"演示台账 {log}（模拟时钟，内容均为虚构）：{state}")
    typer.echo(f"  办件 {filled.cases} 件，台账 {filled.entries} 条，模拟时间到 {now}")
    typer.echo(f"  {_counts(filled.types)}")


def _counts(types: Counter[str]) -> str:
    return "，".join(f"{label} {types[type_]}" for type_, label in _COUNTED)


def _next_steps(log: str) -> None:
    typer.echo("下一步：")
    typer.echo(f"  mingcha view signs --log {log}      查看疑似问题")
    typer.echo(f"  mingcha demo --answers --log {log}  查看预埋的问题")
    typer.echo(f"  mingcha serve --log {log}           打开页面")

"""`mingcha demo`: fill a simulated log with one year of a district, and serve it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress, TimeRemainingColumn

from application.opening import CHINA, NotThisLog
from ledger.append import VersionTaken
from mingcha.commands.serve import listening, serve_on
from mingcha.demo.load import Filled, OtherDemo, SimulatedClock, Tell, fill, now_of
from mingcha.demo.year import Demo
from mingcha.errors import ExplainedError
from mingcha.postgres.locks import exclusive
from mingcha.runtime import Runtime, runtime
from mingcha.settings import Settings

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
)


class DemoError(ExplainedError):
    """The demo cannot be put into this log."""


def demo(
    *,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it when it is filled.")] = False,
    cases: Annotated[int, typer.Option(min=1, max=MOST, help="How many cases.")] = Demo().cases,
    seed: Annotated[int, typer.Option(help="Another seed makes another year.")] = Demo().seed,
    log: Annotated[str, typer.Option(help="The simulated log to fill.")] = DEMO_LOG,
) -> None:
    """Fill a simulated log with the year 2016 of a made-up district; what is there stays.

    The same seed and number of cases give the same year. Stopped half-way, it goes on from there.
    """
    if not log.startswith(PREFIX):
        # An unopened log becomes simulated for ever; 430903 must not become so by a slip.
        raise DemoError(
            f"a log named {PREFIX}...", f"it is {log!r}", f"name one such as {DEMO_LOG}"
        )
    settings = Settings.read()
    door = listening(settings.host, settings.port) if serve else nullcontext()
    with door as socket, runtime(settings, log) as run:
        _fill(run, Demo(seed=seed, cases=cases))
        if socket is not None:
            serve_on(socket, run)
        else:
            _next_steps(log)


def _fill(run: Runtime, wanted: Demo) -> None:
    """Fill the log, alone; raises DemoError."""
    clock = SimulatedClock()
    with exclusive(run.folder / "demo.lock"), run.ledger(clock) as ledger, _progress() as tell:
        try:
            filled = fill(ledger, clock, wanted, tell)
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
    typer.echo(f"  mingcha view overdue --log {log}    查看超期办件")
    typer.echo(f"  mingcha serve --log {log}           打开页面")

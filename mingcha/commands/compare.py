"""`mingcha compare`: the live views against a rebuild, the cards against a recomputation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from ledger.reading import reading
from mingcha.errors import ExplainedError
from mingcha.printing import to_json
from mingcha.runtime import runtime
from mingcha.settings import Settings
from projections.card_check import Checked, check_cards
from projections.comparing import Compared, Tell, Vanished, compare_views
from projections.read import open_views


class Replaced(ExplainedError):
    """The views were replaced while they were compared."""


def compare(
    *,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fold the whole log anew beside the live views and compare; exit 1 on any difference.

    Cards due since the steward's last round only wait. What was built is dropped afterwards.
    """
    with (
        runtime(Settings.read(), log) as run,
        reading(run.dsn("reader"), run.log) as reader,
        open_views(run.log, reader, run.dsn("reader"), run.dsn("writer")) as views,
        _bar() as tell,
    ):
        assert views.projector is not None, "opened with the writer's role"
        try:
            position, compared = compare_views(views.projector, tell)
        except Vanished:
            raise Replaced(
                "the views to stay while they are compared",
                "somebody rebuilt or compared them",
                "run it again",
            ) from None
        cards = check_cards(views)
    said = plain(position, compared, cards)
    if as_json:
        typer.echo(to_json(said).decode().strip())
    else:
        _report(said, cards)
    if not said["ok"]:
        raise typer.Exit(1)


def plain(position: int, compared: Mapping[str, Compared], cards: Checked) -> dict[str, Any]:
    """The answer as one object."""
    faults = [
        f"different: {name} {key}" for name, found in compared.items() for key in found.keys
    ] + cards.faults
    counts = ("expected", "found", "missing", "extra", "doubled", "waiting")
    return {
        "ok": not faults,
        "position": position,
        "views": {
            name: {"rows": found.rows, "different": found.different}
            for name, found in compared.items()
        },
        "cards": {name: getattr(cards, name) for name in counts},
        "faults": faults,
    }


def _report(said: Mapping[str, Any], cards: Checked) -> None:
    typer.echo(f"截至第 {said['position']:,} 号记录，视图与重建结果比对：")
    for name, found in said["views"].items():
        typer.echo(f"  {name}：{found['rows']:,} 行，不一致 {found['different']:,} 行")
    typer.echo(
        f"发牌与重新推算比对：应有 {cards.expected:,}，现有 {cards.found:,}，缺 {cards.missing:,}，"
        f"多 {cards.extra:,}，重复 {cards.doubled:,}，待下一轮处理 {cards.waiting:,}"
    )
    for fault in said["faults"]:
        typer.echo(f"  {fault}")
    typer.echo("一致。" if said["ok"] else "不一致。")


@contextmanager
def _bar() -> Iterator[Tell]:
    """A bar on stderr while it lasts; nothing where that is no terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("正在重建比对", total=None)

        def tell(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_)

        yield tell

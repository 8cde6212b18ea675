"""`mingcha bench`: our speed against the library's own, measured in one run."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from mingcha import home
from mingcha.bench.rounds import Pair
from mingcha.bench.run import FLOORS, FULL, QUICK, measure
from mingcha.postgres.server import server
from mingcha.settings import Settings


def bench(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
    quick: Annotated[bool, typer.Option(help="One short round: tries it, proves nothing.")] = False,
) -> None:
    """Measure writes, import, views and verification as ratios to the library's own paths."""
    settings = Settings.read()
    home.prepare(settings.home)
    console = Console(stderr=True)
    with server(settings) as running:
        found = measure(
            running,
            settings.home,
            QUICK if quick else FULL,
            lambda name: console.print(f"measuring {name}", style="dim"),
        )
    if as_json:
        typer.echo(json.dumps(_plain(found)))
    else:
        Console().print(_table(found))


def _plain(found: dict[str, Pair]) -> dict[str, object]:
    return {
        "ratios": {name: round(pair.ratio, 2) for name, pair in found.items()},
        "floors": FLOORS,
        "ours_per_second": {name: round(pair.ours) for name, pair in found.items()},
        "reference_per_second": {name: round(pair.reference) for name, pair in found.items()},
    }


def _table(found: dict[str, Pair]) -> Table:
    table = Table("measure", "ratio", "at least", "ours /s", "reference /s")
    for name, pair in found.items():
        table.add_row(
            name,
            f"{pair.ratio:.2f}",
            f"{FLOORS[name]:g}",
            f"{pair.ours:,.0f}",
            f"{pair.reference:,.0f}",
        )
    return table

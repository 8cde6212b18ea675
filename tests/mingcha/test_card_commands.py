"""`mingcha steward` and `mingcha compare` from outside: what they print, and when they exit 1."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from application.handler import Handler
from application.opening import ensure_open
from domain.case import commands as cmd
from domain.decider import Actor, Asked
from domain.log import ClockKind
from ledger.names import schemas
from mingcha.cli import app
from mingcha.postgres.server import Server
from mingcha.runtime import runtime
from tests import homes

Run = Callable[..., Result]
ACCEPTED = datetime.fromisoformat("2018-10-15T10:00:00+08:00")


@pytest.fixture(scope="module")
def log(cluster: Server, cluster_home: Path) -> str:
    """A simulated log with the vendor's case: warning 10-19, yellow 10-24, red 10-29."""
    name = f"s{uuid.uuid4().hex[:12]}"
    asked = Asked(actor=Actor(id="w"), occurred_at=ACCEPTED)
    accept = cmd.Accept(item="i", unit="u", statutory_days=10, promised_days=7)
    with (
        runtime(homes.settings(cluster_home), name) as run,
        run.ledger(lambda: ACCEPTED) as ledger,
    ):
        ensure_open(ledger, clock=ClockKind.SIMULATED)
        Handler(ledger).handle("case", "case-1", accept, asked)
    return name


@pytest.fixture
def run(cluster_home: Path, log: str) -> Run:
    """Runs a command on that log."""
    small = homes.settings(cluster_home).shared_buffers
    variables = {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--log", log], env=variables | {"COLUMNS": "100"})

    return call


@pytest.fixture
def tampered(cluster: Server, log: str) -> Iterator[None]:
    """A row of the live views that was changed by hand, while the test lasts."""
    table = f"{schemas(log).views}.cases"
    change = f'UPDATE {table} SET "row" = replace("row", %s, %s)'
    with psycopg.connect(cluster.dsn("superuser"), autocommit=True) as connection:
        connection.execute(change, ['"unit":"u"', '"unit":"x"'])
        yield
        connection.execute(change, ['"unit":"x"', '"unit":"u"'])


def said(result: Result) -> dict[str, object]:
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_a_round_by_hand_gives_what_is_due_and_says_so(run: Run) -> None:
    done = said(run("steward", "--until", "2018-10-24T12:00", "--json"))
    assert {name: done[name] for name in ("issued", "reminded", "lapsed", "reinstated")} == {
        "issued": 2,
        "reminded": 0,
        "lapsed": 0,
        "reinstated": 0,
    }
    assert done["present"] == "2018-10-24T04:00:00.000000Z"
    again = run("steward", "--until", "2018-10-24T12:00")
    assert again.exit_code == 0
    assert "截至 2018-10-24 12:00:00" in again.stdout
    assert "发牌 0 张" in again.stdout


def test_a_time_that_cannot_be_read_is_one_line_and_exit_2(run: Run) -> None:
    result = run("steward", "--until", "gestern")
    assert result.exit_code == 2
    assert "expected a time like" in result.stderr


def test_a_clean_comparison_is_ok_and_leaves_nothing_behind(
    run: Run, cluster: Server, log: str
) -> None:
    run("steward", "--until", "2018-10-24T12:00")
    result = run("compare", "--json")
    answer = said(result)
    assert (result.exit_code, answer["ok"], answer["faults"]) == (0, True, [])
    assert answer["views"]["cases"] == {"rows": 1, "different": 0}  # type: ignore[index]
    assert answer["cards"] == {
        "expected": 2,
        "found": 2,
        "missing": 0,
        "extra": 0,
        "doubled": 0,
        "waiting": 0,
    }
    assert "一致。" in run("compare").stdout
    with psycopg.connect(cluster.dsn("superuser")) as connection:
        found = connection.execute(f"SELECT view FROM {schemas(log).views}.builds").fetchall()
    assert found == [("views",)]


@pytest.mark.usefixtures("tampered")
def test_a_changed_row_is_named_and_exits_1(run: Run) -> None:
    result = run("compare", "--json")
    assert result.exit_code == 1
    assert said(result)["faults"] == ["different: cases case-1"]
    assert "不一致 1 行" in run("compare").stdout

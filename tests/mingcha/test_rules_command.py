"""`mingcha rules` from outside: the shipped register, then the log's own."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from application.handler import Handler
from domain.decider import Actor, Asked
from domain.detectors import DetectorState
from domain.rules import SetDetector
from mingcha.cli import app
from mingcha.postgres.server import Server
from mingcha.runtime import runtime
from tests import homes

Run = Callable[..., Result]
ASKED = Asked(actor=Actor(id="office"), occurred_at=datetime(2016, 9, 20, 1, tzinfo=UTC))


@pytest.fixture
def run(cluster: Server, cluster_home: Path) -> Run:
    """Runs a command on a log that nobody opened."""
    log = f"r{uuid.uuid4().hex[:12]}"
    small = homes.settings(cluster_home).shared_buffers
    variables = {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [w.replace("LOG", log) for w in words], env=variables)

    return call


def answer(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["total"] == len(found["rows"])
    return found


def test_without_an_opened_log_the_shipped_register_is_listed(run: Run) -> None:
    found = answer(run("rules", "--json", "--log", "LOG", "--on", "2016-09-20"))
    assert (found["position"], found["on"]) == (0, "2016-09-20")
    row = next(row for row in found["rows"] if row["code"] == "DT_OFFHALL_INTAKE")
    assert (row["family"], row["severity"], row["state"]) == ("double_track", "red", "on")
    assert [(basis["rank"], basis["in_force_from"]) for basis in row["bases"]] == [
        ("own_document", "2016-04-29")
    ]


def test_a_log_lists_what_its_own_events_made_of_the_register(run: Run, cluster_home: Path) -> None:
    opened = run("log", "open", "LOG")
    assert opened.exit_code == 0, opened.output
    log = opened.stdout.split()[1]
    off = SetDetector(code="DATA_GAP", state=DetectorState.OFF, document="赫政办发〔2016〕9号")
    with runtime(homes.settings(cluster_home), log) as running, running.ledger() as ledger:
        Handler(ledger).handle("rules", "rules-states", off, ASKED)
    found = answer(run("rules", "--json", "--log", "LOG", "--family", "record_quality"))
    assert {row["family"] for row in found["rows"]} == {"record_quality"}
    states = {row["code"]: (row["state"], row["document"]) for row in found["rows"]}
    assert states["DATA_GAP"] == ("off", "赫政办发〔2016〕9号")
    assert states["REC_BACKDATED"] == ("on", "")
    assert found["position"] > 100


def test_the_table_names_grounds_with_rank_and_dates(run: Run) -> None:
    result = run("rules", "--log", "LOG", "--family", "disclosure", "--on", "2018-01-01")
    assert result.exit_code == 0, result.output
    text = "".join(result.stdout.split())
    assert "DISC_LATE" in text
    assert "2008-05-01至2019-05-14" in text.replace("│", "")
    assert "2019年修订" not in text
    assert "共6条检测规则" in text


def test_a_day_that_is_none_is_one_line(run: Run) -> None:
    result = run("rules", "--log", "LOG", "--on", "2016-02-30")
    assert result.exit_code == 1
    assert "expected a date YYYY-MM-DD in --on" in result.stderr

"""The misconduct sown in the demo year: the judges find every kind of it, and nothing else."""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from application.detectors import load_detectors
from mingcha.cli import app
from mingcha.demo.sown.field import LEAST
from mingcha.demo.year import ENDS_AT, Demo, told
from mingcha.postgres.server import Server
from tests import homes

SMALL = Demo(seed=1, cases=1000)
OTHER = Demo(seed=2, cases=300)
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(cluster: Server, cluster_home: Path) -> Run:
    """Runs a command on a log that holds a small demo year, filled by the command."""
    log = f"demo-{uuid.uuid4().hex[:12]}"
    small = homes.settings(cluster_home).shared_buffers
    variables = {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--log", log], env=variables | {"COLUMNS": "100"})

    filled = call("demo", *size_of(SMALL))
    assert filled.exit_code == 0, filled.output
    return call


def size_of(demo: Demo) -> tuple[str, ...]:
    return ("--seed", str(demo.seed), "--cases", str(demo.cases))


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["total"] == len(answer["rows"])
    return answer["rows"]


def keys(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["code"], row["candidate"], row["about"]) for row in found]


def test_the_judges_find_exactly_what_was_sown_code_by_code(run: Run) -> None:
    sown = keys(rows(run("demo", "--answers", "--json", *size_of(SMALL))))
    at_the_end = ("--as-of", ENDS_AT.isoformat())
    found = keys(rows(run("view", "signs", "--format", "json", *at_the_end)))
    assert len(set(sown)) == len(sown)
    missed, wrong = set(sown) - set(found), set(found) - set(sown)
    assert not missed, f"not found: {sorted(missed)}"
    assert not wrong, f"found though not sown: {sorted(wrong)}"
    assert Counter(code for code, _, _ in sown) == Counter(code for code, _, _ in found)


def test_every_code_of_the_register_is_sown_at_three_places_or_more() -> None:
    sown = Counter(one.code for one in told(OTHER).answers)
    assert set(sown) == {detector.code for detector in load_detectors()}
    assert min(sown.values()) >= LEAST


def test_an_answer_says_where_it_is_in_words(run: Run) -> None:
    table = run("demo", "--answers", *size_of(SMALL))
    assert table.exit_code == 0, table.output
    assert "大厅外受理" in table.stdout
    assert f"{len(load_detectors())} 种" in table.stdout
    assert all(one.place for one in told(SMALL).answers)


def test_the_answers_of_another_demo_are_refused(run: Run) -> None:
    refused = run("demo", "--answers", *size_of(OTHER))
    assert refused.exit_code == 1
    assert SMALL.tag in refused.output


def test_the_place_of_what_is_sown_does_not_depend_on_when_it_is_asked() -> None:
    once = told(OTHER)
    told.cache_clear()
    assert told(OTHER) == once

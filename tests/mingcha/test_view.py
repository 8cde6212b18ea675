"""`mingcha view` and `mingcha replay` from outside: what they print, and one line for a mistake."""

import csv
import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mingcha.cli import app
from mingcha.postgres.server import Server
from tests import homes

MAPPING = """
[source]
name = "small"
zone = "Europe/Amsterdam"
case = "case:id"
activity = "activity"
time = "at"
[fields]
unit = { value = "Bouwtoezicht" }
[attributes]
public = ["lane"]
drop = ["activity"]
[[rule]]
event = "case.accepted"
once = true
deadline = "due"
[[rule]]
event = "case.closed"
activity = "close"
"""
ROWS = """case:id,activity,at,due,case:lane,secret
1,apply,2020-01-01T09:00,2020-01-03T12:00,[fast],a
1,close,2020-01-03T15:00,,[fast],
2,apply,2020-01-01T09:00,2020-01-09T12:00,slow,b
"""

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(cluster: Server, cluster_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command on a log with one case late by card and one open."""
    log = f"v{uuid.uuid4().hex[:12]}"
    small = homes.settings(cluster_home).shared_buffers
    variables = {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}
    folder = tmp_path_factory.mktemp("view")
    (folder / "small.toml").write_text(MAPPING, "utf-8")
    (folder / "small.csv").write_text(ROWS, "utf-8")

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--log", log], env=variables | {"COLUMNS": "100"})

    mapping = str(folder / "small.toml")
    imported = call("import", str(folder / "small.csv"), "--mapping", mapping)
    assert imported.exit_code == 0, imported.output
    return call


def rows(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["total"] == len(answer["rows"])
    return answer["rows"]


def test_json_is_one_object_with_what_the_answer_rests_on(run: Run) -> None:
    answer = json.loads(run("view", "cases", "--format", "json").stdout)
    assert answer.keys() == {"total", "position", "known_at", "as_of", "frozen", "rows"}
    assert [row["stream"] for row in answer["rows"]] == ["case-small.1", "case-small.2"]
    assert answer["rows"][0]["closed_at"] == "2020-01-03T14:00:00.000000Z"
    assert answer["rows"][0]["attributes"] == {"lane": "[fast]"}


def test_a_naive_time_is_in_the_logs_zone(run: Run) -> None:
    def status(text: str) -> str:
        found = rows(run("view", "cases", "--format", "json", "--as-of", text))
        return found[0]["status"] if found else ""

    assert status("2019-12-31") == ""
    assert status("2020-01-03T14:59:59") == "accepted"
    assert status("2020-01-03T15:00") == "closed"


def test_a_card_compares_instants_and_the_law_dates(run: Run) -> None:
    words = ("view", "overdue", "--format", "json", "--as-of", "2020-01-09", "--kind")
    assert [row["state"] for row in rows(run(*words, "card"))] == ["open", "closed"]
    assert [row["days_over"] for row in rows(run(*words, "legal"))] == [1]
    [late] = rows(run(*words, "card", "--state", "closed", "--where", "unit=Bouwtoezicht"))
    assert late["explanation"] == (
        "来源系统给出的期限：受理2020-01-01，期限至2020-01-03 12:00:00，"
        "2020-01-03 15:00:00办结，超3小时"
    )


def test_what_was_not_recorded_yet_is_not_known(run: Run) -> None:
    assert rows(run("view", "cases", "--format", "json", "--known-at", "1")) == []


def test_csv_has_a_header_and_every_column(run: Run) -> None:
    found = list(csv.DictReader(io.StringIO(run("view", "cases", "--format", "csv").stdout)))
    assert [row["status"] for row in found] == ["closed", "accepted"]
    assert found[1]["closed_at"] == ""
    assert json.loads(found[0]["attributes"]) == {"lane": "[fast]"}


def test_a_table_is_in_chinese_and_fits_100_columns(run: Run) -> None:
    for name in ("cases", "overdue"):
        result = run("view", name, "--as-of", "2021-01-01")
        assert result.exit_code == 0
        assert "收件编号" in result.stdout
        assert "业务时间截至 2021-01-02 00:00:00" in result.stdout
        assert max(map(width, result.stdout.splitlines()[:-1])) <= 100


def width(line: str) -> int:
    """Columns that a line takes where a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in line)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cases", "--where", "colour=red"), "expected a column"),
        (("cases", "--where", "unit"), "expected --where field=value"),
        (("cases", "--where", "steps=x"), "expected a whole number for steps"),
        (("cases", "--as-of", "soon"), "expected a time like 2016-04-29"),
        (("cases", "--known-at", "999999"), "expected a position from 0 to"),
        (("cases", "--kind", "card"), "with overdue only"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_exit_2(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    result = run("view", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr


def test_a_view_that_is_none_is_refused_with_exit_2(run: Run) -> None:
    result = run("view", "weather")
    assert result.exit_code == 2
    assert "'weather' is not one of 'cases', 'overdue'" in result.stderr


def test_a_replay_shows_each_step_and_what_it_changed(run: Run) -> None:
    shown = run("replay", "case-small.1").stdout
    assert "受理时间：2020-01-01 09:00:00" in shown
    assert "状态：办理中 → 已办结" in shown
    assert "private：〔密封〕" in shown
    before = json.loads(
        run("replay", "case-small.1", "--at", "2020-01-02", "--format", "json").stdout
    )
    assert [step["type"] for step in before["steps"]] == ["case.accepted", "case.step_finished"]
    assert before["total"] == 2


def test_a_replay_of_a_case_that_is_none_is_one_line_and_exit_2(run: Run) -> None:
    result = run("replay", "case-none")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "got 'case-none'; mingcha view cases lists them" in result.stderr

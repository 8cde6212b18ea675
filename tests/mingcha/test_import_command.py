"""`mingcha import` from outside: its answers, its files, its exit codes."""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mingcha.cli import app
from mingcha.postgres.server import Server
from tests import homes
from tests.exchange.logs import MAPPINGS
from tests.shared import shared

ROWS = "case:id,activity,at\n1,apply,2020-01-01\n1,check,{}\n2,apply,2020-01-01\n"
MAPPING = """
[source]
name = "small"
zone = "Europe/Amsterdam"
case = "case:id"
activity = "activity"
time = "at"
[[rule]]
event = "case.received"
once = true
"""
CATALOGUE = """
[source]
kind = "catalogue"
name = "items"
zone = "Asia/Shanghai"
[item]
item = "code"
name = "name"
unit = "unit"
[unit]
kind = { value = "department" }
"""

Import = Callable[..., Result]


@pytest.fixture
def variables(cluster: Server, cluster_home: Path) -> dict[str, str]:
    """The environment of a command that joins the server of the test run."""
    small = homes.settings(cluster_home).shared_buffers
    return {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}


@pytest.fixture
def log() -> str:
    """A log of the test's own."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a mapping in it."""
    (tmp_path / "small.toml").write_text(MAPPING, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(variables: dict[str, str], folder: Path, log: str) -> Import:
    """Runs the command on small.csv, whose second row has a time as given."""

    def call(*options: str, at: str = "2020-01-02", file: str = "small.csv") -> Result:
        (folder / "small.csv").write_text(ROWS.format(at), "utf-8")
        words = ["import", file, "--mapping", "small.toml", "--log", log, *options]
        return CliRunner().invoke(app, words, env=variables)

    return call


def test_a_whole_import_ends_with_one_object_and_exit_0(run: Import, folder: Path) -> None:
    result = run("--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert {name: found[name] for name in ("cases", "source_events", "entries", "rejected")} == {
        "cases": 2,
        "source_events": 3,
        "entries": 5,
        "rejected": 0,
    }
    assert found["rejected_file"] is None
    assert list(folder.glob("*.rejected.csv")) == []
    assert json.loads(run("--json").stdout)["entries"] == 0


def test_rejected_rows_are_in_a_file_in_the_current_folder_and_exit_is_1(
    run: Import, folder: Path
) -> None:
    result = run("--json", at="never")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["entries"], found["rejected"]) == (4, 1)
    assert (found["incomplete"], found["incomplete_cases"]) == (["1"], 1)
    assert found["rejected_file"] == "small.csv.rejected.csv"
    assert '2,3,1,at,"expected a date' in (folder / "small.csv.rejected.csv").read_text("utf-8")


def test_the_reject_file_goes_where_it_is_wanted(run: Import, folder: Path) -> None:
    result = run("--rejected", "bad.csv", at="never")
    assert (folder / "bad.csv").exists()
    assert "bad.csv" in result.stdout
    assert "不完整的办件：1" in result.stdout


def test_a_dry_run_lists_every_bad_row_and_makes_no_file(run: Import, folder: Path) -> None:
    result = run("--dry-run", "--json", at="never")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["dry_run"], found["entries"]) == (True, 4)
    assert [(bad["row"], bad["column"]) for bad in found["rejects"]] == [(2, "at")]
    assert list(folder.glob("*.rejected.csv")) == []
    spoken = run("--dry-run", at="never").stdout
    assert "第 2 条（文件第 3 行），列 at：expected a date" in spoken
    assert "试运行，未写入" in spoken


@pytest.mark.parametrize(
    ("options", "file"),
    [((), "absent.csv"), (("--mapping", "absent.toml"), "small.csv"), ((), "small.toml")],
)
def test_an_unusable_file_or_mapping_is_one_line_and_exit_2(
    run: Import, options: tuple[str, ...], file: str
) -> None:
    result = run(*options, file=file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("mingcha: ")
    assert result.stderr.count("\n") == 1


def test_a_reject_file_that_cannot_be_written_is_explained(run: Import) -> None:
    result = run("--rejected", "absent/bad.csv", at="never")
    assert result.exit_code == 2
    assert "absent/bad.csv" in result.stderr


def test_ctrl_c_stops_and_the_same_command_resumes(
    variables: dict[str, str], folder: Path, log: str
) -> None:
    words = ["import", str(shared("eventlogs/receipt.xes.gz")), "--log", log, "--json"]
    words += ["--mapping", str(MAPPINGS / "receipt.toml")]
    started = subprocess.Popen(
        [sys.executable, "-c", PRESSED, *words],
        env=os.environ | variables | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    out, said = started.communicate(timeout=120)
    assert (started.returncode, out) == (130, "")
    assert "再次运行同一命令即可继续" in said
    result = CliRunner().invoke(app, words, env=variables)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["already_there"] > 0
    assert found["already_there"] + found["entries"] == 11_340


PRESSED = f"""
import os, sys
from mingcha.cli import app
from mingcha.commands.imports import Bar

shown = Bar.appending

def press(bar, done, size):
    if done:
        os.kill(os.getpid(), {signal.SIGINT.value})
    shown(bar, done, size)

Bar.appending = press
app()
"""


def test_a_catalogue_is_told_by_its_mapping(
    variables: dict[str, str], folder: Path, log: str
) -> None:
    (folder / "items.csv").write_text("code,name,unit\n1,许可,区市监局\n,确认,区市监局\n", "utf-8")
    (folder / "items.toml").write_text(CATALOGUE, "utf-8")
    words = ["import", "items.csv", "--mapping", "items.toml", "--log", log]
    runs = [
        CliRunner().invoke(app, [*words, *options], env=variables)
        for options in (["--dry-run"], ["--json"], ["--json"])
    ]
    assert [run.exit_code for run in runs] == [1, 1, 1]
    assert "第 2 条（文件第 3 行），列 code" in runs[0].stdout
    first, again = (json.loads(run.stdout) for run in runs[1:])
    assert [first[name] for name in ("items", "entries", "rejected")] == [1, 2, 1]
    assert (again["entries"], again["already_there"]) == (0, 1)
    assert "expected a value for item" in (folder / "items.csv.rejected.csv").read_text("utf-8")

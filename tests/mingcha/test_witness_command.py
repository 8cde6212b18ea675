"""`mingcha witness` on a published log: exit codes, JSON, and the cosignature it leaves."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from audit.cosignature import CosignatureKey
from audit.keys import generate
from audit.note import Note, SigningKey
from audit.publish import publish
from mingcha.commands.witness import witness
from tests.audit.log import MemoryLog, leaves

KEY = generate("mingcha.example/430903", SigningKey)
LOG = MemoryLog(leaves(700))
FORK = MemoryLog(leaves(300) + leaves(500, b"other "))
APP = typer.Typer()
APP.command()(witness)


def visit(state: Path, folder: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        APP,
        ["--state", str(state), "--log-key", str(KEY.verifier), "--folder", str(folder), *more],
    )
    return result.exit_code, result.output


def put(folder: Path, size: int, log: MemoryLog = LOG) -> None:
    publish(folder, log.head(KEY, size), log.tree(size))


def test_a_witness_cosigns_in_the_log_folder(tmp_path: Path) -> None:
    for size in (300, 700):
        put(tmp_path / "log", size)
        code, output = visit(tmp_path / "w", tmp_path / "log", "--json", "--name", "audit.example")
        answer = json.loads(output)
        assert (code, answer["ok"], answer["size"], answer["placed"]) == (0, True, size, True)
        key = CosignatureKey.parse(answer["witness"])
        assert Note.parse((tmp_path / "log/checkpoint").read_bytes()).verify([key]) == (key,)


def test_a_refused_fork_is_explained_with_exit_code_1(tmp_path: Path) -> None:
    put(tmp_path / "log", 600)
    assert visit(tmp_path / "w", tmp_path / "log")[0] == 0
    put(tmp_path / "rewritten", 800, FORK)
    code, output = visit(tmp_path / "w", tmp_path / "rewritten")
    assert code == 1
    assert "signed two histories" in output
    code, output = visit(tmp_path / "w", tmp_path / "rewritten", "--json")
    fault = json.loads(output.splitlines()[0])["faults"][0]
    assert (code, fault["kind"]) == (1, "Forked")
    assert len(list((tmp_path / "w" / "evidence").iterdir())) == 1


def test_a_log_without_checkpoint_is_explained_with_exit_code_1(tmp_path: Path) -> None:
    code, output = visit(tmp_path / "w", tmp_path / "nowhere")
    assert (code, "expected a file 'checkpoint'" in output.replace("\n", " ")) == (1, True)


def test_a_url_that_cannot_be_read_is_explained_with_exit_code_1(tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:9", "file:///tmp"):
        arguments = ["--state", str(tmp_path), "--log-key", str(KEY.verifier), "--url", url]
        result = CliRunner().invoke(APP, arguments)
        assert (result.exit_code, result.output.startswith("not cosigned: ")) == (1, True)


def test_a_malformed_log_key_is_a_wrong_usage(tmp_path: Path) -> None:
    assert visit(tmp_path / "w", tmp_path, "--log-key", "no key")[0] == 2
    assert not (tmp_path / "w").exists()


def test_a_witness_keeps_its_name(tmp_path: Path) -> None:
    put(tmp_path / "log", 300)
    assert visit(tmp_path / "w", tmp_path / "log", "--name", "audit.example")[0] == 0
    code, output = visit(tmp_path / "w", tmp_path / "log", "--name", "other.example")
    assert (code, "found that of 'audit.example'" in output) == (1, True)
    assert visit(tmp_path / "w", tmp_path / "log")[0] == 0


@pytest.mark.parametrize("more", [["--url", "http://127.0.0.1:9"], ["--listen", "127.0.0.1:0"]])
def test_one_source_is_asked_for(tmp_path: Path, more: list[str]) -> None:
    assert visit(tmp_path / "w", tmp_path, *more)[0] == 2

"""`mingcha checkpoint`, `proof` and `verify` from outside: what they print, and exit codes."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from audit.note import VerifierKey, encode_base64
from audit.proof import Proof
from mingcha.cli import app
from mingcha.postgres.server import Server
from tests import homes

Run = Callable[..., Result]


@pytest.fixture
def log() -> str:
    return f"s{uuid.uuid4().hex[:12]}"


@pytest.fixture
def run(cluster: Server, cluster_home: Path, log: str) -> Run:
    """Runs a command on a log that holds its opening and nothing more."""
    small = homes.settings(cluster_home).shared_buffers
    variables = {"MINGCHA_HOME": str(cluster_home), "MINGCHA_SHARED_BUFFERS": small}

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [*words], env=variables)

    assert call("log", "open", log, "--zone", "Asia/Shanghai").exit_code == 0
    return call


def test_a_log_is_sealed_proven_and_verified(
    run: Run, log: str, cluster: Server, tmp_path: Path
) -> None:
    sealed = json.loads(run("checkpoint", "--log", log, "--json").stdout)
    assert sealed["origin"] == f"mingcha.local/{log}"
    assert (Path(sealed["folder"]) / "checkpoint").read_text() == sealed["note"]
    assert sealed["note"] in run("checkpoint", "--log", log).stdout
    out = tmp_path / "1.tlog-proof"
    assert run("proof", "1", "--log", log, "--out", str(out)).exit_code == 0
    assert run("proof", "1", "--log", log).stdout.encode() == out.read_bytes()
    verdict = json.loads(run("verify", "--log", log, "--json").stdout)
    assert verdict == {
        "ok": True,
        "entries": sealed["size"],
        "root": sealed["root"],
        "faults": [],
        "signed": sealed["size"],
        "erased_again": [],
    }
    proof = Proof.parse(out.read_bytes())
    with psycopg.connect(cluster.dsn("superuser")) as connection:
        query = f"SELECT leaf FROM log_{log}.entries WHERE notification_id = 1"
        ((leaf,),) = connection.execute(query).fetchall()
    key = VerifierKey.parse(sealed["key"])
    assert encode_base64(proof.verify(leaf, [key]).root) == sealed["root"]
    assert "核验通过" in run("verify", "--log", log).stdout


def test_a_position_without_entry_is_explained(run: Run, log: str) -> None:
    for position in ("0", "2000"):
        result = run("proof", position, "--log", log)
        assert result.exit_code == 1
        assert result.stderr.startswith("mingcha: expected a position from 1 to ")
        assert result.stderr.endswith(f", got {position}\n")


def test_a_fault_is_told_with_exit_code_1(run: Run, log: str, cluster: Server) -> None:
    with psycopg.connect(cluster.dsn("superuser")) as connection:
        connection.execute(f"ALTER TABLE log_{log}.entries DISABLE TRIGGER ALL")
        change = f"UPDATE log_{log}.entries SET topic = 'log.closed' WHERE notification_id = 1"
        connection.execute(change)
    result = run("verify", "--log", log, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"] == [{"kind": "changed", "position": 1}]
    assert "第 1 号  内容被改动（changed）" in run("verify", "--log", log).stdout


def test_a_rolled_back_log_is_refused_in_one_line(run: Run, log: str, cluster: Server) -> None:
    assert run("checkpoint", "--log", log).exit_code == 0
    with psycopg.connect(cluster.dsn("superuser")) as connection:
        for table in ("entries", "head"):
            connection.execute(f"ALTER TABLE log_{log}.{table} DISABLE TRIGGER ALL")
        connection.execute(f"DELETE FROM log_{log}.entries")
        connection.execute(f"UPDATE log_{log}.head SET size = 0")
    result = run("checkpoint", "--log", log)
    assert result.exit_code == 1
    assert result.stderr.startswith("mingcha: the last head signed")
    assert "entries signed for are gone" in result.stderr

"""Imports that are killed, stopped, large, or not alone."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.appending import append_mapped
from exchange.importing import Watch
from exchange.mapping_file import load_mapping
from exchange.staged import Case, Waiting
from exchange.staging import AlreadyImporting, Staging
from ledger.keys import load_or_make
from tests.databases import Database
from tests.exchange.imports import (
    APPLIED,
    CHECKED,
    SHOP_HEAD,
    Importer,
    case_entries,
    ledger_of,
    story,
    table,
)
from tests.exchange.logs import MAPPINGS, meant
from tests.shared import shared


def test_two_imports_of_a_source_never_run_at_once(
    importer: Importer, mapping: Path, tmp_path: Path, database: Database
) -> None:
    with (
        Staging(database.dsn("writer"), "430903", "shop"),
        pytest.raises(AlreadyImporting, match="shop"),
    ):
        importer(table(tmp_path, APPLIED), mapping)


def test_a_case_larger_than_a_chunk_goes_in_in_parts_under_one_subject(
    importer: Importer, keyed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.staging.CHUNK", 10)
    rows = [f"1,check,2020-01-02,{n},,,,said {n}," for n in range(2, 40)]
    report = importer(table(tmp_path, APPLIED, *rows), keyed)
    entries = case_entries(importer.ledger)
    assert [entry.version for entry in entries] == list(range(1, report.entries + 1))
    notes = {entry.event.note.subject for entry in entries if entry.event.note}
    assert notes == {entries[0].event.subject}


def test_somebody_who_writes_to_a_case_meanwhile_is_given_way(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    importer(table(tmp_path, APPLIED), keyed)
    events, _ = meant(tmp_path, "b.csv", SHOP_HEAD + CHECKED + "\n", load_mapping(keyed))
    stale = Case("1", "case-shop.1", events=[Waiting("2/step", events[0])])
    assert append_mapped(importer.ledger, "shop", [[stale]]) == 1
    last = case_entries(importer.ledger)[-1]
    assert (last.version, last.raw["data"]["imported"]["key"]) == (3, "2/step")


KILLED = """
import os, sys
from pathlib import Path
from exchange.importing import Files, Watch, import_log
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger

class Killer(Watch):
    def appending(self, done, size):
        if done:
            os.kill(os.getpid(), 9)

writer, reader, vault, keys, path, mapping = sys.argv[1:]
ledger = Ledger(Access(writer, reader, vault), "430903", load_or_make(Path(keys)))
import_log(ledger, writer, Files.of(Path(path), Path(mapping)), print, Killer())
"""


def test_an_import_that_was_killed_is_resumed_by_running_it_again(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    path = shared("eventlogs/receipt.csv.gz")
    access = [database.dsn(role) for role in ("writer", "reader", "vault")]
    keys = tmp_path / "keys.json"
    load_or_make(keys)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            *access,
            str(keys),
            str(path),
            str(MAPPINGS / "receipt.toml"),
        ],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert killed.returncode == -9
    there = len(case_entries(importer.ledger))
    assert there >= 1000
    resumed = importer.shipped(path, "receipt")
    assert (resumed.already_there, resumed.rejected) == (there, 0)
    with ledger_of(database, tmp_path, "whole") as other:
        at_once = Importer(database, other).shipped(path, "receipt")
        assert there + resumed.entries == at_once.entries
        assert story(importer.ledger) == story(other)


class Stops(Watch):
    """Presses Ctrl-C after the first chunk."""

    def appending(self, done: int, size: int) -> None:
        if done:
            raise KeyboardInterrupt


def test_an_import_that_is_stopped_leaves_whole_chunks(importer: Importer) -> None:
    path = shared("eventlogs/receipt.csv.gz")
    turn = sys.getswitchinterval()
    with pytest.raises(KeyboardInterrupt):
        importer.shipped(path, "receipt", watch=Stops())
    assert (sys.getswitchinterval(), gc.isenabled()) == (turn, True)
    entries = case_entries(importer.ledger)
    assert 0 < len(entries) < 11_340
    assert importer.shipped(path, "receipt").already_there == len(entries)

"""The office seals what continues the last head, and refuses everything else, loudly."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from audit.checkpoint import open_checkpoint
from audit.client import folder_log
from audit.cosignature import CosigningKey
from audit.keys import KeyFileError, generate
from audit.office import NoSuchEntry, NothingToSign, Office, origin
from audit.proof import Proof
from audit.signer import ForkRefused, RolledBack
from audit.tiles import TiledTree
from audit.witness import Witness
from tests import databases
from tests.audit.hall import ENTRIES, LOG, SCHEMA, Hall, change_word, rehash
from tests.databases import Database


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Hall:
    hall = Hall(database, tmp_path)
    hall.fill(300)
    return hall


def restore(hall: Hall, name: str) -> Hall:
    """A copy of the database as it is now, to be used later as a backup that was restored."""
    server = hall.database.server
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as connection:
        databases.create(connection, name, hall.database.name)
    return Hall(Database(server, name), hall.folder.parent)


def test_a_sealed_log_can_be_checked_from_its_folder(hall: Hall) -> None:
    note = hall.office.seal()
    head = open_checkpoint(note, [hall.office.key()])
    assert (head.origin, head.size) == ("mingcha.local/430903", 300)
    log = folder_log(hall.office.published)
    assert log.checkpoint() == note
    assert TiledTree(log, 300).root() == head.root
    assert (hall.folder / "key").stat().st_mode & 0o777 == 0o600
    assert hall.office.refused() is None


def test_a_witness_follows_the_log(hall: Hall, tmp_path: Path) -> None:
    hall.office.seal()
    watching = Witness(tmp_path / "w", generate("w.example", CosigningKey), [hall.office.key()])
    watching.visit(folder_log(hall.office.published))
    hall.fill(300, first="more")
    hall.office.seal()
    watching.visit(folder_log(hall.office.published))
    assert watching.latest("mingcha.local/430903").size == 600


def test_every_entry_can_be_proven(hall: Hall) -> None:
    office, key = hall.office, hall.office.key()
    with hall.ledger() as ledger:
        for entry in ledger.reader.entries():
            proof = Proof.parse(bytes(office.prove(entry.position)))
            leaf = ledger.reader.leaves(entry.position - 1, entry.position)
            assert proof.verify(leaf, [key]).size == 300


@pytest.mark.parametrize("position", [-1, 0, 301])
def test_no_entry_no_proof(hall: Hall, position: int) -> None:
    with pytest.raises(NoSuchEntry, match=f"from 1 to 300, got {position}"):
        hall.office.prove(position)


def test_a_proof_of_a_new_entry_seals_it_first(hall: Hall) -> None:
    hall.office.seal()
    hall.fill(7, first="new")
    assert b"\n307\n" in hall.office.prove(305).checkpoint
    assert b"\n307\n" in hall.office.prove(2).checkpoint


def test_an_empty_log_is_not_signed(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingToSign):
        Hall(database, tmp_path).office.seal()
    assert not (tmp_path / "log" / "key").exists()


def test_a_simulated_log_says_so_in_its_origin() -> None:
    assert origin("demo-430903", simulated=True) == "mingcha.local/simulated/demo-430903"
    assert origin("430903", simulated=False, authority="heshan.gov.cn") == "heshan.gov.cn/430903"


def test_an_older_backup_is_refused_a_signature_and_reported(hall: Hall) -> None:
    backup = restore(hall, f"{hall.database.name}_old")
    try:
        hall.fill(20, first="lost")
        hall.office.seal()
        with pytest.raises(RolledBack, match="entries signed for are gone"):
            backup.office.seal()
        assert "has size 320" in str(backup.office.refused())
        assert [tuple(each) for each in backup.verify().faults] == [("truncated", 301)]
        backup.fill(30, first="other")
        with pytest.raises(ForkRefused, match="does not begin with it"):
            backup.office.seal()
        assert [tuple(each) for each in backup.verify().faults] == [("forked", 301)]
        assert hall.office.seal()
        assert hall.office.refused() is None
    finally:
        with psycopg.connect(
            hall.database.server.dsn("superuser", "postgres"), autocommit=True
        ) as connection:
            databases.drop(connection, backup.database.name)


def test_a_rewritten_history_is_refused_a_signature(hall: Hall) -> None:
    hall.office.seal()
    with hall.tampering() as connection:
        change_word(connection, 290)
        rehash(connection, 290)
        connection.commit()
    hall.fill(10, first="later")
    with pytest.raises(ForkRefused):
        hall.office.seal()
    assert hall.office.last().size == 300


def test_a_log_that_turns_simulated_is_refused(hall: Hall) -> None:
    hall.office.seal()
    with hall.tampering() as connection:
        connection.execute(
            f"UPDATE {ENTRIES} SET state = convert_to(replace(convert_from(state, 'UTF8'), "
            "'real', 'simulated'), 'UTF8') WHERE notification_id = 1"
        )
        connection.commit()
    with pytest.raises(KeyFileError, match="simulated"):
        hall.office.seal()
    assert "simulated" in str(hall.office.refused())


def test_news_are_sealed_while_it_runs_and_when_it_stops(hall: Hall) -> None:
    stop = threading.Event()
    running = threading.Thread(target=hall.office.run, args=(stop, 0.02))
    running.start()
    until((hall.office.published / "checkpoint.300").exists)
    hall.fill(7, first="news")
    until((hall.office.published / "checkpoint.307").exists)
    stop.set()
    running.join(30)
    assert hall.office.last().size == 307


def test_a_refusal_does_not_end_the_office_and_is_logged(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.office.seal()
    with hall.tampering() as connection:
        connection.execute(f"UPDATE {SCHEMA}.head SET size = 299")
        connection.commit()
    stop = threading.Event()
    stop.set()
    with caplog.at_level(logging.CRITICAL):
        Office(hall.database.dsn("writer"), SCHEMA, LOG, hall.folder).run(stop)
    assert "refused a signature" in caplog.text


def until(holds: Callable[[], bool]) -> None:
    """Waits for what another thread does."""
    deadline = threading.Event()
    for _ in range(1500):
        if holds():
            return
        deadline.wait(0.02)
    raise AssertionError("expected it within half a minute")

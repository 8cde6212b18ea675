"""Importing again: what the ledger has is opened page by page and compared."""

from pathlib import Path

import pytest

from application.erasure import erase
from domain.decider import Actor, Asked
from domain.subject import Erase
from ledger.canonical import parse_instant
from ledger.keys import WrappingKeys
from tests.exchange.imports import Importer, case_entries, ledger_of, table

PEOPLE = [f"{n},apply,2020-01-01T08:00,{n},,Wim,X{n},," for n in range(30)]
ASKED = Asked(actor=Actor(id="w1"), occurred_at=parse_instant("2020-02-01T08:00:00.000000Z"))


def asked_of_the_vault(importer: Importer) -> int:
    """How often a connection to the vault was taken."""
    return int(importer.ledger.vault._pool.get_stats()["requests_num"])


def test_the_keys_of_many_subjects_are_read_at_once(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, *PEOPLE)
    importer(path, keyed)
    with ledger_of(importer.database, tmp_path) as ledger:
        again = Importer(importer.database, ledger)
        assert again(path, keyed).already_there == 2 * len(PEOPLE)
        assert asked_of_the_vault(again) < 10


def test_what_was_erased_agrees_with_whatever_the_source_says(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, *PEOPLE)
    importer(path, keyed)
    gone = case_entries(importer.ledger)[0].event.subject
    erase(importer.ledger, Erase(subject=gone, reason="own wish"), ASKED)
    with ledger_of(importer.database, tmp_path) as ledger:
        again = Importer(importer.database, ledger)
        report = again(table(tmp_path, PEOPLE[0].replace("Wim", "Ans"), PEOPLE[1]), keyed)
    assert (report.entries, report.already_there, report.rejected) == (0, 4, 0)


def test_keys_recalled_while_somebody_is_erased_are_not_remembered(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = importer.ledger.vault
    subject = vault.subject("ric:1")
    vault.forget(subject.id)
    unwrap = WrappingKeys.unwrap

    def meanwhile(self: WrappingKeys, wrapped: bytes, kek_id: str) -> bytes:
        vault.forget(subject.id)
        return unwrap(self, wrapped, kek_id)

    with monkeypatch.context() as patched:
        patched.setattr(WrappingKeys, "unwrap", meanwhile)
        vault.recall([subject.id])
    before = asked_of_the_vault(importer)
    assert vault.key(subject.id) == subject.key
    assert asked_of_the_vault(importer) == before + 1

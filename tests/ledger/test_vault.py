"""The vault: one key for one person, rotation, and the end of a key everywhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from domain.subject import Erased as ErasedEvent
from domain.values import Clear
from ledger import vault as module
from ledger.entry import sealed_fields
from ledger.keys import KeyFileBroken, WrappingKeys
from ledger.ledger import Ledger
from ledger.names import schemas
from ledger.sealing import CannotOpen, Place
from ledger.vault import Erased, UnknownSubject, Vault
from tests.databases import LOG, Database
from tests.ledger.opened import ASKED, KEYS, open_ledger, received

PLACE = Place(LOG, "case-1", 1, "case.received", 1)
PERSON = "ric:430903199001011234"
TABLE = f"{schemas(LOG).vault}.subject"


@pytest.fixture
def pool(database: Database) -> Iterator[ConnectionPool[Any]]:
    with ConnectionPool(
        database.dsn("vault"), min_size=1, max_size=16, kwargs={"autocommit": True}, open=True
    ) as opened:
        yield opened


@pytest.fixture
def vault(pool: ConnectionPool[Any]) -> Vault:
    return Vault(pool, LOG, KEYS)


def erase(ledger: Ledger, subject: str) -> None:
    stream = f"subject-{subject}"
    event = ErasedEvent(subject=subject, reason="本人要求")
    ledger.erase(subject, ledger.prepare(stream, 1, event, ASKED))


def test_a_person_is_known_again_and_two_persons_are_told_apart(vault: Vault) -> None:
    one, two, again = vault.subjects([PERSON, "ric:2", PERSON])
    assert one == again == vault.subject(PERSON)
    assert one.id != two.id
    assert one.key != two.key


def test_callers_who_meet_a_new_person_at_once_get_one_key(pool: ConnectionPool[Any]) -> None:
    """Each has a vault of its own, as each process has."""
    together = Barrier(12)
    persons = [f"ric:{n}" for n in range(40)]

    def meet(n: int) -> list[module.Subject]:
        mine = Vault(pool, LOG, KEYS)
        order = persons if n % 2 else persons[::-1]
        together.wait()
        return sorted(mine.subjects(order), key=lambda subject: subject.id)

    with ThreadPoolExecutor(12) as threads:
        met = list(threads.map(meet, range(12)))
    assert all(found == met[0] for found in met)
    assert len({subject.id for subject in met[0]}) == len(persons)


def test_the_vault_holds_no_identity_and_no_key_in_clear(vault: Vault, database: Database) -> None:
    subject = vault.subject(PERSON)
    with psycopg.connect(database.dsn("vault")) as connection:
        row = connection.execute(f"SELECT * FROM {TABLE}").fetchone()
    assert row is not None
    kept = b"".join(part if isinstance(part, bytes) else part.encode() for part in row)
    assert subject.key not in kept
    assert b"430903199001011234" not in kept
    assert row[0] == subject.id


def test_more_persons_than_are_remembered_are_all_answered(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CACHE", 3)
    persons = [f"ric:{n}" for n in range(10)]
    for n in range(10):
        assert vault.subjects(persons[: n + 1])[-1] == vault.subject(persons[n])
    assert vault.subjects(persons) == [vault.subject(person) for person in persons]


def test_keys_are_wrapped_anew_under_the_current_key(
    pool: ConnectionPool[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    before = Vault(pool, LOG, KEYS).subjects([f"ric:{n}" for n in range(8)])
    rotated = WrappingKeys("k2", {**KEYS.keys, "k2": b"2" * 32}, KEYS.pepper)
    now = Vault(pool, LOG, rotated)
    assert now.key(before[0].id) == before[0].key
    assert (now.rewrap(), now.rewrap()) == (8, 0)
    alone = Vault(pool, LOG, replace(rotated, keys={"k2": b"2" * 32}))
    assert [alone.key(subject.id) for subject in before] == [s.key for s in before]
    with pytest.raises(KeyFileBroken, match="'k2'"):
        Vault(pool, LOG, KEYS).key(before[0].id)


def test_what_the_ledger_sealed_opens_at_its_place_only(ledger: Ledger) -> None:
    subject = ledger.vault.subject(PERSON).id
    ledger.append("case-1", 0, [received(subject)], ASKED)
    [entry] = ledger.reader.stream("case-1")
    assert "口述".encode() not in entry.bytes
    [(path, sealed)] = sealed_fields(entry.data)
    assert ledger.vault.open(entry.place(), path, sealed) == "口述"
    with pytest.raises(CannotOpen):
        ledger.vault.open(entry.place()._replace(stream="case-2"), path, sealed)
    with pytest.raises(CannotOpen):
        ledger.vault.open(entry.place(), "applicant", sealed)
    other = ledger.vault.subject("ric:2").id
    with pytest.raises(CannotOpen):
        ledger.vault.open(entry.place(), path, replace(sealed, subject=other))


def test_an_erased_subject_is_gone_and_the_person_is_new(ledger: Ledger) -> None:
    old = ledger.vault.subject(PERSON)
    erase(ledger, old.id)
    with pytest.raises(Erased):
        ledger.vault.key(old.id)
    assert ledger.vault.subject(PERSON).id != old.id
    with pytest.raises(UnknownSubject):
        erase(ledger, "s" + "0" * 32)
    assert ledger.reader.head().size == 1


def test_an_erasure_that_cannot_be_recorded_destroys_nothing(ledger: Ledger) -> None:
    one, two = ledger.vault.subjects([PERSON, "ric:2"])
    erase(ledger, one.id)
    event = ErasedEvent(subject=two.id, reason="本人要求")
    taken = ledger.prepare(f"subject-{one.id}", 1, event, ASKED)
    with pytest.raises(Exception, match="is taken"):
        ledger.erase(two.id, taken)
    ledger.vault.forget(two.id)
    assert ledger.vault.key(two.id) == two.key


def test_an_erasure_by_another_process_holds_here_a_moment_later(
    database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    subject = ledger.vault.subject(PERSON)
    sealed = ledger.vault.seal(PLACE, "note", Clear(subject=subject.id, value="x"))
    with open_ledger(database) as other:
        erase(other, subject.id)
    now[0] += module.MOMENT
    with pytest.raises(Erased):
        ledger.vault.open(PLACE, "note", sealed)
    with pytest.raises(Erased):
        ledger.vault.seal(PLACE, "note", Clear(subject=subject.id, value="x"))
    assert ledger.vault.subject(PERSON).id != subject.id


def test_a_key_being_read_while_it_is_erased_is_not_remembered(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = vault.subject(PERSON)
    vault.forget(subject.id)
    unwrap = WrappingKeys.unwrap

    def meanwhile(self: WrappingKeys, wrapped: bytes, kek_id: str) -> bytes:
        vault.forget(subject.id)
        return unwrap(self, wrapped, kek_id)

    monkeypatch.setattr(WrappingKeys, "unwrap", meanwhile)
    assert vault.key(subject.id) == subject.key
    assert subject.id not in vault._by_id


def test_keys_stay_remembered_while_nobody_is_erased(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    subject = ledger.vault.subject(PERSON)
    for n in range(3):
        ledger.append(f"case-{n}", 0, [received(subject.id)], ASKED)
        now[0] += module.MOMENT
        assert ledger.vault.key(subject.id) == subject.key
    assert subject.id in ledger.vault._by_id


def test_a_subject_never_known_is_told_as_erased(vault: Vault) -> None:
    with pytest.raises(Erased, match="never known"):
        vault.key("s1")

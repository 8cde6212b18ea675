"""Erasure: the key goes and the entry that says so comes, or neither."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from application.erasure import erase
from domain.decider import Refused
from domain.subject import Erase, Erased
from ledger.ledger import Ledger
from ledger.vault import Erased as KeyGone
from ledger.vault import UnknownSubject
from tests.databases import Database
from tests.ledger.opened import ASKED, open_ledger, received


def about(subject: str) -> Erase:
    return Erase(subject=subject, reason="本人申请", document="赫政数〔2016〕9号")


def somebody(ledger: Ledger) -> str:
    """A subject about whom there is an entry."""
    subject = ledger.vault.subject("ric:430903198503010001").id
    ledger.append("case-1", 0, [received(subject)], ASKED)
    return subject


def test_the_key_is_gone_and_the_entry_says_why(unopened: Ledger) -> None:
    subject = somebody(unopened)
    receipt = erase(unopened, about(subject), ASKED)
    [entry] = unopened.reader.page(receipt.position - 1)
    assert entry.stream == f"subject-{subject}"
    assert entry.event == Erased(subject=subject, reason="本人申请", document="赫政数〔2016〕9号")
    with pytest.raises(KeyGone):
        unopened.vault.key(subject)


def test_another_process_cannot_open_it_either(unopened: Ledger, database: Database) -> None:
    subject = somebody(unopened)
    erase(unopened, about(subject), ASKED)
    with open_ledger(database) as other, pytest.raises(KeyGone):
        other.vault.key(subject)


def test_who_comes_again_is_a_new_subject(unopened: Ledger) -> None:
    subject = somebody(unopened)
    erase(unopened, about(subject), ASKED)
    assert unopened.vault.subject("ric:430903198503010001").id != subject


def test_an_unknown_subject_leaves_no_entry(unopened: Ledger) -> None:
    for unknown in ("s" + "0" * 32, "", "张三", "x" * 500):
        with pytest.raises(UnknownSubject, match="expected a subject"):
            erase(unopened, about(unknown), ASKED)
    assert unopened.reader.head().size == 0


def test_erasing_twice_is_refused(unopened: Ledger) -> None:
    subject = somebody(unopened)
    erase(unopened, about(subject), ASKED)
    size = unopened.reader.head().size
    with pytest.raises(Refused, match="already"):
        erase(unopened, about(subject), ASKED)
    assert unopened.reader.head().size == size


@pytest.mark.parametrize("reason", ["", "  ", "\u3000"])
def test_an_erasure_without_reason_is_refused(unopened: Ledger, reason: str) -> None:
    subject = somebody(unopened)
    with pytest.raises(Refused, match="reason"):
        erase(unopened, Erase(subject=subject, reason=reason), ASKED)
    assert len(unopened.vault.key(subject)) == 32


@contextmanager
def no_inserts(database: Database) -> Iterator[None]:
    """A time in which the vault's role may not write entries."""
    with psycopg.connect(database.dsn("owner"), autocommit=True) as owner:
        row = owner.execute(
            "SELECT format('%I', grantee), format('%I.%I', table_schema, table_name) "
            "FROM information_schema.role_table_grants "
            "WHERE table_name = 'entries' AND privilege_type = 'INSERT' AND grantee LIKE '%vault%'"
        ).fetchone()
        assert row is not None
        who, table = row
        owner.execute(f"REVOKE INSERT ON {table} FROM {who}".encode())
        yield
        owner.execute(f"GRANT INSERT ON {table} TO {who}".encode())


def test_an_entry_that_cannot_be_written_leaves_the_key(
    unopened: Ledger, database: Database
) -> None:
    subject = somebody(unopened)
    with no_inserts(database), pytest.raises(psycopg.errors.InsufficientPrivilege):
        erase(unopened, about(subject), ASKED)
    with open_ledger(database) as other:
        assert len(other.vault.key(subject)) == 32
    assert unopened.reader.head().size == 1
    assert erase(unopened, about(subject), ASKED).position == 2

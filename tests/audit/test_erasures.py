"""A backup restored after an erasure brings no key back."""

from pathlib import Path

import psycopg

from audit.erasures import reapply, returned
from domain.subject import Erased
from tests.audit.hall import LOG, SCHEMA, Hall, asked
from tests.databases import Database

VAULT = f"vault_{LOG}"


def test_an_erased_subject_that_came_back_is_erased_again(
    database: Database, tmp_path: Path
) -> None:
    hall = Hall(database, tmp_path)
    hall.fill(20)
    with hall.ledger() as ledger:
        gone, kept = (ledger.vault.subject(each).id for each in ("gone", "kept"))
        erased = Erased(subject=gone, reason="申请人要求删除")
        ledger.append(f"subject-{gone}", 0, [erased], asked())
    with psycopg.connect(database.dsn("vault"), autocommit=True) as vault:
        assert returned(vault, SCHEMA, VAULT) == [gone]
        assert reapply(vault, SCHEMA, VAULT) == [gone]
        assert returned(vault, SCHEMA, VAULT) == reapply(vault, SCHEMA, VAULT) == []
        ids = [each for (each,) in vault.execute(f"SELECT id FROM {VAULT}.subject")]
    assert kept in ids
    assert gone not in ids
    assert hall.verify().ok

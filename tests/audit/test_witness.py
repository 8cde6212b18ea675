"""The witness cosigns only what continues what it saw, and keeps the proof of a fork."""

from pathlib import Path

import pytest

from audit.checkpoint import Checkpoint
from audit.client import LogReader, folder_log
from audit.cosignature import CosignatureKey, CosigningKey, signed_at
from audit.keys import generate
from audit.note import Note, Signature, SigningKey, VerifierKey
from audit.publish import publish
from audit.tree import EMPTY_ROOT
from audit.witness import (
    BadSignature,
    Forked,
    Inconsistent,
    SizeConflict,
    StateDamaged,
    UnknownLog,
    Witness,
    WitnessRefusal,
)
from tests.audit.log import MemoryLog, leaves
from tests.shared import shared

KEY = generate("mingcha.example/430903", SigningKey)
WITNESS = generate("audit.example/witness", CosigningKey)
WITNESS_KEY = CosignatureKey.parse(str(WITNESS.verifier))
LOG = MemoryLog(leaves(700))
FORK = MemoryLog(leaves(300) + leaves(500, b"other "))
NOW = 1_700_000_000


def witness(folder: Path, *keys: VerifierKey) -> Witness:
    return Witness(folder / "witness", WITNESS, keys or [KEY.verifier], lambda: NOW)


def add(by: Witness, old: int, size: int, log: MemoryLog = LOG) -> Signature:
    proof = log.tree(size).consistency_proof(old) if old <= size else []
    return by.add_checkpoint(old, proof, log.head(KEY, size))


def evidence(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted((folder / "witness" / "evidence").glob("*"))]


def test_a_growing_log_is_cosigned_and_remembered(tmp_path: Path) -> None:
    old = 0
    for size in (0, 1, 256, 256, 300, 700):
        cosignature = add(witness(tmp_path), old, size)
        WITNESS_KEY.verify(Note.parse(LOG.head(KEY, size)).text, cosignature.signature)
        assert signed_at(cosignature.signature) == NOW
        assert witness(tmp_path).latest(KEY.name).size == size
        old = size
    assert not evidence(tmp_path)


def test_the_cosignature_is_remembered_before_it_is_given(tmp_path: Path) -> None:
    cosignature = add(witness(tmp_path), 0, 300)
    (remembered,) = (tmp_path / "witness").glob("*.checkpoint")
    assert Note.parse(remembered.read_bytes()).signatures[-1] == cosignature
    assert remembered.stat().st_mode & 0o777 == 0o600


def test_an_unknown_log_is_not_found(tmp_path: Path) -> None:
    other = generate("other.example/1", SigningKey)
    with pytest.raises(UnknownLog, match="got 'other") as caught:
        witness(tmp_path).add_checkpoint(0, [], LOG.head(other, 5))
    assert caught.value.status == 404


def test_a_checkpoint_its_log_did_not_sign_is_forbidden(tmp_path: Path) -> None:
    with pytest.raises(BadSignature) as caught:
        witness(tmp_path).add_checkpoint(0, [], LOG.head(generate(KEY.name, SigningKey), 5))
    assert caught.value.status == 403


def test_the_log_vouches_for_itself_but_no_watched_log_for_another(tmp_path: Path) -> None:
    other = generate("other.example/1", SigningKey)
    text = str(Checkpoint(KEY.name, 0, EMPTY_ROOT))
    note = bytes(Note(text, (other.sign(text),)))
    with pytest.raises(BadSignature):
        witness(tmp_path, KEY.verifier, other.verifier).add_checkpoint(0, [], note)


@pytest.mark.parametrize("note", [b"", b"text\n", LOG.head(KEY, 5).replace(b"\n5\n", b"\nfive\n")])
def test_what_is_no_checkpoint_is_a_bad_request(tmp_path: Path, note: bytes) -> None:
    with pytest.raises(WitnessRefusal) as caught:
        witness(tmp_path).add_checkpoint(0, [], note)
    assert caught.value.status == 400


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request(tmp_path: Path) -> None:
    with pytest.raises(WitnessRefusal, match="up to that of the checkpoint, 5, got 6") as caught:
        add(witness(tmp_path), 6, 5)
    assert caught.value.status == 400


def test_a_proof_from_another_size_conflicts_and_tells_the_right_one(tmp_path: Path) -> None:
    add(witness(tmp_path), 0, 300)
    for old in (0, 299, 301):
        with pytest.raises(SizeConflict) as caught:
            add(witness(tmp_path), old, 700)
        assert (caught.value.status, caught.value.size) == (409, 300)
    assert not evidence(tmp_path)


def test_a_proof_that_does_not_verify_is_refused_and_kept(tmp_path: Path) -> None:
    by = witness(tmp_path)
    add(by, 0, 300)
    proof = LOG.tree().consistency_proof(300)
    for wrong in ([], proof[:-1], [*proof, proof[0]], proof[::-1]):
        with pytest.raises(Inconsistent) as caught:
            by.add_checkpoint(300, wrong, LOG.head(KEY))
        assert caught.value.status == 422
    (kept,) = evidence(tmp_path)
    assert kept.startswith("No consistency")
    assert by.latest(KEY.name).size == 300


def test_a_first_head_needs_no_proof_and_may_have_none(tmp_path: Path) -> None:
    with pytest.raises(Inconsistent, match="from the empty tree, got 1"):
        witness(tmp_path).add_checkpoint(0, [EMPTY_ROOT], LOG.head(KEY, 5))


@pytest.mark.parametrize("old", [0, 500])
def test_another_root_of_the_same_size_is_a_fork_with_both_heads_kept(
    tmp_path: Path, old: int
) -> None:
    by = witness(tmp_path)
    add(by, 0, 500)
    with pytest.raises(Forked, match="signed two histories") as caught:
        by.add_checkpoint(old, [], FORK.head(KEY, 500))
    assert caught.value.status == 409
    (kept,) = evidence(tmp_path)
    assert LOG.head(KEY, 500).decode() in kept
    assert FORK.head(KEY, 500).decode() in kept
    assert by.latest(KEY.name).root == LOG.tree(500).root()


def test_the_empty_tree_has_one_root(tmp_path: Path) -> None:
    text = str(Checkpoint(KEY.name, 0, bytes(32)))
    with pytest.raises(Forked):
        witness(tmp_path).add_checkpoint(0, [], bytes(Note(text, (KEY.sign(text),))))


def test_a_damaged_memory_is_reported_and_nothing_is_cosigned(tmp_path: Path) -> None:
    add(witness(tmp_path), 0, 300)
    (remembered,) = (tmp_path / "witness").glob("*.checkpoint")
    remembered.write_bytes(LOG.head(KEY, 200))
    with pytest.raises(StateDamaged, match="Restore the file"):
        add(witness(tmp_path), 300, 700)


def published(folder: Path, size: int, log: MemoryLog = LOG) -> LogReader:
    publish(folder, log.head(KEY, size), log.tree(size))
    return folder_log(folder)


def test_a_visit_proves_growth_from_the_published_tiles(tmp_path: Path) -> None:
    by = witness(tmp_path)
    for size in (3, 256, 300, 300, 700):
        note, cosignature = by.visit(published(tmp_path / "log", size))
        WITNESS_KEY.verify(Note.parse(note).text, cosignature.signature)
        assert by.latest(KEY.name).size == size


@pytest.mark.parametrize("size", [500, 512, 600, 700])
def test_a_visit_to_a_rewritten_log_proves_the_fork(tmp_path: Path, size: int) -> None:
    by = witness(tmp_path)
    by.visit(published(tmp_path / "log", 512))
    with pytest.raises(WitnessRefusal) as caught:
        by.visit(published(tmp_path / "rewritten", size, FORK))
    if size >= 512:
        assert isinstance(caught.value, Forked)
        (kept,) = evidence(tmp_path)
        assert LOG.head(KEY, 512).decode() in kept
        assert FORK.head(KEY, size).decode() in kept
    else:
        assert "it was rolled back, or an old copy" in str(caught.value)


def test_a_visit_to_damaged_tiles_is_refused_without_a_charge(tmp_path: Path) -> None:
    by = witness(tmp_path)
    by.visit(published(tmp_path / "log", 300))
    reader = published(tmp_path / "log", 700)
    tile = tmp_path / "log/tile/0/001"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(Inconsistent, match="tiles are not those of the checkpoint"):
        by.visit(reader)
    assert not evidence(tmp_path)


def test_the_golden_log_is_witnessed_size_by_size(tmp_path: Path) -> None:
    folder = shared("crypto/tlog-golden")
    key = VerifierKey.parse(
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    )
    by = witness(tmp_path, key)
    for size in (0, 1, 2, 4, 5, 8, 15):
        by.visit(golden(folder, size))
        assert by.latest(key.name).size == size


def golden(folder: Path, size: int) -> LogReader:
    def fetch(path: str) -> bytes | None:
        file = folder / (f"checkpoint.{size}" if path == "checkpoint" else path)
        return file.read_bytes() if file.exists() else None

    return LogReader(fetch, str(folder))

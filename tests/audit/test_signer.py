"""The signer never signs two heads that contradict each other, whatever dies or races."""

import subprocess
import sys
from pathlib import Path

import pytest

from audit.checkpoint import open_checkpoint
from audit.keys import encode, generate
from audit.note import SigningKey
from audit.publish import publish
from audit.signer import ForkRefused, RolledBack, Signer, StateDamaged
from audit.tiles import TiledTree
from tests.audit.log import MemoryLog, leaves

KEY = generate("mingcha.example/430903", SigningKey)
LOG = MemoryLog(leaves(700))
FORK = MemoryLog(leaves(300) + leaves(500, b"other "))


def signer(folder: Path, published: Path | None = None) -> Signer:
    return Signer(KEY, folder / "signer" / "430903.signed", published)


def sign(tree: TiledTree, by: Signer) -> bytes:
    return by.sign(tree.size, tree.root(), lambda old, _: tree.consistency_proof(old))


def test_a_growing_log_is_signed_and_remembered(tmp_path: Path) -> None:
    for size in (0, 1, 256, 256, 700):
        tree = LOG.tree(size)
        head = open_checkpoint(sign(tree, signer(tmp_path)), [KEY.verifier])
        assert (head.size, head.root) == (size, tree.root())
        assert signer(tmp_path).last() == head
    assert (tmp_path / "signer" / "430903.signed").stat().st_mode & 0o777 == 0o600


def test_a_rolled_back_log_is_refused_a_signature(tmp_path: Path) -> None:
    sign(LOG.tree(), signer(tmp_path))
    with pytest.raises(RolledBack, match=r"has size 700 .* the log now has size 699"):
        sign(LOG.tree(699), signer(tmp_path))
    with pytest.raises(RolledBack):
        sign(LOG.tree(0), signer(tmp_path))
    assert signer(tmp_path).last().size == 700


def test_a_restored_backup_that_went_on_is_refused_a_signature(tmp_path: Path) -> None:
    sign(LOG.tree(), signer(tmp_path))
    for size in (700, 701, 800):
        with pytest.raises(ForkRefused, match="does not begin with it"):
            sign(FORK.tree(size), signer(tmp_path))
    assert signer(tmp_path).last().root == LOG.tree().root()


def test_a_backup_restored_to_before_any_difference_may_go_on(tmp_path: Path) -> None:
    sign(LOG.tree(300), signer(tmp_path))
    assert sign(FORK.tree(), signer(tmp_path))


def test_a_head_signed_but_not_published_is_signed_alike_after_the_crash(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, sign(LOG.tree(300), signer(tmp_path)), LOG.tree(300))
    lost = sign(LOG.tree(500), signer(tmp_path))
    assert b"\n300\n" in (folder / "checkpoint").read_bytes()
    again = sign(LOG.tree(500), signer(tmp_path))
    assert again == lost
    publish(folder, again, LOG.tree(500))
    with pytest.raises(ForkRefused):
        sign(FORK.tree(500), signer(tmp_path))


def test_nothing_is_signed_where_it_cannot_be_remembered(tmp_path: Path) -> None:
    (tmp_path / "signer").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="signer"):
        sign(LOG.tree(), signer(tmp_path))


@pytest.mark.parametrize("content", [b"", b"\x00" * 200, b"half a checkpoint\n5\n"])
def test_a_damaged_memory_is_reported_and_nothing_is_signed(tmp_path: Path, content: bytes) -> None:
    sign(LOG.tree(300), signer(tmp_path))
    (tmp_path / "signer" / "430903.signed").write_bytes(content)
    with pytest.raises(StateDamaged, match="Restore the file"):
        sign(LOG.tree(), signer(tmp_path))


def test_a_memory_of_another_key_is_reported(tmp_path: Path) -> None:
    state = tmp_path / "430903.signed"
    sign(LOG.tree(300), Signer(generate(KEY.name, SigningKey), state))
    with pytest.raises(StateDamaged, match="expected the last head signed by"):
        sign(LOG.tree(), Signer(KEY, state))


def test_a_lost_memory_is_replaced_by_what_was_published(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, sign(LOG.tree(), signer(tmp_path)), LOG.tree())
    (tmp_path / "signer" / "430903.signed").unlink()
    with pytest.raises(RolledBack):
        sign(LOG.tree(300), signer(tmp_path, folder / "checkpoint"))
    assert sign(LOG.tree(), signer(tmp_path, folder / "checkpoint"))


RACER = """
import sys
from pathlib import Path
from audit.keys import decode
from audit.note import SigningKey
from audit.signer import Signer, SigningRefused
from tests.audit.log import MemoryLog, leaves

line, state, salt = sys.argv[1:]
log = MemoryLog(leaves(50) + leaves(150, salt.encode()))
signer = Signer(decode(line, SigningKey), Path(state))
for size in range(51, 201):
    tree = log.tree(size)
    try:
        signer.sign(size, tree.root(), lambda old, _, tree=tree: tree.consistency_proof(old))
        print(size, flush=True)
    except SigningRefused:
        pass
"""


def test_two_processes_never_sign_two_histories(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", RACER, encode(KEY), str(tmp_path / "signed")]
    racers = [
        subprocess.Popen([*arguments, salt], stdout=subprocess.PIPE, text=True)
        for salt in ("one ", "two ")
    ]
    signed = [set(racer.communicate(timeout=60)[0].splitlines()) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    won, lost = sorted(signed, key=len)[::-1]
    assert (len(won), len(lost)) == (150, 0)


def test_a_killed_signer_remembers_every_head_it_gave_out(tmp_path: Path) -> None:
    state = tmp_path / "signed"
    arguments = [sys.executable, "-c", RACER, encode(KEY), str(state), "one "]
    for stop in (1, 20, 60):
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            given = [int(process.stdout.readline()) for _ in range(stop)]
            process.kill()
            given += map(int, process.stdout.read().split())
        assert Signer(KEY, state).last().size >= max(given)
        state.unlink()

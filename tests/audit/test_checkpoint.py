"""C2SP checkpoints, and the golden log of another implementation."""

import pytest

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.keys import generate
from audit.note import Note, NoteError, SigningKey, UnverifiedError, VerifierKey, encode_base64
from audit.tiles import TiledTree, tiles_of
from audit.tree import EMPTY_ROOT, ProofError, leaf_hash
from tests.audit.log import MemoryLog, leaves
from tests.shared import shared

GOLDEN_KEY = VerifierKey.parse(
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)
ROOT = encode_base64(EMPTY_ROOT)


@pytest.mark.parametrize("size", range(16))
def test_the_golden_log_is_derived_again_from_its_entries(size: int) -> None:
    folder = shared("crypto/tlog-golden")
    signed = (folder / f"checkpoint.{size}").read_bytes()
    log = MemoryLog(b"".join(map(leaf_hash, golden_entries(size))))
    tree = log.tree()
    for tile in tiles_of(size):
        assert (folder / tile.path).read_bytes() == tree.tile(tile)
    checkpoint = open_checkpoint(signed, [GOLDEN_KEY])
    assert checkpoint == Checkpoint(GOLDEN_KEY.name, size, tree.root())
    assert signed.startswith(str(checkpoint).encode())


def golden_entries(size: int) -> list[bytes]:
    if not size:
        return []
    bundle = (shared("crypto/tlog-golden") / f"tile/entries/000.p/{size}").read_bytes()
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


def test_extension_lines_are_kept() -> None:
    text = f"origin\n7\n{ROOT}\none\ntwo\n"
    checkpoint = Checkpoint.parse(text)
    assert checkpoint.extensions == ("one", "two")
    assert str(checkpoint) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"\n1\n{ROOT}\n",
        f"origin\n1\n{ROOT}",
        "origin\n1\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n+1\n{ROOT}\n",
        f"origin\n1 \n{ROOT}\n",
        f"origin\n1_0\n{ROOT}\n",
        f"origin\n١\n{ROOT}\n",
        f"origin\n9223372036854775808\n{ROOT}\n",
        f"origin\n{'9' * 40}\n{ROOT}\n",
        f"origin\n1\n{ROOT.removesuffix('=')}\n",
        f"origin\n1\n{ROOT[:-5]}\n",
        f"origin\n1\n{encode_base64(b'short')}\n",
        f"origin\n1\n{ROOT.replace('+', '-')}\n",
        f"origin\n1\n{ROOT[:-2]}V=\n",
        f"origin\n1\n{ROOT}\n\nextension\n",
        f"origin\n1\n{ROOT}\n\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="expected"):
        Checkpoint.parse(text)


def test_the_largest_size_is_read() -> None:
    assert Checkpoint.parse(f"origin\n{2**63 - 1}\n{ROOT}\n").size == 2**63 - 1


def test_a_key_vouches_for_the_log_it_is_named_by_and_no_other() -> None:
    ours, others = generate("ours", SigningKey), generate("others", SigningKey)
    text = str(Checkpoint.empty("ours"))
    signed = bytes(Note(text, (others.sign(text),)))
    with pytest.raises(UnverifiedError, match="key of the log 'ours', have none"):
        open_checkpoint(signed, [others.verifier])
    with pytest.raises(UnverifiedError, match="expected a signature of ours"):
        open_checkpoint(signed, [ours.verifier, others.verifier])


def test_a_head_grows_from_an_earlier_one_by_proof_only() -> None:
    log = MemoryLog(leaves(9))
    heads = {size: head(log.tree(size)) for size in (0, 4, 9)}
    heads[9].verify_grown_from(heads[4], log.tree().consistency_proof(4))
    heads[9].verify_grown_from(heads[0], [])
    heads[9].verify_grown_from(heads[9], [])
    with pytest.raises(ProofError, match="got no hashes"):
        heads[9].verify_grown_from(heads[4], [])
    with pytest.raises(ProofError, match="from the empty tree, got 1"):
        heads[9].verify_grown_from(heads[0], [EMPTY_ROOT])
    with pytest.raises(ProofError, match="0 to 4, got 9"):
        heads[4].verify_grown_from(heads[9], [])


def head(tree: TiledTree) -> Checkpoint:
    return Checkpoint("origin", tree.size, tree.root())

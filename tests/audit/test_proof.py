"""The proof file an entry's holder keeps: `.tlog-proof`."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.cosignature import CosignatureKey, CosigningKey
from audit.keys import generate
from audit.note import Note, NoteError, SigningKey, UnverifiedError
from audit.proof import Proof, cosigners
from audit.tree import ProofError, leaf_hash
from tests.audit.log import MemoryLog, leaves

KEY = generate("mingcha.example/430903", SigningKey)
WITNESSES = [generate(f"witness.example/{number}", CosigningKey) for number in (1, 2, 3)]
VKEYS = [CosignatureKey.parse(str(each.verifier)) for each in WITNESSES]
LOG = MemoryLog(leaves(700))
LEAF = leaf_hash(b"310")


def proof(witnesses: int = 0, extra: bytes | None = None) -> Proof:
    note = Note.parse(LOG.head(KEY))
    signed = note.with_signatures(each.cosign(note.text, 1) for each in WITNESSES[:witnesses])
    return Proof(310, tuple(LOG.tree().inclusion_proof(310)), bytes(signed), extra)


PROOF = bytes(proof(2, b"anything"))


def test_a_proof_file_has_the_form_of_the_specification() -> None:
    lines = PROOF.decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra YW55dGhpbmc=", "index 310"]
    assert lines[3 + len(proof().hashes)] == ""
    assert PROOF.endswith(proof(2).checkpoint)


@pytest.mark.parametrize("extra", [None, b"", b"anything"])
def test_a_proof_is_read_back_and_verified(extra: bytes | None) -> None:
    read = Proof.parse(bytes(proof(extra=extra)))
    assert read == proof(extra=extra)
    assert read.verify(LEAF, [KEY.verifier]).size == 700


def test_a_proof_of_one_entry_alone_has_no_hashes() -> None:
    log = MemoryLog(leaves(1))
    alone = Proof.parse(bytes(Proof(0, (), log.head(KEY))))
    assert alone.verify(leaf_hash(b"0"), [KEY.verifier]).size == 1


@settings(max_examples=300)
@given(st.integers(0, len(PROOF) * 8 - 1))
def test_no_bit_of_a_proof_can_change_but_those_nobody_vouches_for(bit: int) -> None:
    content = bytearray(PROOF)
    content[bit // 8] ^= 1 << bit % 8
    try:
        read = Proof.parse(bytes(content))
        read.verify(LEAF, [KEY.verifier], VKEYS[:2], threshold=2)
    except (NoteError, ProofError):
        return
    assert replace(read, extra=b"anything") == Proof.parse(PROOF)


def test_as_many_known_witnesses_as_the_policy_says_must_have_cosigned() -> None:
    twice = proof(2)
    assert twice.verify(LEAF, [KEY.verifier], VKEYS, threshold=2).size == 700
    assert cosigners(twice.checkpoint, VKEYS) == tuple(VKEYS[:2])
    with pytest.raises(UnverifiedError, match="expected 3 known witnesses"):
        twice.verify(LEAF, [KEY.verifier], VKEYS, threshold=3)
    with pytest.raises(UnverifiedError, match="cosigned by nobody"):
        twice.verify(LEAF, [KEY.verifier], VKEYS[2:], threshold=1)


def test_one_witness_under_two_names_counts_once() -> None:
    alias = CosigningKey("alias.example", WITNESSES[0].private_key)
    note = Note.parse(proof(1).checkpoint)
    note = note.with_signatures([alias.cosign(note.text, 1)])
    keys = [VKEYS[0], CosignatureKey.parse(str(alias.verifier))]
    with pytest.raises(UnverifiedError, match="expected 2 known witnesses"):
        replace(proof(), checkpoint=bytes(note)).verify(LEAF, [KEY.verifier], keys, threshold=2)


def test_another_leaf_index_or_log_is_refused() -> None:
    with pytest.raises(ProofError, match="expected root"):
        proof().verify(leaf_hash(b"311"), [KEY.verifier])
    with pytest.raises(ProofError, match="expected root"):
        replace(proof(), index=311).verify(LEAF, [KEY.verifier])
    with pytest.raises(UnverifiedError, match="expected a signature"):
        proof().verify(LEAF, [generate(KEY.name, SigningKey).verifier])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 00\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex x\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"A" * 43 + b"=\n" + b"\xff\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\ncheckpoint\n",
    ],
)
def test_a_malformed_proof_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError, match="expected"):
        Proof.parse(content)

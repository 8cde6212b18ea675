"""RFC 6962 hashes and proofs: the reference vectors, and every proof of every small tree."""

import json
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.tree import (
    EMPTY_ROOT,
    HASH_SIZE,
    CompactRange,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.audit.log import leaves
from tests.shared import shared

LEAVES = leaves(600)


def node(level: int, index: int) -> bytes:
    return root_of(prefix((index + 1) << level)[(index << level) * HASH_SIZE :])


def prefix(size: int) -> bytes:
    return LEAVES[: size * HASH_SIZE]


def leaf(index: int) -> bytes:
    return prefix(index + 1)[-HASH_SIZE:]


def flipped(content: bytes, bit: int) -> bytes:
    value = int.from_bytes(content, "big") ^ 1 << bit
    return value.to_bytes(len(content), "big")


def test_every_probe_of_the_reference_implementation_is_judged_as_it_says() -> None:
    probes = json.loads(shared("crypto/rfc6962_merkle_proofs.json").read_text())
    judged = {probe["file"]: refused(probe) for probe in probes}
    assert judged == {probe["file"]: probe["wantErr"] for probe in probes}
    assert any(probe.get("size1") == 0 for probe in probes)


def refused(probe: dict[str, Any]) -> bool:
    proof = [b64decode(each) for each in probe["proof"] or []]
    try:
        if "size1" in probe:
            roots = b64decode(probe["root1"]), b64decode(probe["root2"])
            verify_consistency(probe["size1"], probe["size2"], proof, *roots)
        else:
            of = b64decode(probe["leafHash"])
            root = b64decode(probe["root"])
            verify_inclusion(probe["leafIdx"], probe["treeSize"], of, proof, root)
    except ProofError:
        return True
    return False


def test_hashes_and_roots_are_those_of_the_reference_tree() -> None:
    reference = json.loads(shared("crypto/rfc6962_reference_tree.json").read_text())
    hashes = [leaf_hash(bytes.fromhex(each)) for each in reference["leaf_inputs_hex"]]
    assert [each.hex() for each in hashes] == reference["leaf_hashes_hex"]
    assert root_of(b"").hex() == CompactRange().root().hex() == reference["empty_root_hex"]
    for level in (1, 2, 3):
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [node_hash(left, right) for left, right in pairs]
        assert [each.hex() for each in hashes] == reference[f"node_hashes_level{level}_hex"]


def test_roots_grow_as_in_the_reference_tree() -> None:
    reference = json.loads(shared("crypto/rfc6962_reference_tree.json").read_text())
    tree = CompactRange()
    for entry, root in zip(
        reference["leaf_inputs_hex"], reference["root_hex_by_size_1_to_8"], strict=True
    ):
        tree.append(leaf_hash(bytes.fromhex(entry)))
        assert tree.root().hex() == root


@given(st.lists(st.integers(0, 90), max_size=6))
def test_appending_one_by_one_or_in_runs_gives_the_same_tree(runs: list[int]) -> None:
    at_once, one_by_one = CompactRange(), CompactRange()
    for run in runs:
        content = LEAVES[at_once.size * HASH_SIZE : (at_once.size + run) * HASH_SIZE]
        at_once.extend(content)
        for start in range(0, len(content), HASH_SIZE):
            one_by_one.append(content[start : start + HASH_SIZE])
    assert (at_once.size, at_once.nodes) == (one_by_one.size, one_by_one.nodes)
    assert at_once.root() == root_of(prefix(at_once.size))
    assert CompactRange(at_once.size, at_once.nodes).root() == at_once.root()


def test_a_compact_range_is_resumed_only_with_all_its_nodes() -> None:
    with pytest.raises(ValueError, match="has 2 complete subtrees, got 1"):
        CompactRange(5, [EMPTY_ROOT])
    with pytest.raises(ValueError, match="whole hashes"):
        CompactRange().extend(b"\x00" * 33)


@pytest.mark.parametrize("size", range(1, 20))
def test_every_leaf_of_every_small_tree_is_proven_included(size: int) -> None:
    root = root_of(prefix(size))
    assert root_at(node, size) == root
    for index in range(size):
        verify_inclusion(index, size, leaf(index), inclusion_proof(node, index, size), root)


@pytest.mark.parametrize("size2", range(1, 20))
def test_every_small_tree_is_proven_consistent_with_the_next(size2: int) -> None:
    for size1 in range(1, size2 + 1):
        proof = consistency_proof(node, size1, size2)
        verify_consistency(size1, size2, proof, root_of(prefix(size1)), root_of(prefix(size2)))


@given(st.data(), st.integers(1, 600))
def test_no_bit_of_an_inclusion_proof_can_change(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    bit = data.draw(st.integers(0, 255))
    parts = [leaf(index), *inclusion_proof(node, index, size), root_of(prefix(size))]
    verify_inclusion(index, size, parts[0], parts[1:-1], parts[-1])
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = flipped(parts[changed], bit)
    with pytest.raises(ProofError):
        verify_inclusion(index, size, parts[0], parts[1:-1], parts[-1])


@given(st.data(), st.integers(2, 600))
def test_no_bit_of_a_consistency_proof_can_change(data: st.DataObject, size2: int) -> None:
    size1 = data.draw(st.integers(1, size2 - 1))
    bit = data.draw(st.integers(0, 255))
    roots = [root_of(prefix(size1)), root_of(prefix(size2))]
    parts = [*roots, *consistency_proof(node, size1, size2)]
    verify_consistency(size1, size2, parts[2:], *parts[:2])
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = flipped(parts[changed], bit)
    with pytest.raises(ProofError):
        verify_consistency(size1, size2, parts[2:], *parts[:2])


@given(st.data(), st.integers(2, 300))
def test_a_proof_holds_for_its_own_sizes_only(data: st.DataObject, size2: int) -> None:
    size1 = data.draw(st.integers(1, size2 - 1))
    other = data.draw(st.integers(1, size2).filter(lambda each: each != size1))
    proof = consistency_proof(node, size1, size2)
    with pytest.raises(ProofError):
        verify_consistency(other, size2, proof, root_of(prefix(size1)), root_of(prefix(size2)))


def test_a_proof_from_the_empty_tree_is_refused_as_meaningless() -> None:
    assert consistency_proof(node, 0, 8) == []
    with pytest.raises(ProofError, match="meaningless"):
        verify_consistency(0, 8, [], EMPTY_ROOT, root_of(prefix(8)))


def test_sizes_that_cannot_be_are_refused_with_what_was_expected() -> None:
    with pytest.raises(ValueError, match="below the tree size 3, got 3"):
        inclusion_proof(node, 3, 3)
    with pytest.raises(ValueError, match="0 to 3, got 4"):
        consistency_proof(node, 4, 3)
    with pytest.raises(ProofError, match="got -1"):
        verify_inclusion(-1, 3, leaf(0), [], leaf(0))

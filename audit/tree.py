"""The Merkle tree of RFC 6962 §2.1: hashes, compact range, proofs and their verification.

    size 5            root = node(node(node(0, 1), node(2, 3)), 4)
    inclusion of 2    [leaf 3, node(0, 1), leaf 4]         from the leaf's sibling upwards
    consistency 3->5  [leaf 2, leaf 3, node(0, 1), leaf 4]

A node is named by (level, index): it covers the leaves [index << level, (index + 1) << level),
so a leaf is (0, index). All hashes are 32 bytes of SHA-256.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"

Node = Callable[[int, int], bytes]
"""Answers the hash of the complete subtree (level, index)."""


class ProofError(ValueError):
    """A proof that does not prove what it is given for."""


def leaf_hash(entry: bytes) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d)."""
    return sha256(LEAF_PREFIX + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(NODE_PREFIX + left + right).digest()


class CompactRange:
    """The roots of the complete subtrees that make up a tree: all an appender has to remember."""

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        """`nodes`: one hash per bit set in `size`, the largest (leftmost) subtree first."""
        if len(nodes) != size.bit_count():
            raise ValueError(
                f"a tree of size {size} has {size.bit_count()} complete subtrees, got {len(nodes)}"
            )
        self.size = size
        self.nodes = list(nodes)

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash."""
        node, height = leaf, self.size
        while height & 1:
            node = sha256(NODE_PREFIX + self.nodes.pop() + node).digest()
            height >>= 1
        self.nodes.append(node)
        self.size += 1

    def extend(self, leaves: bytes) -> None:
        """Adds concatenated leaf hashes, a whole level at a time."""
        if len(leaves) % HASH_SIZE:
            raise ValueError(f"expected whole hashes of {HASH_SIZE} bytes, got {len(leaves)} bytes")
        row, height = leaves, self.size
        self.size += len(leaves) // HASH_SIZE
        added = []
        while row:
            if height & 1:
                row = self.nodes.pop() + row
            if len(row) // HASH_SIZE & 1:
                added.append(row[-HASH_SIZE:])
            row = _parents(row)
            height >>= 1
        self.nodes += reversed(added)

    def root(self) -> bytes:
        """The root of the tree so far; of no leaves, SHA-256 of nothing."""
        return _join(self.nodes) if self.nodes else EMPTY_ROOT


def root_of(leaves: bytes) -> bytes:
    """The root over concatenated leaf hashes."""
    tree = CompactRange()
    tree.extend(leaves)
    return tree.root()


def root_at(node: Node, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _range_root(node, 0, size) if size else EMPTY_ROOT


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1."""
    if not 0 <= index < size:
        raise ValueError(f"expected a leaf index below the tree size {size}, got {index}")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(node, middle, end))
            end = middle
        else:
            proof.append(_range_root(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, size1: int, size2: int) -> list[bytes]:
    """PROOF(size1, D[size2]) of RFC 6962 §2.1.2; empty for equal sizes and from the empty tree."""
    if not 0 <= size1 <= size2:
        raise ValueError(f"expected an earlier size of 0 to {size2}, got {size1}")
    if size1 in (0, size2):
        return []
    proof = []
    start, end = 0, size2
    while size1 != end:
        middle = start + _split(end - start)
        if size1 <= middle:
            proof.append(_range_root(node, middle, end))
            end = middle
        else:
            proof.append(_range_root(node, start, middle))
            start = middle
    if start:
        proof.append(_range_root(node, start, end))
    return proof[::-1]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless `leaf` is at `index` of the tree (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"expected a leaf index below the tree size {size}, got {index}")
    _expect_hashes([leaf, *proof, root])
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise ProofError(f"inclusion proof of {len(proof)} hashes is too long for size {size}")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            position, last = _skip_promoted(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError(f"inclusion proof of {len(proof)} hashes is too short for size {size}")
    _expect_root(f"inclusion of leaf {index} in size {size}", root, node)


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> None:
    """Raises ProofError unless the tree of size1 is a prefix of that of size2 (RFC 9162 §2.1.4.2).

    From the empty tree everything follows, so a proof from size 0 to another size proves
    nothing and is refused, as in the reference implementation.
    """
    _expect_hashes([*proof, root1, root2])
    if not 0 <= size1 <= size2:
        raise ProofError(f"expected an earlier size of 0 to {size2}, got {size1}")
    if size1 == size2:
        if proof:
            raise ProofError(f"expected no hashes between equal sizes, got {len(proof)}")
        _expect_root(f"two trees of size {size1}", root1, root2)
        return
    if not size1:
        raise ProofError("a consistency proof from the empty tree is meaningless")
    old, new = _consistency_roots(size1, size2, proof, root1)
    _expect_root(f"consistency {size1} to {size2}, later tree", root2, new)
    _expect_root(f"consistency {size1} to {size2}, earlier tree", root1, old)


def _consistency_roots(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes
) -> tuple[bytes, bytes]:
    """The roots of the earlier and of the later tree that the proof leads to."""
    if not proof:
        raise ProofError(f"expected a consistency proof {size1} to {size2}, got no hashes")
    # A complete earlier tree is itself a node of the later one, and the proof leaves it out.
    first, *rest = proof if size1 & (size1 - 1) else [root1, *proof]
    old = new = first
    position, last = size1 - 1, size2 - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    for sibling in rest:
        if not last:
            raise ProofError(f"consistency proof {size1} to {size2} is too long: {len(proof)}")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            position, last = _skip_promoted(position, last)
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError(f"consistency proof {size1} to {size2} is too short: {len(proof)}")
    return old, new


def _skip_promoted(position: int, last: int) -> tuple[int, int]:
    """Passes the levels at which a last node without a sibling is handed up unchanged."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, where RFC 6962 divides a tree."""
    return 1 << (size - 1).bit_length() - 1


def _parents(row: bytes) -> bytes:
    return b"".join(
        [
            sha256(NODE_PREFIX + row[at : at + 2 * HASH_SIZE]).digest()
            for at in range(0, len(row) - HASH_SIZE, 2 * HASH_SIZE)
        ]
    )


def _join(nodes: Sequence[bytes]) -> bytes:
    """The root over adjacent complete subtrees, the largest first."""
    root = nodes[-1]
    for left in reversed(nodes[:-1]):
        root = node_hash(left, root)
    return root


def _range_root(node: Node, start: int, end: int) -> bytes:
    """MTH(D[start:end]) where `start` is a multiple of the smallest power of two >= end - start."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(node(level, start >> level))
        start += 1 << level
    return _join(nodes)


def _expect_hashes(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH_SIZE:
            raise ProofError(f"expected hashes of {HASH_SIZE} bytes, got one of {len(each)}")


def _expect_root(what: str, expected: bytes, got: bytes) -> None:
    if expected != got:
        raise ProofError(f"{what}: expected root {expected.hex()}, got {got.hex()}")

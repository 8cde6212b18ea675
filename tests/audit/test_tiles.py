"""The tiled tree: paths, storage of whole hashes only, proofs from few reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.tiles import FULL, MissingHashes, Tile, TiledTree, tiles_of
from audit.tree import HASH_SIZE, root_of, verify_consistency, verify_inclusion
from tests.audit.log import MemoryLog, leaves

SIZE = 70_000
LEAVES = leaves(SIZE)
LOG = MemoryLog(LEAVES)


def prefix(size: int) -> bytes:
    return LEAVES[: size * HASH_SIZE]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 0, 17), "tile/1/000.p/17"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/001/000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/0/000/",
        "tile/0/٠٠٠",
        "tile/entries/000",
        "/tile/0/000",
        "tile/0/../../key",
    ],
)
def test_any_other_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="expected a path like"):
        Tile.parse(path)


@given(st.integers(0, 63), st.integers(0, 10**13), st.integers(1, 256))
def test_every_tile_is_read_back_from_its_path(level: int, index: int, width: int) -> None:
    assert Tile.parse(Tile(level, index, width).path) == Tile(level, index, width)


def test_a_tree_of_70000_has_the_tiles_the_specification_names() -> None:
    tiles = list(tiles_of(70_000))
    assert tiles[:273] == [Tile(0, index) for index in range(273)]
    assert tiles[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_grown_tree_needs_only_the_tiles_it_did_not_have(one: int, other: int) -> None:
    old, new = sorted((one, other))
    before = {tile for tile in tiles_of(old) if tile.width == 256}
    added = set(tiles_of(new, since=old))
    assert before | added == set(tiles_of(new)) | before
    assert not before & added


def test_the_store_grows_in_any_steps_to_the_same_hashes() -> None:
    grown = MemoryLog()
    for end in (1, 255, 256, 257, 600, 65_535, 65_536, SIZE):
        grown.grow(LEAVES[grown.size * HASH_SIZE : end * HASH_SIZE])
    assert grown.rows == LOG.rows
    assert [len(row) for row in LOG.rows] == [SIZE, SIZE >> 8, SIZE >> 16]


@settings(max_examples=30)
@given(st.integers(0, SIZE))
def test_the_root_at_any_size_is_that_over_all_its_leaves(size: int) -> None:
    assert LOG.tree(size).root() == LOG.tree().root_at(size) == root_of(prefix(size))


@settings(max_examples=60)
@given(st.data(), st.integers(1, SIZE))
def test_any_entry_is_proven_in_a_tree_of_any_size(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = LOG.tree(size)
    leaf = prefix(index + 1)[-HASH_SIZE:]
    verify_inclusion(index, size, leaf, tree.inclusion_proof(index), tree.root())


@settings(max_examples=60)
@given(st.data(), st.integers(1, SIZE))
def test_any_two_sizes_are_proven_consistent(data: st.DataObject, size2: int) -> None:
    size1 = data.draw(st.integers(1, size2))
    tree = LOG.tree(size2)
    proof = tree.consistency_proof(size1)
    verify_consistency(size1, size2, proof, LOG.tree(size1).root(), tree.root())


@given(st.data(), st.integers(1, SIZE))
def test_a_proof_reads_at_most_two_runs_of_each_level(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    LOG.reads.clear()
    LOG.tree(size).inclusion_proof(index)
    levels = [level for level, _, _ in LOG.reads]
    assert all(levels.count(level) <= 2 for level in (0, 1, 2))
    assert all(end - start <= 256 for _, start, end in LOG.reads)


def test_a_source_that_lacks_hashes_is_reported_and_not_hashed() -> None:
    with pytest.raises(MissingHashes, match="expected 112 hashes of level 0 from 69888"):
        TiledTree(MemoryLog(prefix(69_999)), SIZE).root()


def test_a_tile_beyond_the_tree_is_not_given_out() -> None:
    assert len(LOG.tree().tile(Tile(0, 3))) == FULL
    with pytest.raises(ValueError, match="up to that of the tree, 70000"):
        LOG.tree().tile(Tile(0, 273))
    with pytest.raises(ValueError, match="got 70001"):
        LOG.tree().root_at(SIZE + 1)

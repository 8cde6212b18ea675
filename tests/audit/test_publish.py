"""The published folder: complete for every head, final, and readable by any tile client."""

from pathlib import Path

import pytest

from audit.client import LogUnreadable, folder_log
from audit.cosignature import CosignatureKey, CosigningKey
from audit.keys import generate
from audit.note import Note, SigningKey
from audit.publish import PublishedDiffers, cosign, publish
from audit.tiles import TiledTree, tiles_of
from tests.audit.log import MemoryLog, leaves

KEY = generate("mingcha.example/430903", SigningKey)
LOG = MemoryLog(leaves(66_000))
SIZES = (0, 1, 200, 256, 700, 66_000)


def put(folder: Path, size: int, log: MemoryLog = LOG) -> bytes:
    note = log.head(KEY, size)
    publish(folder, note, log.tree(size))
    return note


def test_every_published_head_can_be_derived_from_the_folder(tmp_path: Path) -> None:
    for size in SIZES:
        note = put(tmp_path, size)
        reader = folder_log(tmp_path)
        assert reader.checkpoint() == note == (tmp_path / f"checkpoint.{size}").read_bytes()
        for earlier in SIZES:
            if earlier <= size:
                assert TiledTree(reader, size).root_at(earlier) == LOG.tree(earlier).root()


def test_the_folder_holds_the_tiles_of_the_specification_and_no_entries(tmp_path: Path) -> None:
    put(tmp_path, 66_000)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} - {
        ".lock"
    }
    tiles = {tile.path for tile in tiles_of(66_000)}
    assert files == tiles | {"checkpoint", "checkpoint.66000"}


def test_partial_tiles_go_once_the_full_one_is_there(tmp_path: Path) -> None:
    put(tmp_path, 200)
    assert (tmp_path / "tile/0/000.p/200").exists()
    put(tmp_path, 700)
    assert not (tmp_path / "tile/0/000.p").exists()
    assert folder_log(tmp_path).hashes(0, 0, 200) == LOG.hashes(0, 0, 200)


def test_publishing_again_or_later_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, 700)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "tile").rglob("*")}
    put(tmp_path, 700)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "tile").rglob("*")} == before


def test_publishing_goes_on_where_a_crash_stopped_it(tmp_path: Path) -> None:
    put(tmp_path, 200)
    note = put(tmp_path, 700)
    (tmp_path / "checkpoint").write_bytes(LOG.head(KEY, 200))
    (tmp_path / "tile/0/001").unlink()
    assert put(tmp_path, 700) == note
    assert folder_log(tmp_path).hashes(0, 256, 512) == LOG.hashes(0, 256, 512)


def test_a_slower_publisher_does_not_put_an_older_head_in_front(tmp_path: Path) -> None:
    newest = put(tmp_path, 700)
    put(tmp_path, 300)
    assert folder_log(tmp_path).checkpoint() == newest
    assert (tmp_path / "checkpoint.300").read_bytes() == LOG.head(KEY, 300)


def test_another_history_is_never_published_over_the_first(tmp_path: Path) -> None:
    put(tmp_path, 700)
    fork = MemoryLog(leaves(800, b"other "))
    for size in (700, 800):
        with pytest.raises(PublishedDiffers, match="does not begin with the 700 entries"):
            put(tmp_path, size, fork)
    (tmp_path / "tile/0/000.p").mkdir()
    (tmp_path / "tile/0/000.p/200").write_bytes(LOG.hashes(0, 0, 200))
    with pytest.raises(PublishedDiffers, match=r"tile/0/000\.p/200 holds other hashes"):
        put(tmp_path, 200, fork)
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(PublishedDiffers, match="tile/0/000 holds other hashes"):
        put(tmp_path, 800, fork)
    assert folder_log(tmp_path).hashes(0, 0, 256) == LOG.hashes(0, 0, 256)


def test_a_checkpoint_is_published_with_its_own_tree_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected the checkpoint of the tree of size 300"):
        publish(tmp_path, LOG.head(KEY, 200), LOG.tree(300))


def test_cosignatures_are_added_and_kept(tmp_path: Path) -> None:
    note = put(tmp_path, 300)
    witness = generate("witness.example", CosigningKey)
    cosignature = witness.cosign(Note.parse(note).text, 1)
    cosigned = cosign(tmp_path, note, [cosignature])
    assert cosign(tmp_path, note, [cosignature]) == cosigned == folder_log(tmp_path).checkpoint()
    put(tmp_path, 300)
    keys = [KEY.verifier, CosignatureKey.parse(str(witness.verifier))]
    assert Note.parse(folder_log(tmp_path).checkpoint()).verify(keys) == tuple(keys)


def test_a_late_cosignature_does_not_bring_an_older_head_to_the_front(tmp_path: Path) -> None:
    old = put(tmp_path, 300)
    newest = put(tmp_path, 700)
    late = generate("late.example", CosigningKey)
    cosigned = cosign(tmp_path, old, [late.cosign(Note.parse(old).text, 1)])
    assert (tmp_path / "checkpoint.300").read_bytes() == cosigned != old
    assert folder_log(tmp_path).checkpoint() == newest


def test_a_folder_that_lacks_what_its_head_needs_is_reported(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match="expected a file 'checkpoint'"):
        folder_log(tmp_path).checkpoint()
    put(tmp_path, 700)
    (tmp_path / "tile/0/001").write_bytes(b"cut short")
    with pytest.raises(LogUnreadable, match="expected 256 hashes at tile/0/001"):
        folder_log(tmp_path).hashes(0, 256, 512)

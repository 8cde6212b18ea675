"""Publishes a log as the static files of C2SP tlog-tiles, for any client to check by itself.

    checkpoint            the latest signed head, with the cosignatures received
    checkpoint.<size>     every signed head
    tile/<L>/<N>[.p/<W>]  the hashes of the tree

Entry bundles (tile/entries/...) are not published: entries hold sealed personal data and stay
inside. The tiles hold salted hashes, from which no entry can be guessed.
"""

from collections.abc import Iterable
from pathlib import Path

from audit.checkpoint import Checkpoint
from audit.files import locked, make_folder, read_if_there, write_atomically
from audit.note import Note, Signature
from audit.tiles import WIDTH, Tile, TiledTree, tiles_of


class PublishedDiffers(Exception):
    """A published file that would have to change: published tiles and heads are final."""


def publish(folder: Path, note: bytes, tree: TiledTree) -> None:
    """Adds what the signed checkpoint `note` of `tree` needs; the checkpoint itself comes last.

    So whoever reads a checkpoint finds its tiles, and after a crash publishing goes on where it
    stopped. A checkpoint older than the published one is added, but does not replace it.
    """
    checkpoint = Checkpoint.parse(Note.parse(note).text)
    if (checkpoint.size, checkpoint.root) != (tree.size, tree.root()):
        raise ValueError(f"expected the checkpoint of the tree of size {tree.size}: {checkpoint}")
    make_folder(folder)
    with locked(folder / ".lock"):
        since = _expect_continued(folder, tree)
        for tile in tiles_of(tree.size, since):
            _publish_tile(folder, tile, tree.tile(tile))
        _add(folder, checkpoint.size, Note.parse(note))


def cosign(folder: Path, note: bytes, cosignatures: Iterable[Signature]) -> bytes:
    """Adds cosignatures to the published checkpoint `note`; answers the note as it now is.

    They are not verified here: who relies on a witness verifies its cosignature anyway.
    """
    cosigned = Note.parse(note).with_signatures(cosignatures)
    with locked(folder / ".lock"):
        return _add(folder, Checkpoint.parse(cosigned.text).size, cosigned)


def _expect_continued(folder: Path, tree: TiledTree) -> int:
    """The size up to which the tiles are there already."""
    published = _published(folder)
    if published is None:
        return 0
    if published.size > tree.size:
        return tree.size
    if tree.root_at(published.size) != published.root:
        raise PublishedDiffers(
            f"the tree to publish does not begin with the {published.size} entries published in "
            f"{folder}: the ledger was rewritten, or this is the folder of another log"
        )
    return published.size


def _publish_tile(folder: Path, tile: Tile, content: bytes) -> None:
    path = folder / tile.path
    there = read_if_there(path)
    if there == content:
        return
    if there is not None:
        raise PublishedDiffers(f"{path} holds other hashes than the tree of this ledger")
    make_folder(path.parent)
    write_atomically(path, content)
    if tile.width == WIDTH:
        _remove_partials(path)


def _remove_partials(full: Path) -> None:
    """Partial tiles may go once the full one is there; clients fall back to that."""
    partials = full.with_name(f"{full.name}.p")
    if partials.is_dir():
        for each in partials.iterdir():
            each.unlink()
        partials.rmdir()


def _add(folder: Path, size: int, note: Note) -> bytes:
    path = folder / f"checkpoint.{size}"
    there = read_if_there(path)
    if there is not None:
        earlier = Note.parse(there)
        if earlier.text != note.text:
            raise PublishedDiffers(f"{path} holds another head than the one signed now")
        note = earlier.with_signatures(note.signatures)
    content = bytes(note)
    if content != there:
        write_atomically(path, content)
    published = _published(folder)
    if published is None or size >= published.size:
        write_atomically(folder / "checkpoint", content)
    return content


def _published(folder: Path) -> Checkpoint | None:
    content = read_if_there(folder / "checkpoint")
    return None if content is None else Checkpoint.parse(Note.parse(content).text)

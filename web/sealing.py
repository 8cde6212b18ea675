"""The state of proof of a log: its last signed head, who witnessed it, and what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.checkpoint import Checkpoint
from audit.cosignature import CosignatureKey, signed_at
from audit.files import read_if_there
from audit.note import Note, NoteError, Signature, UnverifiedError, encode_base64
from web.services import Services


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A cosignature: whose, the time it claims, and whether a known key made it."""

    name: str
    at: datetime
    verified: bool


@dataclass(frozen=True, slots=True)
class Sealing:
    """The last head and how far the log has grown beyond it; `head` None before the first."""

    size: int
    head: Checkpoint | None
    note: str
    root: str
    key: str
    witnesses: tuple[Witnessed, ...]
    refused: str

    @property
    def behind(self) -> int:
        """How many entries no signed head covers yet."""
        return max(0, self.size - (self.head.size if self.head else 0))


def sealing(services: Services) -> Sealing:
    """How the log is sealed now; a head that cannot be read is told as refused."""
    content, refused = last_checkpoint(services), services.office.refused() or ""
    size = services.views.reader.head().size
    if content is None:
        return Sealing(size, None, "", "", "", (), refused)
    try:
        note = Note.parse(content)
        head = Checkpoint.parse(note.text)
    except NoteError as fault:
        return Sealing(size, None, "", "", "", (), refused or str(fault))
    return Sealing(
        size=size,
        head=head,
        note=content.decode(),
        root=encode_base64(head.root),
        key=str(services.office.key()),
        witnesses=_witnesses(note, head.origin, services.witnesses),
        refused=refused,
    )


def last_checkpoint(services: Services) -> bytes | None:
    """The newest published head, word for word; None before the first."""
    return read_if_there(services.office.published / "checkpoint")


def _witnesses(note: Note, origin: str, known: Sequence[CosignatureKey]) -> tuple[Witnessed, ...]:
    found = []
    for signature in note.signatures:
        at = None if signature.name == origin else _time(signature)
        if at is not None:
            found.append(Witnessed(signature.name, at, _verified(note, signature, known)))
    return tuple(found)


def _time(signature: Signature) -> datetime | None:
    """The time a cosignature claims; None for a signature of another kind."""
    try:
        return datetime.fromtimestamp(signed_at(signature.signature), UTC)
    except (UnverifiedError, OverflowError, ValueError, OSError):
        return None


def _verified(note: Note, signature: Signature, known: Sequence[CosignatureKey]) -> bool:
    for key in known:
        if key.made(signature):
            try:
                key.verify(note.text, signature.signature)
            except UnverifiedError:
                return False
            return True
    return False

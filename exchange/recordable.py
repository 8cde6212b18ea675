"""Whether an event can be recorded at all, asked before anything is appended."""

from base64 import b64encode
from datetime import MAXYEAR, MINYEAR

from domain.values import Clear, Sealed
from exchange.interpret import MappedEvent
from exchange.recording import Recorded, recorded
from exchange.staged import Waiting
from exchange.staging import Fault
from ledger.codec import plain_sealed
from ledger.envelope import TooLarge, envelope, new_id
from ledger.sealing import Place

SUSPECT = 15_000
"""Packed bytes below which no entry is too large: sealing and escaping add less than half."""

SUBJECT = "s" * 33
VERSION = 10**12


def unrecordable(log: str, source: str, event: MappedEvent, size: int) -> Fault | None:
    """Why an event, packed in `size` bytes, cannot become an entry; None for almost all."""
    deadline = event.deadline
    at_an_end = deadline is not None and deadline.due.year in (MINYEAR, MAXYEAR)
    if size < SUSPECT and not at_an_end:
        return None
    try:
        _sized(log, recorded(source, Waiting(event.identity(event.row), event), SUBJECT))
    except TooLarge as error:
        return Fault("", f"{error}; shorten the row or `drop` columns in the mapping")
    except OverflowError:
        return Fault("", "expected a deadline in years 1 to 9999 of its zone; correct it")
    return None


def _sized(log: str, found: Recorded) -> None:
    """Build the entry with everything as long as it will be; raises TooLarge."""
    kind = found.kind
    place = Place(log, "case-" + "-" * 120, VERSION, kind.TYPE, kind.SCHEMA)
    sealed = {name: plain_sealed(_as_long(clear)) for name, clear in found.clear.items()}
    envelope(place, found.data | sealed, found.asked, new_id())


def _as_long(clear: Clear) -> Sealed:
    """A sealed value of the length the real one has (AES-GCM adds 16 bytes)."""
    sealed = b64encode(bytes(len(clear.value.encode()) + 16)).decode()
    return Sealed(
        subject=clear.subject,
        nonce=b64encode(bytes(12)).decode(),
        ciphertext=sealed,
        commitment=b64encode(bytes(32)).decode(),
    )

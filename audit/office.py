"""The sealing office of one log: grows its tree, signs its heads, publishes and proves.

Its folder is outside the database, best on another disk or machine:

    key           signing key, mode 0600
    signed        the last head signed, so that a rolled-back database is refused
    refused       why the last signature was refused, while it is
    published/    what witnesses and auditors read: checkpoint, checkpoint.<size>, tile/...
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import psycopg
from psycopg import sql

from audit.checkpoint import Checkpoint
from audit.files import PRIVATE, read_if_there, write_atomically
from audit.keys import KeyFileError, load, load_or_make
from audit.note import Note, SigningKey, VerifierKey
from audit.proof import Proof
from audit.publish import PublishedDiffers, publish
from audit.rows import snapshot
from audit.signer import Signer, SigningRefused, StateDamaged
from audit.store import StoredHashes, grow, size_of
from audit.tiles import MissingHashes, TiledTree

logger = logging.getLogger(__name__)

AUTHORITY = "mingcha.local"
SIMULATED = "simulated"
REFUSALS = (SigningRefused, PublishedDiffers, MissingHashes, StateDamaged, KeyFileError)


class NothingToSign(Exception):
    """A log without entries has no head worth a signature."""


class NoSuchEntry(Exception):
    """A position at which the log has no entry."""


def origin(log: str, *, simulated: bool, authority: str = AUTHORITY) -> str:
    """The name a log signs under: `mingcha.local/430903`; a simulated log says that it is one."""
    return f"{authority}/simulated/{log}" if simulated else f"{authority}/{log}"


class Office:
    """Seals one log. Safe to use from several threads and processes."""

    def __init__(
        self, dsn: str, schema: str, log: str, folder: Path, authority: str = AUTHORITY
    ) -> None:
        """`dsn` is the writer's, who may add to the tree."""
        self.published = folder / "published"
        self._dsn = dsn
        self._schema = schema
        self._log = log
        self._folder = folder
        self._authority = authority

    def key(self) -> VerifierKey:
        """The public half of the log's key, to be handed to auditors and witnesses."""
        return self._key().verifier

    def last(self) -> Checkpoint:
        """The last head signed; raises NothingToSign before the log's first entry."""
        return self._signer().last()

    def refused(self) -> str | None:
        """Why the last signature was refused; None where it was given."""
        content = read_if_there(self._folder / "refused")
        return content.decode() if content else None

    def seal(self) -> bytes:
        """Signs and publishes the log as it is now; answers the signed checkpoint.

        Raises NothingToSign, and one of REFUSALS where the ledger is not what was signed before.
        """
        try:
            signer = self._signer()
            with self._tree(grow(self._dsn, self._schema)) as tree:
                note = signer.sign(
                    tree.size, tree.root(), lambda old, _: tree.consistency_proof(old)
                )
                publish(self.published, note, tree)
        except REFUSALS as refusal:
            write_atomically(self._folder / "refused", str(refusal).encode(), PRIVATE)
            raise
        (self._folder / "refused").unlink(missing_ok=True)
        return note

    def prove(self, position: int) -> Proof:
        """The proof that the entry at a position is under the newest head, signed if need be.

        Raises NoSuchEntry, and what `seal` raises.
        """
        with psycopg.connect(self._dsn) as connection:
            size = size_of(connection, self._schema)
        if not 1 <= position <= size:
            raise NoSuchEntry(f"expected a position from 1 to {size}, got {position}")
        note = read_if_there(self.published / "checkpoint")
        if note is None or not position <= _size(note) <= size:
            self.seal()
            note = (self.published / "checkpoint").read_bytes()
        with self._tree(_size(note)) as tree:
            index = position - 1
            return Proof(index, tuple(tree.inclusion_proof(index)), note)

    def run(self, stop: Event, every: float = 60) -> None:
        """Seals at once, then whenever there is news, looking every so many seconds, and at stop.

        Nothing that goes wrong ends it: a refusal is kept and logged, an unreachable database is
        tried again.
        """
        news = True
        while not stop.is_set():
            if news:
                self._attempt()
            stop.wait(every)
            news = self._has_news()
        self._attempt()

    def _attempt(self) -> None:
        try:
            self.seal()
        except NothingToSign:
            pass
        except REFUSALS as refusal:
            logger.critical("log %s was refused a signature: %s", self._log, refusal)
        except (psycopg.Error, OSError) as error:
            logger.error("log %s could not be sealed now: %s", self._log, error)

    def _has_news(self) -> bool:
        try:
            with psycopg.connect(self._dsn) as connection:
                return size_of(connection, self._schema) != self.last().size
        except NothingToSign:
            return False
        except (psycopg.Error, *REFUSALS):
            return True

    def _signer(self) -> Signer:
        return Signer(self._key(), self._folder / "signed", self.published / "checkpoint")

    def _key(self) -> SigningKey:
        path = self._folder / "key"
        simulated = self._is_simulated()
        if simulated is not None:
            name = origin(self._log, simulated=simulated, authority=self._authority)
            return load_or_make(path, name, SigningKey)
        if path.exists():
            # Signed before and empty now: for the signer to refuse.
            return load(path, SigningKey)
        raise NothingToSign(f"log {self._log} has no entry yet, so there is nothing to sign")

    def _is_simulated(self) -> bool | None:
        """Whether the first entry says that the log's time is not the machine's; None: no entry."""
        query = sql.SQL("SELECT topic, state FROM {} WHERE notification_id = 1").format(
            sql.Identifier(self._schema, "entries")
        )
        with psycopg.connect(self._dsn) as connection:
            row = connection.execute(query).fetchone()
        if row is None:
            return None
        topic, state = row
        try:
            return bool(topic == "log.opened" and json.loads(state)["data"]["clock"] == SIMULATED)
        except (ValueError, LookupError, TypeError):
            raise SigningRefused(
                f"expected the first entry of log {self._log} to say what the log is; it cannot "
                "be read. Find what was changed with `mingcha verify`"
            ) from None

    @contextmanager
    def _tree(self, size: int) -> Iterator[TiledTree]:
        with snapshot(self._dsn) as connection:
            yield TiledTree(StoredHashes(connection, self._schema), size)


def _size(note: bytes) -> int:
    return Checkpoint.parse(Note.parse(note).text).size

"""Who a subject id stands for: keys wrapped in the vault, outside the ledger.

A subject's row commits before its first entry; two callers who meet a new person at once get
one key, because the person's keyed digest is unique.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from domain.subject import Erased as Forgotten
from domain.values import Clear, Sealed
from ledger.keys import WrappingKeys
from ledger.names import schemas
from ledger.sealing import CannotOpen, Place, seal, unseal

CACHE = 50_000
BATCH = 1000
MOMENT = 1.0


class UnknownSubject(LookupError):
    """The vault holds no such subject: a wrong id, or erased before."""


class Erased(CannotOpen):
    """The subject's key was destroyed; what was sealed under it is gone for ever."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A random id and the key its fields are sealed with."""

    id: str
    key: bytes


class Vault:
    """Subjects of one log. Thread-safe.

    Keys are remembered, but once a second the log is asked whether anybody was erased since, so
    that an erasure by another process holds here a second later at most.
    """

    def __init__(
        self, pool: ConnectionPool[Connection[TupleRow]], log: str, keys: WrappingKeys
    ) -> None:
        self._pool = pool
        names = schemas(log)
        self._table = f"{names.vault}.subject"
        self._since = f"""
            SELECT max(notification_id), bool_or(topic = '{Forgotten.TYPE}')
            FROM {names.ledger}.entries WHERE notification_id > %s
        """
        self._find = f"SELECT hmac, id, wrapped_key, kek_id FROM {self._table} WHERE hmac = ANY(%b)"
        self._read = f"SELECT hmac, id, wrapped_key, kek_id FROM {self._table} WHERE id = ANY(%b)"
        self._make = f"""
            INSERT INTO {self._table} (id, hmac, wrapped_key, kek_id)
            SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[], %b::text[])
            ON CONFLICT (hmac) DO NOTHING
        """
        self._size = f"SELECT size FROM {names.ledger}.head"
        self._keys = keys
        self._by_print: dict[bytes, Subject] = {}
        self._by_id: dict[str, bytes] = {}
        self._generation = 0
        self._lock = Lock()
        self._asking = Lock()
        self._asked_to: int | None = None
        self._fresh_until = 0.0

    def subject(self, identity: str) -> Subject:
        """The subject of an identity (a person's kind and number, or a case's own stream)."""
        return self.subjects([identity])[0]

    def subjects(self, identities: Sequence[str]) -> list[Subject]:
        """The subjects of many identities, new ones made in one transaction."""
        self._refresh()
        prints = [self._keys.fingerprint(identity) for identity in identities]
        known = {p: s for p in prints if (s := self._by_print.get(p)) is not None}
        missing = set(prints) - known.keys()
        if missing:
            generation = self._generation
            found = self._find_or_make(sorted(missing))
            self._remember(found, generation)
            known |= found
        return [known[p] for p in prints]

    def _find_or_make(self, prints: list[bytes]) -> dict[bytes, Subject]:
        """The subjects of keyed digests; a digest that another caller makes first is found."""
        new = [Subject(f"s{secrets.token_hex(16)}", secrets.token_bytes(32)) for _ in prints]
        with self._pool.connection() as connection:
            made = connection.execute(
                self._make,
                (
                    [subject.id for subject in new],
                    prints,
                    [self._keys.wrap(subject.key) for subject in new],
                    [self._keys.current] * len(new),
                ),
                prepare=True,
            ).rowcount
            if made == len(new):
                return dict(zip(prints, new, strict=True))
            rows = connection.execute(self._find, (prints,), prepare=True).fetchall()
        return self._unwrapped(rows)

    def _unwrapped(self, rows: Iterable[TupleRow]) -> dict[bytes, Subject]:
        return {p: Subject(id_, self._keys.unwrap(w, k)) for p, id_, w, k in rows}

    def _refresh(self) -> None:
        """Forget every key if somebody was erased since the log was last asked."""
        if monotonic() < self._fresh_until:
            return
        with self._asking, self._pool.connection() as connection:
            now = monotonic()
            if now < self._fresh_until:
                return
            if self._asked_to is None:
                row = connection.execute(self._size).fetchone()
                erased = True
            else:
                row = connection.execute(self._since, (self._asked_to,)).fetchone()
                erased = row is not None and bool(row[1])
            if erased:
                self._forget_all()
            if row is not None and row[0] is not None:
                self._asked_to = row[0]
            self._fresh_until = now + MOMENT

    def _remember(self, found: Mapping[bytes, Subject], generation: int) -> None:
        """Keep what was read, unless somebody was forgotten while it was being read."""
        with self._lock:
            if generation != self._generation:
                return
            if len(self._by_print) > CACHE:
                self._by_print.clear()
                self._by_id.clear()
            for print_, subject in found.items():
                self._by_print[print_] = subject
                self._by_id[subject.id] = subject.key

    def _forget_all(self) -> None:
        with self._lock:
            self._generation += 1
            self._by_print.clear()
            self._by_id.clear()

    def forget(self, subject: str) -> None:
        """Drop what this process remembers of a subject."""
        with self._lock:
            self._generation += 1
            self._by_id.pop(subject, None)
            self._by_print = {p: s for p, s in self._by_print.items() if s.id != subject}

    def remove(self, connection: Connection[TupleRow], subject: str) -> None:
        """Delete the subject's row in the caller's transaction; raises UnknownSubject."""
        gone = connection.execute(f"DELETE FROM {self._table} WHERE id = %s", (subject,))
        if gone.rowcount != 1:
            raise UnknownSubject(
                f"expected a subject of this log's vault, got {subject!r}; read its id in the case"
            )

    def key(self, subject: str) -> bytes:
        """The key of a subject; raises Erased where there is none any more."""
        self._refresh()
        known = self._by_id.get(subject)
        if known is not None:
            return known
        found = self._keys_of([subject])
        if subject not in found:
            raise Erased(f"subject {subject} was erased or never known; nothing can open it")
        return found[subject]

    def recall(self, subjects: Iterable[str]) -> None:
        """Read the keys of many subjects at once, so that `key` has them at hand."""
        self._refresh()
        unknown = [subject for subject in set(subjects) if subject not in self._by_id]
        if unknown:
            self._keys_of(unknown)

    def _keys_of(self, subjects: list[str]) -> dict[str, bytes]:
        """The keys of those there are, remembered."""
        generation = self._generation
        with self._pool.connection() as connection:
            rows = connection.execute(self._read, (subjects,), prepare=True).fetchall()
        found = self._unwrapped(rows)
        self._remember(found, generation)
        return {subject.id: subject.key for subject in found.values()}

    def seal(self, place: Place, path: str, clear: Clear) -> Sealed:
        """Seal one value where it stands."""
        return seal(self.key(clear.subject), clear.subject, clear.value, place.aad(path))

    def open(self, place: Place, path: str, sealed: Sealed) -> str:
        """Open one sealed value; raises Erased or CannotOpen."""
        return unseal(self.key(sealed.subject), sealed, place.aad(path))

    def rewrap(self) -> int:
        """Wrap every key that is under an old wrapping key under the current one; how many.

        In short transactions, so that it may be interrupted and begun again.
        """
        done, last = 0, ""
        while True:
            with self._pool.connection() as connection, connection.transaction():
                rows = connection.execute(
                    f"SELECT id, wrapped_key, kek_id FROM {self._table} "
                    "WHERE id > %s AND kek_id <> %s ORDER BY id LIMIT %s FOR UPDATE",
                    (last, self._keys.current, BATCH),
                ).fetchall()
                connection.execute(
                    f"UPDATE {self._table} AS s SET wrapped_key = n.wrapped, kek_id = %s "
                    "FROM unnest(%b::text[], %b::bytea[]) AS n (id, wrapped) WHERE s.id = n.id",
                    (
                        self._keys.current,
                        [id_ for id_, _, _ in rows],
                        [self._keys.wrap(self._keys.unwrap(w, k)) for _, w, k in rows],
                    ),
                )
            if not rows:
                return done
            done, last = done + len(rows), rows[-1][0]

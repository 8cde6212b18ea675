"""Who a subject id stands for: keys wrapped in the vault, outside the ledger.

A subject's row commits before its first entry; two callers who meet a new person at once get
one key, because the person's keyed digest is unique.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from domain.values import Clear, Sealed
from ledger.keys import WrappingKeys
from ledger.names import schemas
from ledger.sealing import CannotOpen, Place, seal, unseal

CACHE = 50_000


class Erased(CannotOpen):
    """The subject's key was destroyed; what was sealed under it is gone for ever."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A random id and the key its fields are sealed with."""

    id: str
    key: bytes


class Vault:
    """Subjects of one log. Thread-safe."""

    def __init__(
        self, pool: ConnectionPool[Connection[TupleRow]], log: str, keys: WrappingKeys
    ) -> None:
        self._pool = pool
        self._table = f"{schemas(log).vault}.subject"
        self._keys = keys
        self._by_print: dict[bytes, Subject] = {}
        self._by_id: dict[str, bytes] = {}
        self._lock = Lock()

    def subject(self, identity: str) -> Subject:
        """The subject of an identity (a person's kind and number, or a case's own stream)."""
        return self.subjects([identity])[0]

    def subjects(self, identities: Sequence[str]) -> list[Subject]:
        """The subjects of many identities, new ones made in one transaction."""
        prints = [self._keys.fingerprint(identity) for identity in identities]
        missing = {p for p in prints if p not in self._by_print}
        if missing:
            self._remember(self._find_or_make(sorted(missing)))
        found = [self._by_print[p] for p in prints]
        return found

    def _find_or_make(self, prints: list[bytes]) -> list[tuple[bytes, Subject]]:
        new = [(f"s{secrets.token_hex(16)}", p, secrets.token_bytes(32)) for p in prints]
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(
                f"INSERT INTO {self._table} (id, hmac, wrapped_key, kek_id) "
                "SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[], %b::text[]) "
                "ON CONFLICT (hmac) DO NOTHING",
                (
                    [id_ for id_, _, _ in new],
                    [p for _, p, _ in new],
                    [self._keys.wrap(key) for _, _, key in new],
                    [self._keys.current] * len(new),
                ),
            )
            rows = connection.execute(
                f"SELECT hmac, id, wrapped_key, kek_id FROM {self._table} WHERE hmac = ANY(%b)",
                (prints,),
            ).fetchall()
        return [(p, Subject(id_, self._keys.unwrap(w, k))) for p, id_, w, k in rows]

    def _remember(self, pairs: Iterable[tuple[bytes, Subject]]) -> None:
        with self._lock:
            if len(self._by_print) > CACHE:
                self._by_print.clear()
                self._by_id.clear()
            for print_, subject in pairs:
                self._by_print[print_] = subject
                self._by_id[subject.id] = subject.key

    def forget(self, subject: str) -> None:
        """Drop what this process remembers of a subject."""
        with self._lock:
            self._by_id.pop(subject, None)
            self._by_print = {p: s for p, s in self._by_print.items() if s.id != subject}

    def key(self, subject: str) -> bytes:
        """The key of a subject; raises Erased where there is none any more."""
        known = self._by_id.get(subject)
        if known is not None:
            return known
        with self._pool.connection() as connection:
            row = connection.execute(
                f"SELECT hmac, wrapped_key, kek_id FROM {self._table} WHERE id = %s", (subject,)
            ).fetchone()
        if row is None:
            raise Erased(f"subject {subject} was erased or never known; nothing can open it")
        key = self._keys.unwrap(row[1], row[2])
        self._remember([(row[0], Subject(subject, key))])
        return key

    def seal(self, place: Place, path: str, clear: Clear) -> Sealed:
        """Seal one value where it stands."""
        return seal(self.key(clear.subject), clear.subject, clear.value, place.aad(path))

    def open(self, place: Place, path: str, sealed: Sealed) -> str:
        """Open one sealed value; raises Erased or CannotOpen."""
        return unseal(self.key(sealed.subject), sealed, place.aad(path))

    def rewrap(self) -> int:
        """Wrap every key that is under an old wrapping key under the current one."""
        with self._pool.connection() as connection, connection.transaction():
            rows = connection.execute(
                f"SELECT id, wrapped_key, kek_id FROM {self._table} WHERE kek_id <> %s FOR UPDATE",
                (self._keys.current,),
            ).fetchall()
            for id_, wrapped, kek_id in rows:
                connection.execute(
                    f"UPDATE {self._table} SET wrapped_key = %s, kek_id = %s WHERE id = %s",
                    (
                        self._keys.wrap(self._keys.unwrap(wrapped, kek_id)),
                        self._keys.current,
                        id_,
                    ),
                )
        return len(rows)

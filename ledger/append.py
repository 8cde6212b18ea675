"""One append transaction: lock the head, read what conflicts, insert the rest, bump the head.

Everything that can go wrong is found by reading under the head lock, never by catching a
constraint, so that one caller's conflict cannot fail its neighbours in the same transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger.canonical import NotCanonical, check_text
from ledger.wire import (
    Statement,
    Wire,
    bytea_array,
    int8,
    int8_array,
    read_int8,
    read_timestamptz,
    text_array,
    timestamptz,
)

Leaf = Callable[[bytes, int, datetime], bytes]
MAX_ID = 255


class Clock(Protocol):
    """Where recorded_at comes from: the machine's clock, or a simulated log's loader."""

    def __call__(self) -> datetime: ...


def machine_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)


class VersionTaken(IntegrityError):
    """Somebody else wrote to the stream first; load it again and decide again."""


class VersionsBroken(IntegrityError):
    """The events of one draft do not follow each other, or leave a hole in their stream."""


class RequestReused(Exception):
    """The request id was used before with another body."""


class BadRequestId(ValueError):
    """A request id is 1 to 255 characters, without U+0000 and lone surrogates."""


@dataclass(frozen=True, slots=True)
class Request:
    """An idempotency key: who asks, the id he gave, a keyed digest of what he asked.

    Raises BadRequestId.
    """

    principal: str
    id: str
    body: bytes

    def __post_init__(self) -> None:
        try:
            check_text(self.principal + self.id)
        except NotCanonical as error:
            raise BadRequestId(f"{error} in request id {self.id[:40]!r}") from error
        if not 1 <= len(self.id) <= MAX_ID or len(self.principal) > MAX_ID:
            raise BadRequestId(
                f"expected a request id of 1 to {MAX_ID} characters, got {len(self.id)}"
            )


@dataclass(frozen=True, slots=True)
class Draft:
    """What one caller wants appended: all of it or nothing."""

    events: Sequence[StoredEvent]
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a draft stands: its first position, how many entries, when recorded.

    `replayed` is true when an earlier call with the same request id had put it there.
    """

    position: int
    entries: int
    recorded_at: datetime
    replayed: bool = False


Outcome = Receipt | VersionTaken | VersionsBroken | RequestReused


Known = dict[tuple[str, str], tuple[bytes, Receipt]]


class LostCommit(Exception):
    """The connection broke when the group may already have been committed."""

    def __init__(self, outcomes: list[Outcome], first: StoredEvent) -> None:
        super().__init__("the server did not answer COMMIT")
        self.outcomes = outcomes
        self.first = first


@dataclass(slots=True)
class _Group:
    """What is about to be inserted, and the answers so far."""

    size: int
    recorded_at: datetime
    known: Known
    versions: dict[str, int]
    outcomes: list[Outcome] = field(default_factory=list)
    rows: list[tuple[StoredEvent, bytes]] = field(default_factory=list)
    requests: list[tuple[Request, Receipt]] = field(default_factory=list)


class Appender:
    """The SQL of appending to one log's tables."""

    def __init__(self, schema: str, table: str, leaf: Leaf, clock: Clock) -> None:
        self._leaf = leaf
        self._clock = clock
        words = {"head": f'"{schema}".head', "requests": f'"{schema}".requests'}
        words["entries"] = f'"{schema}"."{table}"'
        self._look = Statement(b"look", _LOOK.format(**words).encode())
        self._write = Statement(b"write", _WRITE.format(**words).encode())
        self._state_at = Statement(b"state_at", _STATE_AT.format(**words).encode())

    def append(
        self,
        wire: Wire,
        drafts: Sequence[Draft],
        within: Callable[[Wire], None] | None = None,
        next_waits: Callable[[], bool] = lambda: False,
    ) -> list[Outcome]:
        """Append the drafts in one transaction; one outcome per draft, in their order.

        `within` does what must be true together with them, or raises, before the COMMIT; it is
        not called where a draft was refused or answered before. Where `next_waits`, this COMMIT
        begins the next transaction too, which saves a journey.
        Raises LostCommit where the outcome is unknown, psycopg's errors where nothing is in.
        """
        group: _Group | None = None
        try:
            if not wire.has_begun:
                wire.command(b"BEGIN")
            group = self._locked(wire, drafts)
            for draft in drafts:
                group.outcomes.append(self._answer(draft, group))
            self._insert(wire, group)
            if within is not None and len(group.rows) == sum(len(d.events) for d in drafts):
                within(wire)
            wire.command(b"COMMIT AND CHAIN" if next_waits() else b"COMMIT")
        except BaseException as error:
            if not wire.is_broken:
                wire.command(b"ROLLBACK")
            elif group is not None and group.rows:
                raise LostCommit(group.outcomes, group.rows[0][0]) from error
            raise
        return group.outcomes

    def _locked(self, wire: Wire, drafts: Sequence[Draft]) -> _Group:
        """Hold the head row and read, with nothing able to change any more, what conflicts.

        One statement locks and looks. Its snapshot is older than the lock where it had to
        wait for another append: then the size under the lock differs from the size in the
        snapshot, and the same statement, run again, looks with a new one.
        """
        keys = [draft.request for draft in drafts if draft.request is not None]
        streams = list({str(e.originator_id) for draft in drafts for e in draft.events})
        parameters = (
            text_array([key.principal for key in keys]),
            text_array([key.id for key in keys]),
            text_array(streams),
        )
        found = wire.run(self._look, parameters)
        if found.get_value(0, 2) != found.get_value(0, 3):
            found = wire.run(self._look, parameters)
        last = read_timestamptz(found.get_value(0, 4))
        group = _Group(read_int8(found.get_value(0, 2)), max(last, self._clock()), {}, {})
        for row in range(1, found.ntuples):
            kind, n, position, entries, recorded_at, body = (
                found.get_value(row, column) for column in range(6)
            )
            if kind == _STREAM:
                group.versions[streams[read_int8(n) - 1]] = read_int8(position)
            else:
                key = keys[read_int8(n) - 1]
                receipt = Receipt(
                    read_int8(position),
                    read_int8(entries),
                    read_timestamptz(recorded_at),
                    replayed=True,
                )
                group.known[key.principal, key.id] = (body or b"", receipt)
        return group

    def _answer(self, draft: Draft, group: _Group) -> Outcome:
        key = draft.request
        if key is not None and (seen := group.known.get((key.principal, key.id))):
            body, receipt = seen
            return receipt if body == key.body else RequestReused(f"request {key.id!r}")
        return self._refusal(draft, group) or self._place(draft, group)

    @staticmethod
    def _refusal(draft: Draft, group: _Group) -> VersionTaken | VersionsBroken | None:
        """What keeps the events of a draft from following what their streams hold."""
        seen: dict[str, int] = {}
        for event in draft.events:
            stream, version = str(event.originator_id), event.originator_version
            last = seen.get(stream, group.versions.get(stream))
            seen[stream] = version
            if version == last + 1 if last is not None else version <= 1:
                continue
            if stream in group.versions and version <= group.versions[stream]:
                return VersionTaken(f"{stream} is at version {last}, so {version} is taken")
            due = 1 if last is None else last + 1
            return VersionsBroken(f"expected version {due} of {stream} next, got {version}")
        return None

    def _place(self, draft: Draft, group: _Group) -> Receipt:
        events, recorded_at = draft.events, group.recorded_at
        receipt = Receipt(group.size + 1, len(events), recorded_at)
        for position, event in enumerate(events, receipt.position):
            group.rows.append((event, self._leaf(event.state, position, recorded_at)))
        group.size += len(events)
        group.versions |= {str(e.originator_id): e.originator_version for e in events}
        if draft.request is not None:
            key = (draft.request.principal, draft.request.id)
            group.known[key] = (draft.request.body, replace(receipt, replayed=True))
            group.requests.append((draft.request, receipt))
        return receipt

    def _insert(self, wire: Wire, group: _Group) -> None:
        rows, requests = group.rows, group.requests
        if not rows:
            return
        wire.run(
            self._write,
            (
                int8(group.size),
                timestamptz(group.recorded_at),
                int8(group.size - len(rows)),
                text_array([str(e.originator_id) for e, _ in rows]),
                int8_array([e.originator_version for e, _ in rows]),
                text_array([e.topic for e, _ in rows]),
                bytea_array([e.state for e, _ in rows]),
                bytea_array([leaf for _, leaf in rows]),
                text_array([request.principal for request, _ in requests]),
                text_array([request.id for request, _ in requests]),
                bytea_array([request.body for request, _ in requests]),
                int8_array([receipt.position for _, receipt in requests]),
                int8_array([receipt.entries for _, receipt in requests]),
            ),
        )

    def was_committed(self, wire: Wire, first: StoredEvent) -> bool:
        """Whether a group whose COMMIT got no answer is in, asked under the head lock.

        The lock waits for the lost transaction to end; the salt makes every state unique, so
        our very bytes at that place prove that it was committed, and all of it.
        """
        wire.command(b"BEGIN")
        none = text_array([])
        wire.run(self._look, (none, none, none))
        place = (str(first.originator_id).encode(), int8(first.originator_version))
        found = wire.run(self._state_at, place)
        wire.command(b"ROLLBACK")
        return found.ntuples == 1 and found.get_value(0, 0) == first.state


# LATERAL with LIMIT walks an index once per key, whatever the planner believes of a table
# whose statistics were taken when it was empty.
_LOOK = """
WITH locked AS MATERIALIZED (SELECT size, recorded_at FROM {head} WHERE one FOR UPDATE)
SELECT 0::int8, 0::int8, size, (SELECT size FROM {head} WHERE one), recorded_at, NULL::bytea
FROM locked
UNION ALL
SELECT 1, k.n, v.version, NULL, NULL, NULL
FROM unnest($3::text[]) WITH ORDINALITY AS k (stream, n)
CROSS JOIN LATERAL (
    SELECT e.originator_version AS version FROM {entries} e
    WHERE e.originator_id = k.stream ORDER BY e.originator_version DESC LIMIT 1
) AS v
UNION ALL
SELECT 2, k.n, r.position, r.entries, r.recorded_at, r.body
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (principal, request, n)
CROSS JOIN LATERAL (
    SELECT q.position, q.entries::int8, q.recorded_at, q.body FROM {requests} q
    WHERE q.principal = k.principal AND q.request = k.request LIMIT 1
) AS r
"""
_STREAM = int8(1)

# One statement, one journey: the new head, the entries, the request ids.
_WRITE = """
WITH bumped AS (
    UPDATE {head} SET size = $1::int8, recorded_at = $2::timestamptz WHERE one
), remembered AS (
    INSERT INTO {requests} (principal, request, body, position, entries, recorded_at)
    SELECT a, b, c, d, e, $2::timestamptz
    FROM unnest($9::text[], $10::text[], $11::bytea[], $12::int8[], $13::int8[])
        AS r (a, b, c, d, e)
)
INSERT INTO {entries}
    (originator_id, originator_version, topic, state, notification_id, recorded_at, leaf)
SELECT s, v, t, b, $3::int8 + n, $2::timestamptz, l
FROM unnest($4::text[], $5::int8[], $6::text[], $7::bytea[], $8::bytea[])
    WITH ORDINALITY AS u (s, v, t, b, l, n)
"""

_STATE_AT = """
SELECT state FROM {entries} WHERE originator_id = $1::text AND originator_version = $2::int8
"""

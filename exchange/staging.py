"""The staging table: rows go in as they are read, are checked set-wise, come out by case.

It is a temporary table of one session, so that memory does not grow with the file and nothing
is left behind whatever happens.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, LiteralString, Self

from psycopg import Copy, connect, sql
from psycopg.errors import LockNotAvailable

from exchange import staging_sql
from exchange.appending import CHUNK, CHUNK_BYTES
from exchange.interpret import MappedEvent
from exchange.source import BadRow
from exchange.staged import Case, Waiting, unpack
from ledger.entry import Entry, decode
from ledger.envelope import stream_id
from ledger.names import schemas

FETCHED = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: which column, what was expected and came."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken. `raw` is None where its text was not kept with it."""

    row: int
    line: int
    case_id: str
    column: str
    reason: str
    raw: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows: cases seen, events to append, events that are there, bad rows."""

    cases: int
    new: int
    there: int
    rejected: int


class AlreadyImporting(Exception):
    """Another import of the same source into the same log is running."""


class Staging:
    """The rows of one import, in a session of its own as the writer."""

    def __init__(self, writer: str, log: str, source: str) -> None:
        self._source = source
        self._entries = sql.Identifier(schemas(log).ledger, "entries")
        self._connection = connect(writer, autocommit=True)
        try:
            self._be_alone(f"mingcha import {log} {source}")
            self._run(staging_sql.STAGED)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    @contextmanager
    def filling(self) -> Iterator["Filling"]:
        """Where rows go in, in the order of the source."""
        with self._connection.cursor() as cursor, cursor.copy(staging_sql.COPY) as copy:
            copy.set_types(staging_sql.TYPES)
            yield Filling(copy, self._source)

    def place(self, key_column: str) -> None:
        """Give every event its identity, drop what is said twice, find the streams there are.

        Two rows with one key and different data: the second is rejected, by `key_column`.
        """
        placed = sql.SQL(staging_sql.PLACED).format(key=sql.Literal(key_column))
        self._connection.execute(placed)
        self._run(staging_sql.THERE)
        self._run(staging_sql.SETTLED)

    def known(self) -> Iterator[Case]:
        """The cases whose streams have entries, with all their events."""
        return self._cases(staging_sql.KNOWN)

    def new(self) -> Iterator[Case]:
        """What is to be appended, case by case in order of first appearance, events in theirs."""
        return self._cases(staging_sql.NEW)

    def entries(self, streams: Sequence[str]) -> list[Entry]:
        """What the ledger has in some streams."""
        return [decode(*row) for row in self._run(staging_sql.ENTRIES, (streams,))]

    def settle(self, answers: Iterable[tuple[MappedEvent, str, Fault | None]]) -> None:
        """Note of events, by their identity, that they are there or why they are rejected."""
        rows = [
            (event.row, identity, *((fault.column, fault.reason) if fault else (None, None)))
            for event, identity, fault in answers
        ]
        if rows:
            self._run(staging_sql.SETTLE, [list(column) for column in zip(*rows, strict=True)])

    def conclude(self) -> None:
        """Make what was noted count."""
        self._run(staging_sql.CONCLUDE)

    def tally(self) -> Tally:
        """The numbers as they stand."""
        return Tally(*self._run(staging_sql.TALLY).fetchall()[0])

    def rejects(self) -> Iterator[Reject]:
        """Every rejected row in the order of the source."""
        return (Reject(*row) for row in self._scroll(staging_sql.REJECTS))

    def incomplete(self, limit: int) -> tuple[int, list[str]]:
        """Cases of which some rows were taken and some not: how many, and the first ones."""
        return self._named(staging_sql.INCOMPLETE, limit)

    def left_out(self, limit: int) -> tuple[int, list[str]]:
        """Cases none of whose rows was taken: how many, and the first ones."""
        return self._named(staging_sql.LEFT_OUT, limit)

    def _named(self, query: LiteralString, limit: int) -> tuple[int, list[str]]:
        rows = self._run(query, (limit,)).fetchall()
        return (rows[0][1] if rows else 0), [case_id for case_id, _ in rows]

    def _be_alone(self, name: str) -> None:
        """Hold a lock for the session: two imports would not see each other's events.

        It waits a little, because the server may still be clearing up after a killed import.
        """
        self._run(staging_sql.PATIENT)
        try:
            self._run(staging_sql.ALONE, (name,))
        except LockNotAvailable:
            raise AlreadyImporting(
                f"expected no other import of {self._source}, but one is running; "
                "wait until it has ended"
            ) from None
        self._run(staging_sql.IMPATIENT)

    def _cases(self, query: LiteralString) -> Iterator[Case]:
        """Cases one after another; one beyond the size of a chunk in parts."""
        case: Case | None = None
        for case_id, stream, version, subject, row, line, identity, packed in self._scroll(query):
            if case is None or case.id != case_id:
                if case:
                    yield case
                case = Case(case_id, stream, version, subject)
            elif len(case.events) >= CHUNK or case.size > CHUNK_BYTES:
                yield case
                case = _next_part(case)
            case.events.append(Waiting(identity, unpack(packed, case_id, row, line)))
            case.size += len(packed)
        if case:
            yield case

    def _scroll(self, query: LiteralString) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched as they are needed."""
        with (
            self._connection.transaction(),
            self._connection.cursor(name="scroll", binary=True) as cursor,
        ):
            cursor.itersize = FETCHED
            cursor.execute(query)
            yield from cursor

    def _run(self, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
        statement = sql.SQL(query).format(entries=self._entries)
        return self._connection.execute(statement, parameters or None, binary=True)


class Filling:
    """Rows on their way into the staging table."""

    def __init__(self, copy: Copy, source: str) -> None:
        self._copy = copy
        self._source = source
        self._case = ("", "")
        self._row = self._nth = 0

    def add(self, event: MappedEvent, packed: bytes, fault: Fault | None = None) -> None:
        """An event as it was mapped and packed, or one that cannot be recorded."""
        self._nth = self._nth + 1 if event.row == self._row else 0
        self._row = event.row
        # Without a key the row's ordinal names it, which is known when all rows are in.
        named = event.identity(0) if event.once or event.key else None
        self._copy.write_row(
            (
                event.row, event.line, self._nth, event.case_id, self._stream(event.case_id),
                named, event.rule, event.once, event.occurred_at, packed,
                fault.column if fault else None, fault.reason if fault else None, None,
            )
        )  # fmt: skip

    def reject(self, bad: BadRow) -> None:
        """A row that cannot be taken; it counts among those of its case."""
        self._copy.write_row(
            (
                bad.row, bad.line, 0, _text(bad.case_id), "", None, "", False, None, None,
                _text(bad.column), _text(bad.reason), _text(bad.raw),
            )
        )  # fmt: skip

    def _stream(self, case_id: str) -> str:
        if self._case[0] != case_id:
            self._case = case_id, stream_of(self._source, case_id)
        return self._case[1]


def stream_of(source: str, case_id: str) -> str:
    """The stream of a source's case."""
    return stream_id("case", f"{source}.{case_id}")


def _text(text: str) -> str:
    """Text of a bad row with what PostgreSQL cannot hold (U+0000, lone surrogates) escaped."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


def _next_part(case: Case) -> Case:
    version = case.version + len(case.events)
    return Case(case.id, case.stream, version, case.subject, held_by=case.holder)

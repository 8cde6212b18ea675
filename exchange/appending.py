"""Appending cases whose rows are read already: chunks are prepared while others commit."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from application.handler import TooBusy
from exchange.recording import recorded
from exchange.staged import Case, applicant
from ledger.append import VersionsBroken, VersionTaken
from ledger.committer import Pending
from ledger.ledger import Ledger
from projections.uncollected import uncollected

CHUNK = 1500
"""Events appended in one transaction: few enough that the head lock is held far below 100 ms."""

CHUNK_BYTES = 4 << 20
AHEAD = 2
"""Chunks that may wait for their subjects, and chunks that may wait for their commit, while
another is prepared.
"""

TURN = 0.001
"""Seconds a thread may keep the interpreter while another waits: the committer asks for it again
after every answer of the database, four times a chunk.
"""

TRIES = 5

Prepared = list[Any]
"""The library's stored events, which the ledger alone looks into."""

Chunk = Sequence[Case]
Subjects = Mapping[str, str]
"""Subject ids by the identities they stand for."""


def append_mapped(
    ledger: Ledger, source: str, chunks: Iterable[Chunk], told: Callable[[int], None] | None = None
) -> int:
    """Append chunks of cases, each all or nothing; how many entries they became.

    `told(entries so far)` is called between chunks and may raise to stop there. Raises TooBusy
    and what `Ledger.append` raises; what was appended before stays.
    """
    done = 0
    flying: deque[tuple[Chunk, Pending]] = deque()
    with _short_turns(), uncollected():
        for chunk, subjects in _with_subjects(ledger, chunks):
            stored = prepared(ledger, source, chunk, subjects)
            flying.append((chunk, ledger.recorder.submit(stored)))
            if len(flying) > AHEAD:
                done += _landed(ledger, source, *flying.popleft())
            if told:
                told(done)
        while flying:
            done += _landed(ledger, source, *flying.popleft())
    if told:
        told(done)
    return done


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _with_subjects(ledger: Ledger, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Subjects]]:
    """Each chunk with its subjects, for which the vault is asked while those before are prepared.

    So they are in the vault before the first entry of their chunk.
    """
    waiting: deque[tuple[Chunk, Future[Subjects]]] = deque()
    with ThreadPoolExecutor(1) as asking:
        for chunk in chunks:
            waiting.append((chunk, asking.submit(_subjects, ledger, chunk)))
            if len(waiting) > AHEAD:
                ready, subjects = waiting.popleft()
                yield ready, subjects.result()
        for ready, subjects in waiting:
            yield ready, subjects.result()


def prepared(ledger: Ledger, source: str, chunk: Chunk, subjects: Subjects) -> Prepared:
    """The stored events of a chunk."""
    stored = []
    for case in chunk:
        own = case.subject or subjects[case.holder]
        for version, waiting in enumerate(case.events, case.version + 1):
            person = applicant(waiting.event)
            found = recorded(source, waiting, subjects[person] if person else own)
            stored.append(
                ledger.prepare_plain(
                    case.stream, version, found.kind, found.data, found.clear, found.asked
                )
            )
    return stored


def in_chunks(cases: Iterable[Case], events: int = CHUNK) -> Iterator[list[Case]]:
    """Whole cases, together at most `events` events and CHUNK_BYTES, but at least one case."""
    chunk: list[Case] = []
    count = size = 0
    for case in cases:
        count += len(case.events)
        size += case.size
        if chunk and (count > events or size > CHUNK_BYTES):
            yield chunk
            chunk, count, size = [], len(case.events), case.size
        chunk.append(case)
    if chunk:
        yield chunk


def _subjects(ledger: Ledger, chunk: Chunk) -> Subjects:
    """The subject of every identity in a chunk, new ones made in one transaction."""
    people = (applicant(waiting.event) for case in chunk for waiting in case.events)
    identities = list(
        dict.fromkeys((*filter(None, people), *(c.holder for c in chunk if not c.subject)))
    )
    found = ledger.vault.subjects(identities) if identities else []
    return {name: subject.id for name, subject in zip(identities, found, strict=True)}


def _landed(ledger: Ledger, source: str, chunk: Chunk, flying: Pending) -> int:
    """The entries of a chunk once it is durable; again where others wrote to its streams."""
    with suppress(VersionTaken, VersionsBroken):
        return flying.result().entries
    for _ in range(TRIES):
        chunk = [_renewed(ledger, case) for case in chunk]
        with suppress(VersionTaken, VersionsBroken):
            stored = prepared(ledger, source, chunk, _subjects(ledger, chunk))
            return ledger.recorder.append(stored).entries
    raise TooBusy("others write to the cases of this import all the time; try again later")


def _renewed(ledger: Ledger, case: Case) -> Case:
    entries = ledger.reader.stream(case.stream)
    subjects = (entry.raw["data"].get("subject", "") for entry in entries)
    return replace(
        case,
        version=entries[-1].version if entries else 0,
        subject=next(filter(None, subjects), ""),
    )

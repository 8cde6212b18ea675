"""Importing a log: stage it, check it set-wise, append what is new, say what was not taken."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from application.opening import CHINA, NotThisLog, ensure_open, opened
from domain.imports import Started
from domain.log import ClockKind
from exchange.appending import append_mapped, in_chunks
from exchange.findings import Findings, Report
from exchange.interpret import MappedEvent, interpret_all
from exchange.known import settle_known
from exchange.mapping import Mapping
from exchange.mapping_file import load_mapping
from exchange.open import LogFile
from exchange.recordable import unrecordable
from exchange.recording import announced
from exchange.source import BadRow, SourceEvent
from exchange.staged import pack
from exchange.staging import Filling, Reject, Staging
from ledger.envelope import stream_id
from ledger.ledger import Ledger

CHINESE_LOG = "430903"
"""The log of the founding document's district; any other is opened in its mapping's zone."""

NAMED = 20
"""How many incomplete cases a report names; the reject file has them all."""

EVERY = 500


class Watch:
    """Follows an import. Each method may raise to stop it, which leaves whole chunks only."""

    def reading(self, done: int, size: int) -> None:
        """Bytes of the file read."""

    def appending(self, done: int, size: int) -> None:
        """Events appended."""


@dataclass(frozen=True, slots=True)
class Files:
    """A log file, the mapping that reads it, and the mapping's own file."""

    path: Path
    mapping: Mapping
    mapping_path: Path

    @classmethod
    def of(cls, path: Path, mapping_path: Path) -> "Files":
        """Raises MappingError."""
        return cls(path, load_mapping(mapping_path), mapping_path)

    @property
    def source(self) -> str:
        """The name of the feed."""
        return self.mapping.source.name


def import_log(
    ledger: Ledger,
    writer: str,
    files: Files,
    reject: Callable[[Reject], None],
    watch: Watch | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Import a file; `writer` connects to the database as the role that appends.

    Every row that is not taken is handed to `reject`, in the order of the file. With `dry_run`
    nothing is written. A file that cannot be read to its end is not imported at all. Raises
    SourceError, NotThisLog, AlreadyImporting, and what `append_mapped` raises; whatever stops
    it, importing again resumes.
    """
    watch = watch or Watch()
    refuse_simulated(ledger)
    findings = Findings(files.mapping)
    with Staging(writer, ledger.log, files.source) as staging:
        _stage(ledger.log, files, staging, findings, watch)
        settle_known(ledger, staging, files.source)
        tally = staging.tally()
        if tally.new and not dry_run:
            _append(ledger, files, staging, findings.source_events, tally.new, watch)
        for bad in _with_text(files, staging.rejects()):
            reject(bad)
        return Report(
            source=files.source,
            log=ledger.log,
            dry_run=dry_run,
            cases=tally.cases,
            source_events=findings.source_events,
            entries=tally.new,
            already_there=tally.there,
            rejected=tally.rejected,
            incomplete=staging.incomplete(NAMED),
            left_out=staging.left_out(NAMED),
            steps=dict(findings.steps.most_common()),
            sealed=dict(findings.sealed.most_common()),
            never_seen=findings.never_seen,
        )


def refuse_simulated(ledger: Ledger) -> None:
    """Raises NotThisLog where the log holds what was invented."""
    known = opened(ledger.reader)
    if known is not None and known.clock is ClockKind.SIMULATED:
        raise NotThisLog(
            f"expected a real log, {ledger.log} was opened as simulated: what it holds is "
            "invented; choose another log with --log"
        )


def _stage(log: str, files: Files, staging: Staging, findings: Findings, watch: Watch) -> None:
    """Read the whole file into the staging table and place its events."""
    with LogFile(files.path, files.mapping) as file, staging.filling() as filling:
        rows = findings.rows(file)
        for number, found in enumerate(interpret_all(files.mapping, rows)):
            if number % EVERY == 0:
                watch.reading(file.position, file.size)
            if isinstance(found, BadRow):
                filling.reject(found)
            else:
                findings.event(found)
                _fill(log, files.source, filling, found)
        watch.reading(file.size, file.size)
    key = files.mapping.source.key
    staging.place(key.text if key else "")


def _fill(log: str, source: str, filling: Filling, event: MappedEvent) -> None:
    packed = pack(event)
    filling.add(event, packed, unrecordable(log, source, event, len(packed)))


def _append(
    ledger: Ledger, files: Files, staging: Staging, rows: int, new: int, watch: Watch
) -> None:
    """Open the log if need be, announce the import, append what is new."""
    watch.appending(0, new)
    announce(ledger, files, rows, new)
    chunks = in_chunks(staging.new())
    append_mapped(ledger, files.source, chunks, lambda done: watch.appending(done, new))


def announce(ledger: Ledger, files: Files, rows: int, new: int) -> None:
    """Write down which file comes in, by which mapping; opens the log if need be."""
    zone = CHINA if ledger.log == CHINESE_LOG else files.mapping.source.zone.key
    ensure_open(ledger, zone)
    stream = stream_id("import", files.source)
    digest = _digest(files.path)
    started = Started(
        source=files.source,
        file_digest=digest,
        mapping_digest=_digest(files.mapping_path),
        rows=rows,
        new_events=new,
    )
    before = len(ledger.reader.stream(stream))
    ledger.append(stream, before, [started], announced(files.source, ledger.clock(), digest))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_text(files: Files, rejects: Iterator[Reject]) -> Iterator[Reject]:
    """Rejects with their text; what was read well at first is read again for it."""
    first = next(rejects, None)
    if first is None:
        return
    with LogFile(files.path, files.mapping) as file:
        rows = (row for row in file if isinstance(row, SourceEvent))
        for bad in chain([first], rejects):
            if bad.raw is None:
                text = next((row.text for row in rows if row.row == bad.row), "")
                yield replace(bad, raw=text)
            else:
                yield bad

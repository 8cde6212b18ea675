"""Importing a service catalogue: what is new or has changed becomes facts, the rest stays."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from application.handler import TooBusy
from domain.case.timing import local_day
from domain.catalogue import ItemEntered, ItemListed
from domain.decider import Asked, Event, Origin
from domain.organisation import UnitRegistered
from exchange.catalogue_known import Known, stream_of
from exchange.catalogue_mapping import CatalogueMapping
from exchange.catalogue_rows import Listing, read_catalogue
from exchange.importing import Files, Watch, announce, refuse_simulated
from exchange.open import LogFile
from exchange.recording import importer
from exchange.source import BadRow, SourceEvent
from exchange.staging import Reject
from ledger.append import VersionsBroken, VersionTaken
from ledger.canonical import canonical
from ledger.codec import to_plain
from ledger.envelope import TooLarge
from ledger.ledger import Ledger

CHUNK = 500
"""Facts appended in one transaction."""
TRIES = 5


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What an import of a catalogue did, or with `dry_run` would do.

    `items` are those in the file that can be taken, `source_events` the rows read. `entries` are
    the facts that this run wrote: `listed` versions of items, `entered` halls, registered
    `units`. Of the items `already_there` nothing was new; `rejected` are the rows not taken.
    """

    source: str
    log: str
    dry_run: bool
    items: int
    source_events: int
    entries: int
    listed: int
    entered: int
    units: int
    already_there: int
    rejected: int


@dataclass(slots=True)
class _Rows:
    """The rows of a file as they were read."""

    read: int = 0
    listings: list[Listing] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def counted(self, rows: Iterable[SourceEvent | BadRow]) -> Iterator[SourceEvent | BadRow]:
        for row in rows:
            self.read += row.row > 0
            yield row


def import_catalogue(
    ledger: Ledger,
    files: Files,
    mapping: CatalogueMapping,
    reject: Callable[[Reject], None],
    watch: Watch | None = None,
    *,
    dry_run: bool = False,
) -> CatalogueReport:
    """Import a file; every row that is not taken is handed to `reject`, in the order of the file.

    Raises SourceError, NotThisLog, TooBusy and what `Ledger.append` raises; whatever stops it,
    importing again resumes.
    """
    refuse_simulated(ledger)
    today = local_day(ledger.clock(), files.mapping.source.zone.key)
    rows = _rows(ledger, files, mapping, today)
    news = _news(ledger, rows.listings, today)
    kinds = Counter(type(fact) for facts in news for fact in facts)
    if kinds and not dry_run:
        announce(ledger, files, rows.read, kinds.total())
        _append(ledger, files.source, rows.listings, today, watch or Watch())
    for bad in rows.bad:
        reject(Reject(bad.row, bad.line, bad.case_id, bad.column, bad.reason, bad.raw))
    return CatalogueReport(
        source=files.source,
        log=ledger.log,
        dry_run=dry_run,
        items=len(rows.listings),
        source_events=rows.read,
        entries=kinds.total(),
        listed=kinds[ItemListed],
        entered=kinds[ItemEntered],
        units=kinds[UnitRegistered],
        already_there=news.count([]),
        rejected=len(rows.bad),
    )


def _rows(ledger: Ledger, files: Files, mapping: CatalogueMapping, today: date) -> _Rows:
    rows = _Rows()
    with LogFile(files.path, files.mapping) as file:
        for found in read_catalogue(mapping, rows.counted(file), today):
            checked = found if isinstance(found, BadRow) else _sized(ledger, files.source, found)
            if isinstance(checked, BadRow):
                rows.bad.append(checked)
            else:
                rows.listings.append(checked)
    return rows


def _sized(ledger: Ledger, source: str, listing: Listing) -> Listing | BadRow:
    """The row, unless one of its facts is too large for an entry."""
    try:
        for fact in listing.facts:
            ledger.prepare(stream_of(fact), 1, fact, _asked(ledger, source, fact))
    except TooLarge as error:
        return listing.rejected(f"{error}; shorten the row or map fewer columns")
    return listing


def _news(ledger: Ledger, listings: Iterable[Listing], today: date) -> list[list[Event]]:
    """For each row what the log does not have of it."""
    known = Known.read(ledger.reader, today)
    return [known.news(listing) for listing in listings]


def _append(
    ledger: Ledger, source: str, listings: Sequence[Listing], today: date, watch: Watch
) -> None:
    """Append what is new; again, where others wrote to the same streams."""
    for _ in range(TRIES):
        known = Known.read(ledger.reader, today)
        facts = [fact for listing in listings for fact in known.news(listing)]
        with suppress(VersionTaken, VersionsBroken):
            for first in range(0, len(facts), CHUNK):
                watch.appending(first, len(facts))
                _write(ledger, source, known.versions, facts[first : first + CHUNK])
            watch.appending(len(facts), len(facts))
            return
    raise TooBusy("others write to the items of this import all the time; try again later")


def _write(ledger: Ledger, source: str, versions: Counter[str], facts: Sequence[Event]) -> None:
    stored = []
    for fact in facts:
        stream = stream_of(fact)
        versions[stream] += 1
        asked = _asked(ledger, source, fact)
        stored.append(ledger.prepare(stream, versions[stream], fact, asked))
    ledger.recorder.append(stored)


def _asked(ledger: Ledger, source: str, fact: Event) -> Asked:
    """Who says a fact; its request tells it by its stream and its content."""
    digest = hashlib.sha256(canonical(to_plain(fact))).hexdigest()
    return Asked(
        actor=importer(source),
        occurred_at=ledger.clock(),
        origin=Origin.SYSTEM,
        request=f"import:{source}:{stream_of(fact)}:{digest}",
    )

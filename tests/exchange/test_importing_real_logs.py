"""Real logs in the ledger: the figures of their profiles, by plain code over its entries."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.imports import Started
from domain.log import Opened
from exchange.findings import Report
from ledger.codec import to_plain
from ledger.entry import Entry
from mingcha.postgres.server import Server
from tests.databases import Database
from tests.exchange.imports import Importer, case_entries, fresh_database, ledger_of, story
from tests.shared import shared

XES = "eventlogs/receipt.xes.gz"
CSV = "eventlogs/receipt.csv.gz"


def profile(name: str) -> dict:
    return json.loads(shared(name).read_text())


def by_stream(entries: list[Entry], kind: str) -> dict[str, Entry]:
    return {entry.stream: entry for entry in entries if entry.type == kind}


def due_at(entry: Entry) -> datetime | None:
    return next((clock.due_at for clock in entry.event.clocks), None)


Receipt = tuple[Importer, Report]


@pytest.fixture(scope="module")
def receipt(cluster: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receipt]:
    """The receipt log, imported once from CSV; tests only read it."""
    with (
        fresh_database(cluster) as database,
        ledger_of(database, tmp_path_factory.mktemp("keys")) as ledger,
    ):
        importer = Importer(database, ledger)
        yield importer, importer.shipped(shared(CSV), "receipt")


def test_the_receipt_log_becomes_the_same_events_from_xes_and_from_csv(
    receipt: Receipt, tmp_path: Path
) -> None:
    expected = profile("eventlogs/receipt_profile.json")
    importer, report = receipt
    assert (report.cases, report.source_events) == (expected["cases"], expected["events"])
    assert (report.already_there, report.rejected, report.never_seen) == (0, 0, [])
    with ledger_of(importer.database, tmp_path, "xes") as other:
        second = Importer(importer.database, other).shipped(shared(XES), "receipt")
        assert second.entries == report.entries == len(case_entries(importer.ledger))
        assert story(other) == story(importer.ledger)


def test_receipt_in_the_ledger_has_the_figures_of_its_profile(receipt: Receipt) -> None:
    expected = profile("eventlogs/receipt_profile.json")
    entries = case_entries(receipt[0].ledger)
    accepted, closed = by_stream(entries, "case.accepted"), by_stream(entries, "case.closed")
    assert len(accepted) == expected["cases"]
    assert len(closed) == expected["cases_ended"]
    channels = Counter(entry.event.channel for entry in accepted.values())
    assert channels == expected["cases_by_channel"]
    units = Counter(entry.event.unit for entry in accepted.values())
    assert units == expected["cases_by_department"]
    ends = [(closed[name].occurred_at, accepted[name].event.clocks[0]) for name in closed]
    late = sum(at > clock.due_at for at, clock in ends)
    assert late == expected["A_enddate_after_deadline_instant"]
    zone = ZoneInfo("Europe/Amsterdam")
    by_law = sum(at.astimezone(zone).date() > clock.due for at, clock in ends)
    assert by_law == expected["B_enddate_after_deadline_local_date_Amsterdam"]
    end = datetime.fromisoformat(expected["log_end"])
    overdue = [name for name in accepted.keys() - closed.keys() if due_at(accepted[name]) < end]
    assert len(overdue) == expected["E_no_enddate_and_deadline_before_log_end"]


def test_an_import_is_announced_before_its_first_event_in_a_log_opened_for_it(
    receipt: Receipt,
) -> None:
    importer, report = receipt
    entries = list(importer.ledger.reader.entries())
    assert entries[0].event == Opened(log="430903", time_zone="Asia/Shanghai", clock="real")
    start = next(entry for entry in entries if entry.stream == "import-receipt")
    event = start.event
    assert isinstance(event, Started)
    assert (event.rows, event.new_events) == (report.source_events, report.entries)
    assert start.position + 1 == case_entries(importer.ledger)[0].position
    assert start.actor.id == "import:receipt"
    steps = [entry for entry in entries if entry.type == "case.step_finished"]
    assert all(entry.actor.id == entry.event.by for entry in steps)


def test_imported_entries_are_spelt_as_the_codec_spells_their_events(receipt: Receipt) -> None:
    entries = case_entries(receipt[0].ledger)
    assert all(to_plain(entry.event) == entry.data for entry in entries)


def test_importing_again_in_another_format_writes_nothing(receipt: Receipt) -> None:
    importer, first = receipt
    head = importer.ledger.reader.head()
    again = importer.shipped(shared(XES), "receipt")
    assert (again.entries, again.already_there, again.rejected) == (0, first.entries, 0)
    assert importer.ledger.reader.head() == head


def test_a_longer_file_adds_only_what_is_new(
    importer: Importer, tmp_path: Path, receipt: Receipt
) -> None:
    lines = gzip.decompress(shared(CSV).read_bytes()).splitlines(keepends=True)
    part = tmp_path / "part.csv"  # it ends inside a case
    part.write_bytes(b"".join(lines[:3001]))
    first = importer.shipped(part, "receipt")
    second = importer.shipped(shared(CSV), "receipt")
    assert (second.already_there, second.rejected) == (first.entries, 0)
    whole, at_once = receipt
    assert first.entries + second.entries == at_once.entries
    assert story(importer.ledger) == story(whole.ledger)


def test_bpic15_is_imported_into_a_log_of_its_zone_with_due_dates_on_its_steps(
    database: Database, tmp_path: Path
) -> None:
    expected = profile("eventlogs/BPIC15_2_profile.json")
    with ledger_of(database, tmp_path, "nl") as ledger:
        report = Importer(database, ledger).shipped(shared("eventlogs/BPIC15_2.xes.gz"), "bpic15")
        assert (report.cases, report.source_events) == (expected["cases"], expected["events"])
        assert report.rejected == 0
        assert ledger.reader.page(0, 1)[0].event.time_zone == "Europe/Amsterdam"
        steps = [e for e in case_entries(ledger) if e.type == "case.step_finished"]
    assert len(steps) == expected["events"]
    due = [entry for entry in steps if "clocks" in entry.data]
    assert len(due) == expected["events_with_dueDate"]
    assert len({(entry.stream, entry.event.key) for entry in due}) == len(due)
    late = [entry for entry in due if entry.occurred_at > due_at(entry)]
    assert len(late) == expected["late_dateFinished_after_dueDate_instant"]


def test_baltimore_in_the_ledger_has_the_figures_of_its_profile(importer: Importer) -> None:
    expected = profile("service/baltimore311_2014_2016_profile.json")
    path = shared("service/baltimore311_2014_2016.csv.gz")
    report = importer.shipped(path, "baltimore311")
    assert (report.cases, report.source_events, report.rejected) == (expected["rows"],) * 2 + (0,)
    entries = case_entries(importer.ledger)
    accepted, closed = by_stream(entries, "case.accepted"), by_stream(entries, "case.closed")
    voided = by_stream(entries, "case.voided")
    duplicates = [entry for entry in closed.values() if entry.event.kind == "duplicate"]
    assert len(duplicates) + len(voided) == expected["status_duplicate"]
    due = {name: at for name, entry in accepted.items() if (at := due_at(entry))}
    late = [name for name in due.keys() & closed.keys() if closed[name].occurred_at > due[name]]
    assert len(late) == expected["closed_late"]
    end = datetime(2019, 2, 13, 16, 18, 53, tzinfo=ZoneInfo("America/New_York"))
    overdue = [name for name in due.keys() - closed.keys() if due[name] < end]
    assert len(overdue) == expected["open_overdue_at_2019-02-13T16:18:53"]

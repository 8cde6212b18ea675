"""What an import takes, leaves, keeps secret and survives."""

import json
from pathlib import Path

import pytest

from application.opening import NotThisLog, ensure_open, opened
from domain.log import ClockKind
from exchange.mapping_file import load_mapping
from exchange.rejects import RejectFile
from exchange.source import SourceError
from ledger.canonical import instant
from tests.exchange.imports import APPLIED, CHECKED, Importer, case_entries, story, table, told
from tests.exchange.logs import meant
from tests.shared import shared


def test_events_stand_by_case_in_order_of_first_appearance_and_within_it_by_time(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        "b,check,2020-01-05T08:00,,,,,,",
        "a,apply,2020-01-01T08:00,,,,,,",
        "b,apply,2020-01-04T08:00,,,,,,",
        "a,check,2020-01-02T08:00,,,,,,",
    )
    assert importer(path, mapping).entries == 6
    found = [
        (e.stream, e.version, e.raw["data"]["imported"]["key"])
        for e in case_entries(importer.ledger)
    ]
    assert found == [
        ("case-shop.b", 1, "case.received"),
        ("case-shop.b", 2, "#2/step"),
        ("case-shop.b", 3, "#1/step"),
        ("case-shop.a", 1, "case.received"),
        ("case-shop.a", 2, "#1/step"),
        ("case-shop.a", 3, "#2/step"),
    ]


def test_identities_in_the_ledger_are_those_the_mapped_events_give_themselves(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    rows = (APPLIED, "2,apply,2020-01-01T08:00,,,,,,", "1,check,never,,,,,,", CHECKED)
    path = table(tmp_path, *rows)
    importer(path, mapping)
    events, _ = meant(tmp_path, "same.csv", path.read_bytes(), load_mapping(mapping))
    ordinals = {1: 1, 2: 1, 4: 3}  # the bad third row is the second of case 1
    wanted = {(event.case_id, event.identity(ordinals[event.row])) for event in events}
    kept = {
        (e.stream.rpartition(".")[2], told(importer.ledger, e)["data"]["imported"]["key"])
        for e in case_entries(importer.ledger)
    }
    assert kept == wanted


def test_bad_rows_are_handed_out_with_their_reason_and_good_ones_go_in(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        APPLIED,
        "1,check,yesterday,,,,,,",
        "2,check,never,,,,,,",
        ",check,2020-01-01,,,,,,",
        "3,apply,2020-01-01",
    )
    report = importer(path, mapping)
    assert (report.cases, report.source_events, report.entries) == (2, 5, 2)
    assert [(bad.row, bad.line, bad.case_id, bad.column) for bad in importer.rejects] == [
        (2, 3, "1", "at"),
        (3, 4, "2", "at"),
        (4, 5, "", "case:id"),
        (5, 6, "", ""),
    ]
    assert all(bad.reason.startswith("expected ") for bad in importer.rejects)
    assert report.rejected == 4
    assert report.incomplete == (1, ["1"])
    assert report.left_out == (1, ["2"])


def test_the_mended_file_adds_the_row_that_was_missing(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    importer(table(tmp_path, APPLIED, "1,check,yesterday,,,,,,", CHECKED), mapping)
    mended = importer(table(tmp_path, APPLIED, "1,check,2020-01-01,,,,,,", CHECKED), mapping)
    assert (mended.entries, mended.already_there, mended.rejected) == (1, 3, 0)


def test_text_no_database_can_hold_is_escaped_in_the_reject(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, *[APPLIED] * 200)  # beyond what tells binary files from text
    path.write_bytes(path.read_bytes() + b"2,a\x00\xffb,2020-01-01,,,,,,\n")
    importer(path, mapping)
    assert "a\\x00\\udcffb" in (importer.rejects[0].raw or "")


def test_a_key_given_twice_with_other_data_is_rejected_with_its_text(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, APPLIED, CHECKED, CHECKED, CHECKED.replace("fine", "bad"))
    report = importer(path, keyed)
    assert (report.entries, report.rejected) == (3, 1)
    bad = importer.rejects[0]
    assert (bad.row, bad.case_id, bad.column) == (4, "1", "no")
    assert (bad.raw or "").strip() == CHECKED.replace("fine", "bad")
    assert importer(path, keyed).entries == 0


def test_what_changed_at_the_source_is_rejected_and_the_ledger_keeps_what_it_has(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    importer(table(tmp_path, APPLIED, CHECKED), keyed)
    before = story(importer.ledger)
    changed = CHECKED.replace("08:00", "09:00").replace("fine", "bad")
    report = importer(table(tmp_path, APPLIED, changed), keyed)
    assert (report.entries, report.already_there, report.rejected) == (0, 2, 1)
    assert "note, occurred_at" in importer.rejects[0].reason
    assert (importer.rejects[0].raw or "").strip() == changed
    assert story(importer.ledger) == before


def test_a_row_too_large_for_an_entry_is_rejected_before_anything_is_announced(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    fits, too_large = "x" * 40_000, "y" * 50_000
    rows = (f"1,check,2020-01-02,1,,,,{fits},", f"2,check,2020-01-02,2,,,,{too_large},")
    path = table(tmp_path, *rows)
    report = importer(path, keyed)
    assert (report.entries, report.rejected, report.left_out) == (1, 1, (1, ["2"]))
    assert "60000 bytes" in importer.rejects[0].reason
    head = importer.ledger.reader.head()
    assert (importer(path, keyed).entries, importer.ledger.reader.head()) == (0, head)


def test_personal_data_is_sealed_and_opens_to_what_the_source_said(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    importer(table(tmp_path, "1,apply,2020-01-01,no 7,,Wim Bos,X-1,on foot,Oost"), mapping)
    received, step = case_entries(importer.ledger)
    kept = received.bytes + step.bytes
    # Each with a sign that base64 has not, in which any short word may come by chance.
    assert not any(word.encode() in kept for word in ("Wim Bos", "X-1", "on foot", "no 7"))
    opened_step = told(importer.ledger, step)["data"]
    assert opened_step["note"] == "on foot"
    assert json.loads(opened_step["private"]) == [["no", "string", "no 7"]]
    person = json.loads(told(importer.ledger, received)["data"]["applicant"])
    assert (person["name"], person["id_number"]) == ("Wim Bos", "X-1")


def test_a_persons_cases_share_a_subject_and_a_case_without_one_has_its_own(
    importer: Importer, keyed: Path, tmp_path: Path
) -> None:
    importer(
        table(
            tmp_path,
            "1,apply,2020-01-01,1,,Wim,X1,,",
            "2,apply,2020-01-01,2,,Wim,x1,,",
            "3,apply,2020-01-01,3,,Ans,,,",
            "4,apply,2020-01-01,4,,,,,",
        ),
        keyed,
    )
    opening = [e for e in case_entries(importer.ledger) if e.type == "case.received"]
    subjects = [entry.event.subject for entry in opening]
    assert subjects[0] == subjects[1]
    assert len(set(subjects)) == 3 == importer.subjects()
    later = importer(
        table(tmp_path, "1,apply,2020-01-01,1,,Wim,X1,,", "1,check,2020-01-02,5,,,,said,"), keyed
    )
    assert later.entries == 1
    assert case_entries(importer.ledger)[-1].event.note.subject == subjects[0]


def test_a_given_deadline_is_the_only_clock_of_what_it_stands_on(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    rows = ("1,apply,2020-01-01T08:00,,2020-02-01,,,,", "1,check,2020-01-02T08:00,,,,,,")
    importer(table(tmp_path, *rows), mapping)
    received, applied, checked = case_entries(importer.ledger)
    clock = received.event.clocks[0]
    assert (clock.rule, clock.basis, clock.zone) == (
        "SRC.GIVEN@1970-01-01",
        "given",
        "Europe/Amsterdam",
    )
    assert (str(clock.started_on), str(clock.due)) == ("2020-01-01", "2020-02-01")
    assert instant(clock.due_at) == "2020-02-01T22:59:59.999999Z"
    assert applied.event.clocks == (clock,)
    assert applied.event.key == "#1/step"
    assert checked.event.clocks == ()


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, APPLIED, CHECKED, "1,check,never,,,,,,")
    planned = importer(path, mapping, dry_run=True)
    assert (planned.entries, planned.rejected, len(importer.rejects)) == (3, 1, 1)
    assert planned.steps == {"apply": 1, "check": 1}
    assert planned.sealed == {"no": 2}
    assert planned.never_seen == ["case:shop", "due"]
    assert importer.ledger.reader.head().size == 0
    assert opened(importer.ledger.reader) is None
    assert importer.subjects() == 0
    importer(path, mapping)
    again = importer(path, mapping, dry_run=True)
    assert (again.entries, again.already_there) == (0, 3)


def test_a_file_that_breaks_off_is_not_imported_at_all(importer: Importer, tmp_path: Path) -> None:
    whole = shared("eventlogs/receipt.csv.gz").read_bytes()
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError):
        importer.shipped(path, "receipt")
    assert importer.ledger.reader.head().size == 0


def test_a_simulated_log_takes_no_import(importer: Importer, mapping: Path, tmp_path: Path) -> None:
    ensure_open(importer.ledger, "Asia/Shanghai", ClockKind.SIMULATED)
    head = importer.ledger.reader.head()
    with pytest.raises(NotThisLog, match="simulated"):
        importer(table(tmp_path, APPLIED), mapping)
    assert importer.ledger.reader.head() == head


def test_the_reject_file_is_made_only_where_there_is_something_to_reject(
    importer: Importer, mapping: Path, tmp_path: Path
) -> None:
    path = tmp_path / "shop.csv.rejected.csv"
    with RejectFile(path):
        pass
    assert not path.exists()
    importer(table(tmp_path, "1,check,never,,,,,,"), mapping)
    with RejectFile(path) as file:
        file.write(importer.rejects[0])
    header, row = path.read_text("utf-8").splitlines()
    assert header == "row,line,case,column,reason,raw"
    assert row.startswith("1,2,1,at,")
    assert row.endswith(',"1,check,never,,,,,,"')

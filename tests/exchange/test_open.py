"""Opening a log: the format by name or first sign; what is none is named for what it is."""

import gzip
from pathlib import Path

import pytest

from exchange import open as opening
from exchange.source import SourceError
from tests.exchange.logs import mapping, rows
from tests.shared import shared

TABLE = b"case:id,activity,at\n1,a,2020-01-01\n"
LINE = b'{"case:id": "1", "activity": "a", "at": "2020-01-01"}\n'
XML = b'\n<log><trace><event><string key="x" value="y"/></event></trace></log>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE),
        ("a.csv.gz", gzip.compress(TABLE, mtime=0)),
        ("a.csv", gzip.compress(TABLE, mtime=0)),
        ("A.TSV", TABLE.replace(b",", b"\t")),
        ("a.ndjson.gz", gzip.compress(LINE, mtime=0)),
        ("export", LINE),
        ("export", XML.strip()),
        ("export.gz", gzip.compress(XML.strip(), mtime=0)),
    ],
)
def test_a_log_is_known_by_its_name_or_its_first_sign(tmp_path, name, content):
    assert len(rows(tmp_path, name, content, mapping(tmp_path))) == 1


def test_the_mapping_names_the_format_where_the_name_does_not(tmp_path):
    using = mapping(tmp_path, 'format = "csv"')
    assert len(rows(tmp_path, "export.dat", TABLE, using)) == 1
    with pytest.raises(SourceError, match="expected a file named"):
        rows(tmp_path, "export.dat", TABLE, mapping(tmp_path))


def test_utf16_is_read_where_the_mapping_says_so(tmp_path):
    content = TABLE.decode().encode("utf-16")
    assert len(rows(tmp_path, "a.csv", content, mapping(tmp_path, 'encoding = "utf-16"'))) == 1
    with pytest.raises(SourceError, match="UTF-16"):
        rows(tmp_path, "a.csv", content, mapping(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8b" + b"garbage" * 20,
        gzip.compress(TABLE * 5000, mtime=0)[:-20],
        gzip.compress(TABLE, mtime=0)[:-8] + b"\x00" * 8,
        gzip.compress(TABLE, mtime=0) + b"trailing",
    ],
)
def test_damaged_gzip_is_refused(tmp_path, content):
    with pytest.raises(SourceError, match=r"expected .*gzip"):
        rows(tmp_path, "a.csv.gz", content, mapping(tmp_path))


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "FREE_BYTES", 1 << 20)
    bomb = gzip.compress(TABLE + b"1,a,2020-01-01\n" * 400_000, mtime=0)
    with pytest.raises(SourceError, match="200 times"):
        rows(tmp_path, "a.csv.gz", bomb, mapping(tmp_path))


def test_no_foreign_file_is_taken_for_a_log(tmp_path):
    files = [path for path in shared("badinput/minimal_files").iterdir() if path.suffix != ".svg"]
    assert files
    for path in files:
        for name in ("log.csv", "log.ndjson", "log.xes"):
            with pytest.raises(SourceError):
                taken(tmp_path, name, path)


def taken(folder: Path, name: str, path: Path) -> None:
    found = rows(folder, name, path.read_bytes(), mapping(folder))
    if all(type(item).__name__ == "BadRow" for item in found):
        raise SourceError("no row of it is an event")

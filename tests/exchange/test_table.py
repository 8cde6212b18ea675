"""CSV as found in offices: encodings, delimiters, quotes, and rows that are none."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.source import BadRow, SourceError, SourceEvent
from tests.exchange.logs import mapping, meant, rows
from tests.shared import shared

HEAD = "case:id,activity,at,x\n"
ROW = "1,a,2020-01-01T00:00:00Z,"


def cells(found) -> list[str]:
    assert all(isinstance(item, SourceEvent) for item in found)
    return [item.value for event in found for item in event.attributes if item.name == "x"]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_read_with_and_without_byte_order_mark(tmp_path, start):
    content = start + (HEAD + ROW + "益阳\n").encode()
    assert cells(rows(tmp_path, "log.csv", content, mapping(tmp_path))) == ["益阳"]


def test_gb18030_is_read_where_the_mapping_names_it(tmp_path):
    using = mapping(tmp_path, 'encoding = ["utf-8", "gbk"]')
    for encoding in ("utf-8", "gb18030"):
        content = (HEAD + ROW + "益阳㐂\n").encode(encoding)
        assert cells(rows(tmp_path, "log.csv", content, using)) == ["益阳㐂"]


def test_bytes_of_another_encoding_spoil_their_row_only(tmp_path):
    content = (HEAD + ROW).encode() + "益".encode("gbk") + b"\n" + (ROW + "b\n").encode()
    bad, good = rows(tmp_path, "log.csv", content, mapping(tmp_path))
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column) == (2, "x")
    assert isinstance(good, SourceEvent)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path, sign):
    content = (HEAD + ROW + "v\n").replace(",", sign)
    assert cells(rows(tmp_path, "log.csv", content, mapping(tmp_path))) == ["v"]


def test_the_delimiter_of_the_mapping_wins(tmp_path):
    content = "case:id;activity;at;x,y,z,u,v\n1;a;2020-01-01;q\n"
    [event] = rows(tmp_path, "log.csv", content, mapping(tmp_path, 'delimiter = ";"'))
    assert isinstance(event, SourceEvent)
    assert event.attributes[-1].name == "x,y,z,u,v"


def test_a_row_keeps_its_line_across_quoted_newlines_and_blank_lines(tmp_path):
    content = HEAD + ROW + '"two\r\nlines"\n\n' + ROW + "b\n"
    first, second = rows(tmp_path, "log.csv", content, mapping(tmp_path))
    assert (first.line, second.line) == (2, 5)
    assert cells([first]) == ["two\r\nlines"]


def test_ragged_rows_and_stray_quotes_are_reported_with_their_text(tmp_path):
    content = HEAD + "1,a\n" + ROW + '"x"y\n' + ROW + "b\n"
    ragged, quoted, good = rows(tmp_path, "log.csv", content, mapping(tmp_path))
    assert ragged == BadRow(1, 2, "", "expected 4 cells as in the header, came 2", "1,a\n")
    assert quoted.line == 3
    assert isinstance(quoted, BadRow)
    assert isinstance(good, SourceEvent)


def test_a_quote_left_open_at_the_end_is_reported(tmp_path):
    [bad] = rows(tmp_path, "log.csv", HEAD + ROW + '"open\n', mapping(tmp_path))
    assert isinstance(bad, BadRow)
    assert bad.line == 2


def test_u0000_is_refused(tmp_path):
    content = HEAD + (ROW + "ok\n") * 500 + ROW + "a\x00b\n"
    *good, bad = rows(tmp_path, "log.csv", content, mapping(tmp_path))
    assert len(cells(good)) == 500
    assert isinstance(bad, BadRow)
    assert "U+0000" in bad.reason
    assert bad.column == "x"


def test_an_endless_line_is_refused_in_bounded_memory(tmp_path):
    with pytest.raises(SourceError, match="at most 1 MiB"):
        rows(tmp_path, "log.csv", HEAD + ROW + "a" * (2 << 20), mapping(tmp_path))


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "expected a header row"),
        ("case:id,activity,at,at\n", "expected each column once"),
        ("case:id,activity\n", "came none called 'at'"),
    ],
)
def test_a_header_that_cannot_serve_is_explained(tmp_path, header, reason):
    with pytest.raises(SourceError, match=reason):
        rows(tmp_path, "log.csv", header, mapping(tmp_path))


def test_naughty_strings_come_through_unchanged_or_are_refused(tmp_path):
    naughty = json.loads(shared("badinput/blns_even.json").read_text("utf-8"))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([["case:id", "activity", "at", "x"]])
    writer.writerows([str(i), "a", "2020-01-01", text] for i, text in enumerate(naughty))
    found, bad = meant(tmp_path, "log.csv", out.getvalue(), mapping(tmp_path))
    came = [item.value for event in found for item in event.private]
    assert came == [text for text in naughty if text]
    assert bad == []


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_the_ledger_can_hold_survives_csv(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("csv")
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        [["case:id", "activity", "at", "x"], *(["1", "a", "2020-01-01", text] for text in texts)]
    )
    found = rows(folder, "log.csv", out.getvalue(), mapping(folder))
    assert cells(found) == [text for text in texts if text]

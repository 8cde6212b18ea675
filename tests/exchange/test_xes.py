"""XES: strict, exact about lines, and deaf to DOCTYPE and entities."""

import gzip

import pytest

from exchange.open import LogFile
from exchange.source import BadRow, SourceError, SourceEvent
from tests.exchange.logs import mapping, meant, rows

EVENT = '<event><string key="activity" value="a"/><date key="at" value="2020-01-01T00:00:00Z"/>'
BOMB = """<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<log><trace><string key="id" value="&b;"/></trace></log>"""


def trace(inside: str, case: str = '<string key="id" value="1"/>') -> str:
    return f"<log>\n<trace>{case}\n{inside}\n</trace></log>"


def only_bad(tmp_path, content: str) -> BadRow:
    found = rows(tmp_path, "log.xes", content, mapping(tmp_path))
    assert len(found) == 1
    assert isinstance(found[0], BadRow)
    return found[0]


def test_an_event_carries_the_attributes_of_its_trace_and_its_line(tmp_path):
    [event] = rows(tmp_path, "log.xes", trace(f"{EVENT}</event>"), mapping(tmp_path))
    assert isinstance(event, SourceEvent)
    assert (event.row, event.line) == (1, 3)
    assert [item.name for item in event.case_attributes] == ["id"]
    assert [item.kind for item in event.attributes] == ["string", "date"]


def test_a_namespace_and_a_byte_order_mark_change_nothing(tmp_path):
    plain = trace(f"{EVENT}</event>")
    named = plain.replace("<log>", '<x:log xmlns:x="http://www.xes-standard.org/">').replace(
        "</log>", "</x:log>"
    )
    default = plain.replace("<log>", '<log xmlns="http://www.xes-standard.org/">')
    wanted = rows(tmp_path, "a.xes", plain, mapping(tmp_path))
    assert rows(tmp_path, "b.xes", b"\xef\xbb\xbf" + default.encode(), mapping(tmp_path)) == wanted
    assert len(rows(tmp_path, "c.xes", named, mapping(tmp_path))) == 1


def test_nested_attributes_are_named_after_their_parents_and_lists_keep_all(tmp_path):
    nested = (
        f'{EVENT}<string key="p" value="1"><int key="c" value="02"/></string>'
        '<list key="l"><values><string key="i" value="x"/><string key="i" value="y"/></values>'
        "</list></event>"
    )
    [event] = rows(tmp_path, "log.xes", trace(nested), mapping(tmp_path))
    assert isinstance(event, SourceEvent)
    assert [(item.name, item.value) for item in event.attributes[2:]] == [
        ("p", "1"),
        ("p.c", "02"),
        ("l.i", "x"),
        ("l.i", "y"),
    ]


def test_a_doctype_is_refused_before_any_entity_is_read(tmp_path):
    with pytest.raises(SourceError, match="DOCTYPE") as caught:
        rows(tmp_path, "log.xes", BOMB, mapping(tmp_path))
    assert caught.value.line == 2


def test_an_entity_that_nobody_declared_is_refused(tmp_path):
    with pytest.raises(SourceError, match="undefined entity"):
        rows(tmp_path, "log.xes", trace('<string key="x" value="&lol;"/>'), mapping(tmp_path))


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<string value="x"/>', "expected a key"),
        ('<string key="x"/>', "expected a value"),
        ('<date key="x" value="yesterday"/>', "expected a date"),
        ('<int key="x" value="1.5"/>', "expected a whole number"),
        ('<boolean key="x" value="maybe"/>', "expected true"),
        ('<text key="x" value="1"/>', "expected an attribute of XES, came <text>"),
        ('<string key="activity" value="b"/>', "expected each key once"),
    ],
)
def test_a_faulty_attribute_spoils_its_event_and_names_line_and_column(tmp_path, inside, reason):
    bad = only_bad(tmp_path, trace(f"{EVENT}\n{inside}</event>"))
    assert bad.line == 4
    assert reason in bad.reason
    assert bad.case_id == "1"
    assert bad.raw.startswith("<trace>")


def test_a_faulty_attribute_of_a_trace_spoils_all_its_events_and_no_other(tmp_path):
    faulty = '<string key="id" value="1"/><date key="d" value="?"/>'
    good = f'<trace><string key="id" value="2"/>{EVENT}</event></trace>'
    content = trace(f"{EVENT}</event>{EVENT}</event>", faulty).replace("</log>", good + "</log>")
    found = rows(tmp_path, "log.xes", content, mapping(tmp_path))
    assert [type(item) for item in found] == [BadRow, BadRow, SourceEvent]
    assert [item.row for item in found] == [1, 2, 3]


def test_an_event_outside_a_trace_and_an_unknown_tag_are_reported(tmp_path):
    content = f"<log>{EVENT}</event>\n<foo><bar/></foo></log>"
    first, second = rows(tmp_path, "log.xes", content, mapping(tmp_path))
    assert "expected an event inside a trace" in first.reason
    assert (second.line, second.column) == (2, "foo")


def test_a_trace_without_events_is_reported(tmp_path):
    assert "expected a trace with events" in only_bad(tmp_path, trace("")).reason


def test_what_is_not_xes_is_said_to_be_something_else(tmp_path):
    with pytest.raises(SourceError, match="came <html>"):
        rows(tmp_path, "log.xes", "<html/>", mapping(tmp_path))


def test_a_cut_file_gives_its_whole_events_and_then_says_where_it_broke(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text(trace(f"{EVENT}</event>\n" * 3)[:-40])
    found = []
    with LogFile(path, mapping(tmp_path)) as log, pytest.raises(SourceError) as caught:
        found.extend(log)
    assert len(found) == 2
    assert caught.value.line == 5


def test_a_value_too_long_for_any_ledger_is_refused_in_bounded_memory(tmp_path):
    content = trace(f'<string key="x" value="{"a" * (6 << 20)}"/>')
    with pytest.raises(SourceError, match="at most 4 MiB"):
        rows(tmp_path, "log.xes.gz", gzip.compress(content.encode(), mtime=0), mapping(tmp_path))


def test_deep_nesting_is_refused(tmp_path):
    deep = '<string key="x" value="1">' * 50 + "</string>" * 50
    with pytest.raises(SourceError, match="nesting"):
        rows(tmp_path, "log.xes", trace(f"{EVENT}{deep}</event>"), mapping(tmp_path))


def test_an_empty_value_is_no_attribute(tmp_path):
    content = trace(f'{EVENT}<string key="x" value=""/><date key="y" value=""/></event>')
    found, bad = meant(tmp_path, "log.xes", content, mapping(tmp_path))
    assert bad == []
    assert [event.private for event in found] == [(), ()]

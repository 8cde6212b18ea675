"""NDJSON: nested or flat, digits kept, and everything that is no JSON refused by line."""

import base64
import gzip
import json

import pytest

from exchange.source import BadRow, SourceError, SourceEvent
from tests.exchange.logs import mapping, meant, rows
from tests.shared import shared


def test_flat_and_nested_objects_say_the_same(tmp_path):
    flat = '{"case:id": "1", "case:who": "w", "activity": "a", "at": "2020-01-01", "n": 1.50}'
    nested = (
        '{"case": {"id": "1", "who": "w"},'
        ' "event": {"activity": "a", "at": "2020-01-01", "n": 1.50}}'
    )
    using = mapping(tmp_path)
    first, bad = meant(tmp_path, "a.ndjson", flat, using)
    assert bad == []
    assert first == meant(tmp_path, "b.jsonl", nested, using)[0]


def test_it_gives_the_same_events_as_the_same_log_in_csv(tmp_path):
    using = mapping(tmp_path, more='[kinds]\nn = "float"\nb = "boolean"')
    table = "case:id,activity,at,n,b,e\n1,a,2020-01-01,1.50,true,\n"
    line = '{"case:id": 1, "activity": "a", "at": "2020-01-01", "n": 1.5, "b": true, "e": null}'
    assert meant(tmp_path, "a.csv", table, using) == meant(tmp_path, "a.ndjson", line, using)


def test_numbers_keep_their_digits_and_nested_values_their_path(tmp_path):
    line = '{"n": 0.10000000000000000001, "i": 123456789012345678901, "o": {"p": [true, "x"]}}'
    [event] = rows(tmp_path, "a.ndjson", line, mapping(tmp_path))
    assert isinstance(event, SourceEvent)
    assert [(item.name, item.kind, item.value) for item in event.attributes] == [
        ("n", "float", "0.10000000000000000001"),
        ("i", "int", "123456789012345678901"),
        ("o.p", "boolean", "true"),
        ("o.p", "string", "x"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "the line is no object"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1, "a": 2}', "the same key twice"),
        ('{"a": "\\u0000"}', "U+0000"),
        ('{"a": "\\ud800"}', "no character"),
        ('{"\\ud800": "a"}', "no character"),
        ("{" * 100_000, "expected one JSON object"),
        ('{"a":' * 50 + "1" + "}" * 50, "nesting"),
        ('{"a": 1', "expected one JSON object"),
    ],
)
def test_a_line_that_is_no_event_is_reported_and_the_next_is_read(tmp_path, line, reason):
    bad, good = rows(tmp_path, "a.ndjson", f'\n{line}\n{{"x": "y"}}\n', mapping(tmp_path))
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.row) == (2, 1)
    assert reason in bad.reason
    assert good.row == 2


def test_json_is_told_from_what_is_none(tmp_path):
    using = mapping(tmp_path)
    lines = gzip.decompress(shared("badinput/jsontestsuite.jsonl.gz").read_bytes()).splitlines()
    for case in map(json.loads, lines):
        inner = base64.b64decode(case["base64"])
        if b"\n" in inner or b"\r" in inner or not inner.strip():
            continue
        [found] = rows(tmp_path, "a.ndjson", b'{"v": ' + inner + b"}\n", using)
        if case["expect"] == "reject":
            assert isinstance(found, BadRow), case["name"]
        elif case["expect"] == "accept" and isinstance(found, BadRow):
            refused = ("twice", "U+0000", "no character")
            assert any(word in found.reason for word in refused), (case["name"], found)


def test_an_endless_line_is_refused(tmp_path):
    with pytest.raises(SourceError, match="under 1 MiB"):
        rows(tmp_path, "a.ndjson", '{"a": "' + "x" * (2 << 20), mapping(tmp_path))

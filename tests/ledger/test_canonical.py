"""Canonical bytes are RFC 8785's, and the reader lets in only what they can hold."""

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    NotCanonical,
    canonical,
    check_text,
    instant,
    parse_instant,
    read_json,
)
from tests.ledger.strategies import INTEGERS, MOMENTS, TEXTS
from tests.shared import shared

KEYS = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_written_is_read_back_alike(value: Any) -> None:
    assert read_json(canonical(value)) == value


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_any_way_of_writing_json_is_read_alike(
    value: Any, ascii_only: bool, indent: int | None
) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    assert read_json(raw) == value


def test_the_vector_of_rfc_8785_that_the_ledger_can_hold_comes_out_alike() -> None:
    folder = shared("crypto/jcs_rfc8785")
    value = read_json((folder / "input" / "arrays.json").read_bytes())
    assert canonical(value) == (folder / "output" / "arrays.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "why"), [("french", "ASCII keys"), ("structures", "whole numbers")]
)
def test_the_vectors_of_rfc_8785_that_it_cannot_hold_are_refused(name: str, why: str) -> None:
    raw = (shared("crypto/jcs_rfc8785") / "input" / f"{name}.json").read_bytes()
    with pytest.raises(NotCanonical, match=why):
        read_json(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"1.5", "whole numbers"),
        (b"1.0", "whole numbers"),
        (b'{"a":1e2}', "whole numbers"),
        (b"[NaN]", "whole numbers"),
        (b"[-Infinity]", "whole numbers"),
        (b"9007199254740992", "within 2^53-1"),
        (b"-9007199254740992", "within 2^53-1"),
        (b"1" * 5000, "within 2^53-1"),
        (b'{"a":1,"a":1}', "'a' twice"),
        (b'{"a":{"b":1,"c":2,"b":3}}', "'b' twice"),
        ('{"名":1}'.encode(), "ASCII keys"),
        (b'{"\\u0000":1}', "ASCII keys"),
        (b'"\\u0000"', "U+0000"),
        (b'{"a":["\\u0000"]}', "U+0000"),
        (b'"\\ud800"', "lone surrogates"),
        (b'"\\udc00\\ud800"', "lone surrogates"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b'"\xff"', "UTF-8"),
        (b"\xef\xbb\xbf1", "JSON"),
        (b'"a\tb"', "JSON"),
        (b"", "JSON"),
        (b"{'a':1}", "JSON"),
        (b"[" * 100_000, "nesting"),
        (b"[" * 33 + b"1" + b"]" * 33, "nesting"),
    ],
)
def test_what_the_ledger_cannot_keep_is_refused_with_its_reason(raw: bytes, expected: str) -> None:
    with pytest.raises(NotCanonical, match=expected.replace("^", r"\^").replace("+", r"\+")):
        read_json(raw)


@pytest.mark.parametrize("spaced", [False, True])
def test_nesting_is_let_in_up_to_its_limit(spaced: bool) -> None:
    space = b" " if spaced else b""
    for inner in (b"", b'"a"', b"1"):
        raw = b"[" * MAX_DEPTH + space + inner + b"]" * MAX_DEPTH
        read_json(raw)
        with pytest.raises(NotCanonical):
            read_json(b"[" + raw + b"1]")


@pytest.mark.parametrize("value", [MAX_INTEGER, -MAX_INTEGER, 0])
def test_integers_within_2_53_are_let_in(value: int) -> None:
    assert read_json(b"%d" % value) == value


def test_minus_zero_is_zero_as_rfc_8785_writes_it() -> None:
    assert read_json(b"-0") == 0


def test_a_surrogate_pair_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "😀"


# Accepted by JSON's grammar, refused here: what the ledger cannot keep exactly.
REFUSED_HERE = ("whole numbers", "within 2^53-1", "twice", "ASCII keys", "U+0000", "surrogates")


def test_the_json_test_suite_is_answered_as_documented() -> None:
    for line in gzip.decompress(
        shared("badinput/jsontestsuite.jsonl.gz").read_bytes()
    ).splitlines():
        case = orjson.loads(line)
        raw = base64.b64decode(case["base64"])
        reason = why_refused(raw)
        if reason is None:
            assert case["expect"] != "reject", case["name"]
        elif case["expect"] == "accept":
            assert any(here in reason for here in REFUSED_HERE), (case["name"], reason)


def why_refused(raw: bytes) -> str | None:
    """The reader's reason, None where it lets the bytes in."""
    try:
        read_json(raw)
    except NotCanonical as error:
        return str(error)
    return None


def test_naughty_strings_pass_unchanged_or_are_refused() -> None:
    kept = 0
    for text in json.loads(shared("badinput/blns_even.json").read_bytes()):
        try:
            check_text(text)
        except NotCanonical:
            assert "\0" in text
            continue
        kept += 1
        for raw in (canonical({"a": text}), json.dumps({"a": text}).encode()):
            assert read_json(raw) == {"a": text}
        assert canonical({"a": text}) == rfc8785.dumps({"a": text})
    assert kept > 200


@given(MOMENTS)
def test_a_moment_is_read_as_it_was_written(moment: datetime) -> None:
    text = instant(moment)
    assert (len(text), parse_instant(text)) == (27, moment)


def test_a_moment_is_written_in_utc() -> None:
    china = timezone(timedelta(hours=8))
    assert instant(datetime(2016, 4, 29, 9, 5, tzinfo=china)) == "2016-04-29T01:05:00.000000Z"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="with an offset"):
        instant(datetime(2016, 4, 29, 9, 5, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    [
        "2016-04-29T01:05:00Z",
        "2016-04-29 01:05:00.000000Z",
        "2016-04-29T01:05:00,000000Z",
        "2016-04-29T01:05:00.000000+",
        "20160429T010500.000+00:0000",
        "2016-W17-5T01:05:00.000000Z",
        "2016-02-30T01:05:00.000000Z",
        "2016-04-29T25:05:00.000000Z",
    ],
)
def test_no_other_form_of_a_moment_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)

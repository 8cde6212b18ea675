"""The envelope: canonical whatever it holds, bound to its place, never too large."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import Actor, Asked
from ledger.canonical import NotCanonical, instant, read_json
from ledger.envelope import (
    MAX_ENTRY,
    STREAM,
    TooLarge,
    envelope,
    leaf_hash,
    new_id,
    seal_leaf,
    splice,
    stream_id,
)
from ledger.names import BadLogName, schemas
from ledger.schemas import envelope_schema
from ledger.sealing import Place
from tests.ledger.strategies import TEXTS
from tests.ledger.test_canonical import VALUES

AT = datetime(2016, 4, 29, 1, 5, tzinfo=UTC)
# Texts that look like the place where position and recorded_at are put in.
TRAPS = st.sampled_from([',"request":', '","request":"', '\\",\\"request\\":', '"request":"x"'])


PLACE = Place("430903", "case-1", 1, "case.closed", 1)
ASKED = Asked(actor=Actor(id="w1"), occurred_at=AT, request="r1")


def made(data: dict[str, Any], asked: Asked = ASKED, cause: str = "", whole: str = "") -> bytes:
    return envelope(PLACE, data, asked, new_id(), cause or None, whole or None)


@given(st.dictionaries(TRAPS, VALUES | TRAPS, max_size=3), TEXTS | TRAPS, TEXTS | TRAPS)
def test_an_entry_is_canonical_whatever_it_holds(
    data: dict[str, Any], request: str, actor: str
) -> None:
    by = Asked(actor=Actor(id=actor), occurred_at=AT, request=request)
    state = made(data, by, request, actor)
    entry = splice(state, 7, instant(AT))
    whole = json.loads(entry)
    assert rfc8785.dumps(whole) == entry
    assert (whole.pop("position"), whole.pop("recorded_at")) == (7, instant(AT))
    assert rfc8785.dumps(whole) == state
    assert (whole["request"], whole["data"]) == (request, data)


def test_an_entry_fits_its_published_schema() -> None:
    envelope_schema().check(read_json(splice(made({}), 1, instant(AT))))


def test_a_leaf_is_the_hash_of_rfc_6962() -> None:
    entry = splice(b'{"a":1,"request":"r"}', 3, instant(AT))
    expected = hashlib.sha256(b"\0" + entry).digest()
    assert expected == leaf_hash(entry) == seal_leaf(b'{"a":1,"request":"r"}', 3, AT)


def test_two_envelopes_of_the_same_event_differ_by_their_salt() -> None:
    one, two = (read_json(envelope(PLACE, {}, ASKED, "0" * 32)) for _ in range(2))
    assert one.pop("salt") != two.pop("salt")
    assert one == two


def test_an_entry_is_at_most_sixty_thousand_bytes_with_its_position() -> None:
    room = MAX_ENTRY - len(splice(made({"a": ""}), 2**53 - 1, instant(AT)))
    largest = splice(made({"a": "x" * room}), 2**53 - 1, instant(AT))
    assert len(largest) == MAX_ENTRY
    with pytest.raises(TooLarge, match="files apart"):
        made({"a": "x" * (room + 1)})


def test_no_envelope_holds_u_0000_though_it_may_hold_the_letters() -> None:
    with pytest.raises(NotCanonical):
        made({"a": "x\0"})
    assert read_json(made({"a": "\\u0000"}))["data"] == {"a": "\\u0000"}


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_foreign_id_makes_a_stream_id(foreign: str) -> None:
    assert STREAM.fullmatch(stream_id("case", foreign))


@given(*[st.text(st.characters(codec="utf-8"), max_size=12)] * 2)
def test_different_foreign_ids_make_different_streams(one: str, two: str) -> None:
    assert (stream_id("case", one) == stream_id("case", two)) == (one == two)


def test_a_foreign_id_is_percent_encoded_and_a_long_one_kept_as_its_digest() -> None:
    assert stream_id("case", "2016/受-1") == "case-2016%2F%E5%8F%97-1"
    assert stream_id("case", "a" * 120) == "case-" + "a" * 120
    digest = hashlib.sha256(b"a" * 121).hexdigest()
    assert stream_id("case", "a" * 121) == f"case-{digest}"


@pytest.mark.parametrize(
    "stream", ["case", "case-", "Case-1", "case-a b", "case-a/b", "case-" + "a" * 121, "case-1\n"]
)
def test_what_is_no_stream_id_is_told_apart(stream: str) -> None:
    assert not STREAM.fullmatch(stream)


@pytest.mark.parametrize("log", ["430903", "demo-430903", "a", "a" * 32])
def test_a_log_has_schemas_that_postgresql_takes_unquoted(log: str) -> None:
    for name in (schemas(log).ledger, schemas(log).vault, schemas(log).views):
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name)


@pytest.mark.parametrize(
    "log", ["", "-a", "a-", "A", "a_b", "a b", "a" * 33, 'x"; DROP', "四三", "430903\n"]
)
def test_a_bad_log_name_is_refused(log: str) -> None:
    with pytest.raises(BadLogName, match="1 to 32"):
        schemas(log)

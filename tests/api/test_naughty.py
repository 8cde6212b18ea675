"""Whatever is sent: an answer under 500, and nothing half-written."""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.commands import OPEN_CHAPTERS
from domain.chapters import CHAPTERS
from ledger.canonical import NotCanonical, read_json
from tests.api.hall import RECEIPT, Hall, new_case, problem
from tests.shared import shared

COMMANDS = [(chapter, name) for chapter in OPEN_CHAPTERS for name in CHAPTERS[chapter].commands]


def keeps(text: str) -> bool:
    """Whether a text may stand in the ledger."""
    try:
        read_json(json.dumps(text).encode())
    except NotCanonical:
        return False
    return True


def test_naughty_strings_are_kept_to_the_letter_or_refused(hall: Hall) -> None:
    for text in json.loads(shared("badinput/blns_even.json").read_text("utf-8")):
        name = new_case()
        body = {
            "item": text,
            "unit": text,
            "window": text,
            "materials": [text, text],
            "attributes": [{"name": text, "kind": text, "value": text}],
            "note": text,
            "applicant": {"name": text, "id_number": text, "address": text},
        }
        answer = hall.post(f"case/{name}/receive", body)
        if not keeps(text):
            problem(answer, 400, "malformed")
            continue
        assert answer.status_code == 201, (text, answer.text)
        [entry] = hall.entries(name)
        event: Any = entry.event
        assert (event.item, event.materials[1], event.attributes[0].value) == (text, text, text)


def test_naughty_strings_as_a_stream_are_kept_or_refused(hall: Hall) -> None:
    for text in json.loads(shared("badinput/blns_even.json").read_text("utf-8")):
        if not text.isprintable() or text in (".", "..") or "%" in text:
            continue  # the client would rewrite the address before it is sent
        size = hall.size()
        answer = hall.post(f"case/n{quote(text, safe='')}/close")
        assert answer.status_code in (201, 422), (text, answer.text)
        assert hall.size() == size + (answer.status_code == 201)


def test_naughty_strings_in_headers_are_refused_or_ignored(hall: Hall) -> None:
    for text in json.loads(shared("badinput/blns_even.json").read_text("utf-8")):
        raw = text.encode().replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"")
        for header in ("Idempotency_Key", "If_Match"):
            given: dict[str, Any] = {header: raw}
            answer = hall.post("case/headers/close", b"[]", **given)
            assert answer.status_code in (400, 422), (text, answer.text)


def bodies() -> Iterator[tuple[str, bytes]]:
    with gzip.open(shared("badinput/jsontestsuite.jsonl.gz"), "rt") as lines:
        for line in lines:
            case = json.loads(line)
            yield case["name"], base64.b64decode(case["base64"])


def test_no_body_of_the_json_test_suite_breaks_or_writes_anything(hall: Hall) -> None:
    size = hall.size()
    for name, raw in bodies():
        answer = hall.post(f"case/{new_case()}/receive", raw)
        assert answer.status_code in (400, 413, 422), (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert hall.size() == size


def test_bodies_of_the_json_test_suite_inside_a_command_are_kept_or_refused(hall: Hall) -> None:
    for name, raw in bodies():
        size = hall.size()
        answer = hall.post(f"case/{new_case()}/close", b'{"note":' + raw + b"}")
        assert answer.status_code in (201, 400, 413, 422), (name, answer.text)
        assert hall.size() == size + (answer.status_code == 201)


texts = st.text(max_size=8) | st.sampled_from(
    ["", "2016-02-29", "2016-04-29T01:05:00.000000Z", "09:00:00", "Asia/Shanghai", "law", "wd"]
)
numbers = st.integers(-2, 40) | st.sampled_from([2016, 2100, 28800, 2**53 - 1])
ASCII = st.characters(codec="ascii")
scalars = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | texts


def plausible(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that come near a schema, so that some get through it."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if union := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([plausible(member) for member in union])
    if schema["type"] == "null":
        return st.none()
    if schema["type"] == "object":
        members = {name: plausible(part) for name, part in schema["properties"].items()}
        needed = {name: members.pop(name) for name in schema["required"]}
        return st.fixed_dictionaries(needed, optional=members)
    if "prefixItems" in schema:
        return st.tuples(*map(plausible, schema["prefixItems"])).map(list)
    if schema["type"] == "array":
        unique = repr if schema.get("uniqueItems") else None
        return st.lists(plausible(schema["items"]), max_size=3, unique_by=unique)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=ASCII)
    return {"integer": numbers, "boolean": st.booleans(), "string": texts}[schema["type"]]


def spoilt(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Objects with the names of a schema and any values."""
    return st.dictionaries(st.sampled_from([*schema["properties"], "x", "occurred_at"]), scalars)


@pytest.mark.parametrize(("chapter", "command"), COMMANDS)
def test_random_objects_are_recorded_or_refused(hall: Hall, chapter: str, command: str) -> None:
    paths = hall.client.get("/openapi.json").json()["paths"]
    operation = paths[f"/v1/{chapter}/{{stream}}/{command}"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    del schema["properties"]["occurred_at"]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plausible(schema) | spoilt(schema))
    def check(body: dict[str, Any]) -> None:
        size = hall.size()
        answer = hall.post(f"{chapter}/fuzz-{command}/{command}", json.dumps(body).encode())
        assert answer.status_code in (201, 400, 409, 413, 422), answer.text
        assert hall.size() == size + (answer.status_code == 201)

    check()
    assert hall.post(f"case/{new_case()}/receive", RECEIPT).status_code == 201
    assert hall.post(f"case/{new_case()}/accept", {"promised_days": 7}).status_code == 201

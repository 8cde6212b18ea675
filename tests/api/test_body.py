"""What a body may be: JSON as the ledger keeps it, that fits the command, about what happened."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.body import MAX_BODY
from tests.api.hall import RECEIPT, Hall, new_case, problem


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "JSON"),
        (b"item=1", "JSON"),
        (b'{"item":"i","unit":"u"', "JSON"),
        (b'{"item":"i","unit":"u"}{}', "JSON"),
        (b'\xef\xbb\xbf{"item":"i","unit":"u"}', "JSON"),
        ('{"item":"i","unit":"局"}'.encode("gbk"), "UTF-8"),
        (b'{"item":"i","unit":"u","item":"j"}', "once"),
        (b'{"item":"i\\u0000","unit":"u"}', "U+0000"),
        (b'{"item":"\\ud800","unit":"u"}', "surrogates"),
        (b'{"item":"i","unit":"u","days":1.0}', "whole numbers"),
        (b'{"item":"i","unit":"u","days":1e3}', "whole numbers"),
        (b'{"item":"i","unit":"u","days":NaN}', "whole numbers"),
        (b'{"item":"i","unit":"u","days":-Infinity}', "whole numbers"),
        (b'{"item":"i","unit":"u","days":9007199254740992}', "2^53-1"),
        (b'{"item":' + b"[" * 100_000, "nesting"),
    ],
)
def test_what_the_ledger_cannot_keep_is_malformed(hall: Hall, raw: bytes, why: str) -> None:
    name = new_case()
    answer = hall.post(f"case/{name}/receive", raw, Idempotency_Key=name)
    assert why in problem(answer, 400, "malformed")["detail"]
    assert hall.entries(name) == []


@pytest.mark.parametrize("raw", [b"[]", b"1", b'"receive"', b"null", b"true"])
def test_a_body_is_an_object(hall: Hall, raw: bytes) -> None:
    problem(hall.post(f"case/{new_case()}/receive", raw), 422, "invalid")


@pytest.mark.parametrize(
    ("command", "body", "pointer"),
    [
        ("receive", {"item": "i"}, ""),
        ("receive", {"item": 1, "unit": "u"}, "/item"),
        ("receive", {"item": None, "unit": "u"}, "/item"),
        ("receive", RECEIPT | {"matter": "divorce"}, "/matter"),
        ("receive", RECEIPT | {"materials": "one"}, "/materials"),
        ("receive", RECEIPT | {"materials": ["one", 2]}, "/materials/1"),
        ("receive", RECEIPT | {"attributes": [{"name": "n"}]}, "/attributes/0"),
        ("receive", RECEIPT | {"nobody": "knows"}, ""),
        ("receive", RECEIPT | {"applicant": {"name": "n", "age": 3}}, "/applicant"),
        ("receive", RECEIPT | {"subject": "s0"}, ""),
        ("accept", {"statutory_days": True}, "/statutory_days"),
        ("accept", {"statutory_days": "20"}, "/statutory_days"),
        ("accept", {"sealed_voucher": 1}, "/sealed_voucher"),
        ("accept", {"sealed_voucher": "true"}, "/sealed_voucher"),
        ("extend", {"days": 1, "told_at": "2016-02-31T00:00:00.000000Z"}, "/told_at"),
        ("extend", {"days": 1, "told_at": "2016-02-03"}, "/told_at"),
    ],
)
def test_a_field_that_does_not_fit_is_pointed_at(
    hall: Hall, command: str, body: dict[str, Any], pointer: str
) -> None:
    name = new_case()
    answer = hall.post(f"case/{name}/{command}", body)
    faults = problem(answer, 422, "invalid")["errors"]
    assert any(fault["pointer"].startswith(pointer) and fault["detail"] for fault in faults)
    assert pointer in {fault["pointer"] for fault in faults}
    assert hall.entries(name) == []


def test_a_long_body_is_refused_before_it_is_read_whole(hall: Hall) -> None:
    raw = json.dumps(RECEIPT | {"note": "x" * MAX_BODY}).encode()
    problem(hall.post(f"case/{new_case()}/receive", raw), 413, "too-large")


def test_an_entry_is_kept_small(hall: Hall) -> None:
    name = new_case()
    body = RECEIPT | {"materials": ["身份证复印件"] * 4000}
    problem(hall.post(f"case/{name}/receive", body), 413, "too-large")
    assert hall.entries(name) == []


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "*/*"])
def test_only_json_is_taken(hall: Hall, kind: str) -> None:
    answer = hall.post(f"case/{new_case()}/receive", RECEIPT, Content_Type=kind)
    problem(answer, 415, "media-type")


def test_a_compressed_body_is_not_taken(hall: Hall) -> None:
    answer = hall.post(f"case/{new_case()}/receive", RECEIPT, Content_Encoding="gzip")
    problem(answer, 415, "media-type")


def test_parameters_and_case_of_the_media_type_do_not_matter(hall: Hall) -> None:
    kind = "Application/JSON; charset=utf-8"
    answer = hall.post(f"case/{new_case()}/receive", RECEIPT, Content_Type=kind)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("2016-04-29T09:05:00+08:00", datetime(2016, 4, 29, 1, 5, tzinfo=UTC)),
        ("2016-04-29T01:05:00Z", datetime(2016, 4, 29, 1, 5, tzinfo=UTC)),
        ("2016-04-29T01:05:00.25Z", datetime(2016, 4, 29, 1, 5, 0, 250_000, tzinfo=UTC)),
        ("2016-04-29T01:05:00.123456789Z", datetime(2016, 4, 29, 1, 5, 0, 123_456, tzinfo=UTC)),
        ("2016-04-28T19:05:00-06:00", datetime(2016, 4, 29, 1, 5, tzinfo=UTC)),
        ("1000-01-01T00:00:00Z", datetime(1000, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_caller_may_say_when_it_happened(hall: Hall, claimed: str, kept: datetime) -> None:
    name = new_case()
    assert hall.post(f"case/{name}/receive", RECEIPT | {"occurred_at": claimed}).status_code == 201
    [entry] = hall.entries(name)
    assert entry.occurred_at == kept
    assert entry.recorded_at > datetime(2020, 1, 1, tzinfo=UTC)


def test_what_is_not_claimed_happened_now(hall: Hall) -> None:
    before = datetime.now(UTC)
    [entry] = hall.entries(hall.case())
    assert before <= entry.occurred_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    "claimed",
    [
        "2016-04-29T09:05:00",
        "2016-04-29 09:05:00+08:00",
        "2016-04-29T09:05+08:00",
        "20160429T090500+0800",
        "2016-W17-5T09:05:00Z",
        "2016-04-29",
        "2016-02-31T00:00:00Z",
        "2016-04-29T25:00:00Z",
        "2016-04-29T09:05:60Z",
        "2016-04-29T09:05:00+25:00",
        "٢٠١٦-04-29T09:05:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+08:00",
        "0999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-08:00",
        "9999-12-31T23:59:59Z",
        "",
        "now",
        1461891900,
        True,
        ["2016-04-29T09:05:00Z"],
    ],
)
def test_a_time_that_is_none_or_has_no_offset_is_pointed_at(hall: Hall, claimed: object) -> None:
    name = new_case()
    answer = hall.post(f"case/{name}/receive", RECEIPT | {"occurred_at": claimed})
    [fault] = problem(answer, 422, "invalid")["errors"]
    assert fault["pointer"] == "/occurred_at"
    assert hall.entries(name) == []


def test_a_claim_may_run_ahead_by_five_minutes_and_no_more(hall: Hall) -> None:
    soon, later = (datetime.now(UTC) + timedelta(minutes=n) for n in (4, 6))
    body = RECEIPT | {"occurred_at": soon.isoformat()}
    assert hall.post(f"case/{new_case()}/receive", body).status_code == 201
    answer = hall.post(f"case/{new_case()}/receive", RECEIPT | {"occurred_at": later.isoformat()})
    assert "5 minutes" in problem(answer, 422, "invalid")["detail"]

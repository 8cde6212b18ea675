"""The write loop: one command, one answer, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.commands import OPEN_CHAPTERS
from domain.chapters import CHAPTERS
from tests.api.hall import RECEIPT, Hall, new_case, problem


def test_what_was_appended_is_answered_with_its_place(hall: Hall) -> None:
    name = new_case()
    answer = hall.post(f"case/{name}/receive", RECEIPT)
    [entry] = hall.entries(name)
    assert answer.status_code == 201
    assert answer.json() == {
        "stream": name,
        "version": 1,
        "position": entry.position,
        "ids": [entry.id],
        "possible_doubles": [],
    }
    assert answer.headers["etag"] == '"1"'
    assert "idempotency-replayed" not in answer.headers


def test_an_intake_is_recorded_and_told_what_is_open_of_the_same_applicant_and_item(
    hall: Hall,
) -> None:
    applicant = {"name": "张三", "id_number": f"43090319900101{new_case()[-4:]}"}
    first, second, third = new_case(), new_case(), new_case()
    body = RECEIPT | {"applicant": applicant, "window": "政务大厅/12"}
    assert hall.post(f"case/{first}/receive", body).json()["possible_doubles"] == []
    hall.views.catch_up()
    answer = hall.post(f"case/{second}/accept", body)
    [double] = answer.json()["possible_doubles"]
    assert (answer.status_code, len(hall.entries(second))) == (201, 1)
    assert (double["stream"], double["window"]) == (first, "政务大厅/12")
    other = body | {"item": "公共场所卫生许可"}
    assert hall.post(f"case/{third}/receive", other).json()["possible_doubles"] == []


def test_who_acted_and_where_comes_from_the_key_and_not_from_the_body(hall: Hall) -> None:
    name = hall.case()
    [entry] = hall.entries(name)
    assert (entry.actor.id, entry.origin.value) == ("local", "hall_window")
    claims = RECEIPT | {"actor": {"id": "someone"}}
    problem(hall.post(f"case/{new_case()}/receive", claims), 422, "invalid")


def test_a_repeated_request_gets_its_first_answer(hall: Hall) -> None:
    name = new_case()
    first = hall.post(f"case/{name}/receive", RECEIPT, Idempotency_Key=name)
    assert hall.post(f"case/{name}/close").status_code == 201
    again = hall.post(f"case/{name}/receive", RECEIPT, Idempotency_Key=name)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert len(hall.entries(name)) == 2


def test_a_quoted_key_is_the_same_key(hall: Hall) -> None:
    name = new_case()
    hall.post(f"case/{name}/receive", RECEIPT, Idempotency_Key=name)
    again = hall.post(f"case/{name}/receive", RECEIPT, Idempotency_Key=f'"{name}"')
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("other", ["body", "command", "stream"])
def test_a_key_used_for_something_else_is_refused(hall: Hall, other: str) -> None:
    name = new_case()
    hall.post(f"case/{name}/receive", RECEIPT, Idempotency_Key=name)
    address = {
        "body": f"case/{name}/receive",
        "command": f"case/{name}/accept",
        "stream": f"case/{name}x/receive",
    }[other]
    body = RECEIPT | ({"window": "3"} if other == "body" else {})
    answer = hall.post(address, body, Idempotency_Key=name)
    assert "first body" in problem(answer, 422, "invalid")["detail"]
    assert len(hall.entries(name)) == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "键", "a\tb"])
def test_a_key_that_cannot_be_kept_is_malformed(hall: Hall, key: str) -> None:
    answer = hall.client.post(
        f"/v1/case/{new_case()}/receive",
        json=RECEIPT,
        headers={
            "Authorization": "Bearer a-key-for-the-tests",
            "Idempotency-Key": key.encode(),
        },
    )
    problem(answer, 400, "malformed")


def test_the_same_request_sent_many_times_at_once_is_done_once(hall: Hall) -> None:
    name = hall.case()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: hall.post(f"case/{name}/close", Idempotency_Key=f"{name}-close"), range(8)
            )
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(hall.entries(name)) == 2


def test_if_match_lets_in_who_knows_the_last_version(hall: Hall) -> None:
    name = hall.case()
    answer = hall.post(f"case/{name}/accept", If_Match='"1"')
    assert (answer.status_code, answer.headers["etag"]) == (201, '"2"')


def test_if_match_of_another_version_is_told_the_right_one(hall: Hall) -> None:
    name = hall.case()
    hall.post(f"case/{name}/accept")
    answer = hall.post(f"case/{name}/close", If_Match='"1"')
    problem(answer, 412, "changed")
    assert answer.headers["etag"] == '"2"'
    assert len(hall.entries(name)) == 2


def test_if_match_zero_asks_for_a_new_stream(hall: Hall) -> None:
    name = new_case()
    assert hall.post(f"case/{name}/receive", RECEIPT, If_Match="0").status_code == 201
    problem(hall.post(f"case/{name}/receive", RECEIPT, If_Match="0"), 412, "changed")


@pytest.mark.parametrize("given", ["*", 'W/"1"', '"1", "2"', "one", "-1", "1" * 20, "٣", ""])
def test_if_match_that_is_no_version_is_malformed(hall: Hall, given: str) -> None:
    answer = hall.client.post(
        f"/v1/case/{new_case()}/receive",
        json=RECEIPT,
        headers={
            "Authorization": "Bearer a-key-for-the-tests",
            "If-Match": given.encode(),
        },
    )
    problem(answer, 400, "malformed")


def test_a_repeated_request_with_an_old_if_match_still_gets_its_first_answer(hall: Hall) -> None:
    name = hall.case()
    keyed = {"Idempotency_Key": f"{name}-accept", "If_Match": '"1"'}
    first = hall.post(f"case/{name}/accept", **keyed)
    hall.post(f"case/{name}/close")
    again = hall.post(f"case/{name}/accept", **keyed)
    assert (again.status_code, again.json()) == (201, first.json())


CORRECTION = {
    "corrects": "nothing",
    "happened_at": "2016-04-29T01:05:00.000000Z",
    "restated": {"type": "close", "data": {}},
}


def test_a_refusal_names_its_rule_and_leaves_no_trace(hall: Hall) -> None:
    name = hall.case()
    answer = hall.post(f"case/{name}/correct", CORRECTION, Idempotency_Key=f"{name}-c")
    refusal = problem(answer, 409, "refused")
    assert (refusal["rule"], refusal["article"]) == ("case.correct.unknown", "")
    [received] = hall.entries(name)
    mended = CORRECTION | {"corrects": received.id}
    assert hall.post(f"case/{name}/correct", mended, Idempotency_Key=f"{name}-c").status_code == 201


def test_every_fact_is_recorded_even_of_a_case_nobody_knows(hall: Hall) -> None:
    name = new_case()
    assert hall.post(f"case/{name}/close").status_code == 201
    assert [entry.type for entry in hall.entries(name)] == ["case.closed"]


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic a-key-for-the-tests", "Bearer 键"],
)
def test_without_the_key_nothing_is_read_or_written(hall: Hall, given: str) -> None:
    size = hall.size()
    answer = hall.client.post(
        f"/v1/case/{new_case()}/receive",
        content=b"no json",
        headers={"Authorization": given.encode()},
    )
    problem(answer, 401, "unauthorised")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert hall.size() == size


@pytest.mark.parametrize(
    "address",
    ["case/1/fly", "case/1", "law/1/receive", "log/430903/open", "subject/s1/erase", "", "case"],
)
def test_an_unknown_address_is_not_found(hall: Hall, address: str) -> None:
    problem(hall.post(address, RECEIPT), 404, "not-found")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_writes(hall: Hall, method: str) -> None:
    answer = hall.client.request(method, f"/v1/case/{new_case()}/receive")
    assert "POST" in problem(answer, 405, "method")["detail"]
    assert answer.headers["allow"] == "POST"


def test_every_open_command_has_its_route_and_its_schema_in_the_description(hall: Hall) -> None:
    paths = hall.client.get("/openapi.json").json()["paths"]
    commands = {f"/v1/{c}/{{stream}}/{n}" for c in OPEN_CHAPTERS for n in CHAPTERS[c].commands}
    assert set(paths) == commands
    for path in paths.values():
        schema = path["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert schema["properties"]["occurred_at"]["format"] == "date-time"
        assert schema["additionalProperties"] is False

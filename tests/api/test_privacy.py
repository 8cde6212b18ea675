"""Personal data are sealed on their way in: in clear they stand nowhere we keep or say anything."""

import json
import logging
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.commands import Api, install
from ledger.sealing import Place
from tests.api.hall import KEY, RECEIPT, Hall, new_case, problem

PERSON = {
    "name": "张三丰",
    "id_kind": "ric",
    "id_number": "430903198503010001",
    "phone": "13873700001",
    "address": "湖南省益阳市赫山区桃花仑路1号",
}
NOTE = "申请人行动不便，请上门办理"
SECRETS = [*(v for k, v in PERSON.items() if k != "id_kind"), NOTE]


def test_what_was_said_of_a_person_stands_nowhere_in_the_database(hall: Hall) -> None:
    name = new_case()
    body = RECEIPT | {"applicant": PERSON, "note": NOTE}
    first = hall.post(f"case/{name}/receive", body, Idempotency_Key=name)
    accepted = {"applicant": PERSON, "note": NOTE, "sealed_voucher": True}
    hall.post(f"case/{name}/accept", accepted)
    restated = {"type": "receive", "data": RECEIPT | {"applicant": PERSON, "note": NOTE}}
    correction = {
        "corrects": first.json()["ids"][0],
        "happened_at": "2016-04-29T01:05:00.000000Z",
        "restated": restated,
        "note": NOTE,
    }
    assert hall.post(f"case/{name}/correct", correction).status_code == 201
    assert len(hall.entries(name)) == 3
    for raw in every_value(hall):
        for secret in SECRETS:
            assert secret.encode() not in raw


def every_value(hall: Hall) -> list[bytes]:
    """Every row of every table of the log and its vault, as PostgreSQL's COPY writes it."""
    rows = []
    with psycopg.connect(hall.database.dsn("superuser")) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            statement = f"COPY {table} TO STDOUT WITH (FORMAT binary)".encode()
            with connection.cursor().copy(statement) as copy:
                rows += [bytes(row) for row in copy]
    assert any(b"case.received" in row for row in rows)
    return rows


def test_what_was_sealed_opens_for_who_holds_the_key(hall: Hall) -> None:
    name = new_case()
    hall.post(f"case/{name}/receive", RECEIPT | {"applicant": PERSON})
    [entry] = hall.entries(name)
    event: Any = entry.event
    place = Place(hall.ledger.log, name, 1, entry.type, entry.schema)
    opened = hall.ledger.vault.open(place, "applicant", event.applicant)
    assert json.loads(opened) == PERSON


@pytest.mark.parametrize(
    "applicant",
    [
        "张三丰 430903198503010001",
        ["张三丰", "430903198503010001"],
        PERSON | {"name": ["张三丰"]},
        PERSON | {"id_number": 430903198503010001},
        PERSON | {"phone": 13873700001},
        PERSON | {"phone": 13873700001.5},
        PERSON | {"address": {"湖南省益阳市赫山区桃花仑路1号": 1}},
        PERSON | {"sex": "f"},
        PERSON | {"address": "湖南省益阳市赫山区桃花仑路1号\0"},
    ],
)
def test_neither_problem_documents_nor_logs_repeat_what_was_said_of_a_person(
    hall: Hall, applicant: Any, caplog: pytest.LogCaptureFixture
) -> None:
    body = RECEIPT | {"applicant": applicant, "note": NOTE}
    with caplog.at_level(logging.DEBUG):
        answer = hall.post(f"case/{new_case()}/receive", body)
    assert answer.status_code in (400, 422)
    for secret in SECRETS:
        assert secret not in answer.text
        assert secret not in answer.json()["detail"]
        assert secret not in caplog.text


def test_a_refusal_repeats_nothing_either(hall: Hall) -> None:
    correction = {
        "corrects": "0",
        "happened_at": "2016-04-29T01:05:00.000000Z",
        "restated": {"type": "receive", "data": RECEIPT | {"applicant": PERSON}},
        "note": NOTE,
    }
    refusal = json.dumps(
        problem(hall.post(f"case/{hall.case()}/correct", correction), 409, "refused"),
        ensure_ascii=False,
    )
    assert not [secret for secret in SECRETS if secret in refusal]


def test_one_person_has_one_subject_however_his_number_is_written(hall: Hall) -> None:
    numbers = [
        "43090319850301000X",
        "43090319850301000x",
        " 430903 19850301 000X",
        "４３０９０３19850301000Ｘ",
    ]
    subjects = set()
    for number in numbers:
        name = new_case()
        hall.post(f"case/{name}/receive", RECEIPT | {"applicant": PERSON | {"id_number": number}})
        event: Any = hall.entries(name)[0].event
        subjects.add(event.subject)
    assert len(subjects) == 1


def test_persons_without_a_number_are_not_taken_for_one_another(hall: Hall) -> None:
    subjects = set()
    for number in ("", "  ", "\u3000"):
        name = new_case()
        hall.post(f"case/{name}/receive", RECEIPT | {"applicant": {"id_number": number}})
        event: Any = hall.entries(name)[0].event
        subjects.add(event.subject)
    assert len(subjects) == 3


class Leaking:
    """A handler with a fault whose message holds what it was handed."""

    def handle(self, *given: object) -> None:
        raise LookupError(repr(given))


def test_a_fault_of_our_own_says_so_and_repeats_nothing(hall: Hall) -> None:
    app = FastAPI()
    install(app, Api(hall.ledger, Leaking(), KEY))  # type: ignore[arg-type]  # a fault cannot be had otherwise
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post(
            f"/v1/case/{new_case()}/receive",
            json=RECEIPT | {"applicant": PERSON},
            headers={"Authorization": f"Bearer {KEY}"},
        )
    document = problem(answer, 500, "internal")
    assert not [secret for secret in SECRETS if secret in json.dumps(document, ensure_ascii=False)]

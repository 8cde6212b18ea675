"""What surrounds the cases is told through the same loop: units, items, feeds, registers."""

import uuid
from datetime import date
from typing import Any

import pytest

from domain.catalogue import ItemListed
from domain.organisation import Authorised, Power
from tests.api.hall import Hall, problem
from tests.api.test_privacy import PERSON, SECRETS, every_value

DAY = "2016-01-01"
FACTS = [
    ("organisation", "unit_registered", {"unit": "市监局", "kind": "department"}),
    ("organisation", "posted", {"staff": "w1", "unit": "市监局", "window": "赫山/3"}),
    ("catalogue", "item_listed", {"item": "4309030001", "name": "食品经营许可", "unit": "市监局"}),
    ("feed", "declared", {"source": "市监系统", "register": "department", "rhythm": "weekly"}),
]


def name() -> str:
    return uuid.uuid4().hex


def record(hall: Hall, chapter: str, type_: str, data: dict[str, Any]) -> Any:
    fact = {"type": f"{chapter}.{type_}", "data": data}
    return hall.post(f"{chapter}/{name()}/record", {"fact": fact})


@pytest.mark.parametrize(("chapter", "type_", "data"), FACTS)
def test_a_fact_of_the_district_is_recorded_as_it_is_told(
    hall: Hall, chapter: str, type_: str, data: dict[str, Any]
) -> None:
    answer = record(hall, chapter, type_, data | {"in_force_from": DAY})
    assert answer.status_code == 201, answer.text
    [entry] = hall.entries(answer.json()["stream"])
    event: Any = entry.event
    assert entry.type == f"{chapter}.{type_}"
    assert event.in_force_from == date.fromisoformat(DAY)


def test_an_authority_keeps_its_powers_and_an_item_its_flags(hall: Hall) -> None:
    powers = {"unit": "市监局", "window": "赫山/3", "powers": ["decide", "accept"]}
    authorised = record(hall, "organisation", "authorised", powers | {"in_force_from": DAY})
    item = {"item": "1", "name": "i", "unit": "市监局", "must_enter": True, "in_force_from": DAY}
    listed = record(hall, "catalogue", "item_listed", item)
    [first] = hall.entries(authorised.json()["stream"])
    [second] = hall.entries(listed.json()["stream"])
    assert isinstance(first.event, Authorised)
    assert first.event.powers == {Power.ACCEPT, Power.DECIDE}
    assert isinstance(second.event, ItemListed)
    assert second.event.must_enter


def test_what_could_never_be_in_force_is_refused(hall: Hall) -> None:
    unit = {"unit": "u", "kind": "department", "in_force_from": DAY, "in_force_to": "2015-12-31"}
    document = problem(record(hall, "organisation", "unit_registered", unit), 409, "refused")
    assert document["rule"] == "fact.interval"


@pytest.mark.parametrize(
    "fact",
    [
        {"type": "catalogue.cancelled", "data": {"item": "1", "on": DAY}},
        {"type": "organisation.fired", "data": {}},
        {"data": {}},
        {"type": "organisation.unit_registered", "data": {"unit": "u", "kind": "club"}},
    ],
)
def test_a_fact_of_another_chapter_or_none_is_invalid(hall: Hall, fact: dict[str, Any]) -> None:
    problem(hall.post(f"organisation/{name()}/record", {"fact": fact}), 422, "invalid")


def test_the_holder_of_a_listed_certificate_stands_nowhere_in_clear(hall: Hall) -> None:
    hall.case()
    line = {"source": "证照库", "number": "JY1", "unit": "市监局", "on": DAY, "holder": PERSON}
    answer = hall.post(f"register/{name()}/list", line)
    [entry] = hall.entries(answer.json()["stream"])
    event: Any = entry.event
    assert event.subject == event.holder.subject != ""
    for raw in every_value(hall):
        assert not any(secret.encode() in raw for secret in SECRETS)


def test_a_published_text_is_looked_through_and_not_kept(hall: Hall) -> None:
    number = "13873700001"
    body = {"url": "/1", "column": "公示", "digest": "d" * 64, "text": f"联系电话 {number}"}
    answer = hall.post(f"disclosure/{name()}/publish", body)
    assert answer.status_code == 201, answer.text
    [entry] = hall.entries(answer.json()["stream"])
    event: Any = entry.event
    assert [(leak.kind.value, leak.count) for leak in event.leaks] == [("mobile", 1)]
    hall.case()
    assert not any(number.encode() in raw for raw in every_value(hall))

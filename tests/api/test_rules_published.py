"""Rules published through the API: at once in force, and never such that the log stops."""

from typing import Any

import pytest

from tests.api.hall import RECEIPT, Hall, new_case, problem

CLOCK: dict[str, Any] = {
    "id": "PROMISE.DECIDE@2016-01-01",
    "clock": "PROMISE.DECIDE",
    "name": "承诺期限",
    "law": "",
    "article": "承诺",
    "rank": "own_document",
    "trigger": "accepted",
    "unit": "wd",
    "length": None,
    "in_force_from": "2016-01-01",
}
HOURS: dict[str, Any] = {
    "hall": "赫山",
    "zone": "Asia/Shanghai",
    "document": "赫政办〔2016〕1号",
    "rank": "own_document",
    "in_force_from": "2016-01-01",
    "in_force_to": None,
    "standard_day": 28_800,
    "makeup_weekday": 1,
    "seasons": [
        {
            "name": "all",
            "first": [1, 1],
            "last": [12, 31],
            "shifts": [{"weekdays": [1, 2, 3, 4, 5], "intervals": [["09:00:00", "17:00:00"]]}],
        }
    ],
}
PROFILE: dict[str, Any] = {"id": "p", "matter": "case", "source": "s", "rank": "system"}
SEASON = HOURS["seasons"][0]


def publish(hall: Hall, kind: str, rule: dict[str, Any]) -> Any:
    field = {"calendar": "notice", "clock": "rule", "card-profile": "profile", "hours": "hours"}
    return hall.post(f"rules/{new_case()[5:]}/publish-{kind}", {field[kind]: rule})


def works(hall: Hall) -> None:
    """Cases are received and accepted, with their clocks."""
    name = new_case()
    assert hall.post(f"case/{name}/receive", RECEIPT).status_code == 201
    body = {"promised_days": 7, "window": "赫山/3"}
    assert hall.post(f"case/{name}/accept", body).status_code == 201
    event: Any = hall.entries(name)[1].event
    assert [clock.clock for clock in event.clocks] == ["LIC.DECIDE", "PROMISE.DECIDE"]


def test_what_is_published_holds_for_the_next_decision(hall: Hall) -> None:
    name = hall.case()
    notice = {"year": 2031, "off": [{"date": "2031-03-03", "name": "试"}]}
    assert publish(hall, "calendar", notice).status_code == 201
    body = {"occurred_at": "2016-04-29T09:05:00+08:00"}
    assert hall.post(f"case/{name}/accept", body).status_code == 201
    event: Any = hall.entries(name)[1].event
    assert event.clocks[0].calendar_version.startswith("2004-2031/")


@pytest.mark.parametrize("year", [2**53 - 1, 9999, 2200, 1948, 1, 0, -1])
@pytest.mark.parametrize("off", [[], [{"date": "2000-02-29"}]])
def test_a_year_out_of_all_use_is_refused(hall: Hall, year: int, off: list[Any]) -> None:
    answer = publish(hall, "calendar", {"year": year, "off": off})
    [fault] = problem(answer, 422, "invalid")["errors"]
    assert str(year) in fault["detail"]
    works(hall)


@pytest.mark.parametrize(
    "rule",
    [
        {"length": -1},
        {"length": 36_501},
        {"length": 2**53 - 1, "unit": "cd", "backwards": True},
        {"id": "LIC.DECIDE@2004-07-01"},
        {"extension": {"max_days": 2**53 - 1, "approver": "organ_head"}},
    ],
)
def test_a_clock_that_cannot_be_reckoned_is_refused(hall: Hall, rule: dict[str, Any]) -> None:
    assert publish(hall, "clock", CLOCK).status_code == 201
    refusal = problem(publish(hall, "clock", CLOCK | rule), 409, "refused")
    assert refusal["rule"] == "rules.publish.unusable"
    works(hall)


@pytest.mark.parametrize(
    "rule",
    [
        {"default_days": -1},
        {"default_days": 2**53 - 1},
        {"red": {"term": "promise", "measure": "days_left", "value": -(2**53 - 1)}},
        {"warning": {"term": "promise", "measure": "used_percent", "value": 2**53 - 1}},
    ],
)
def test_card_thresholds_without_measure_are_refused(hall: Hall, rule: dict[str, Any]) -> None:
    assert publish(hall, "card-profile", PROFILE).status_code == 201
    problem(publish(hall, "card-profile", PROFILE | rule), 409, "refused")
    works(hall)


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ({"zone": "Hunan"}, 409),
        ({"zone": "Asia"}, 409),
        ({"zone": "../../etc/passwd"}, 409),
        ({"zone": ""}, 409),
        ({"standard_day": 86_401}, 409),
        ({"standard_day": 0}, 422),
        ({"makeup_weekday": 9}, 422),
        ({"seasons": []}, 422),
        ({"seasons": [SEASON] * 13}, 422),
        ({"seasons": [SEASON | {"last": [6, 30]}]}, 422),
        ({"seasons": [SEASON, SEASON | {"first": [13, 1], "last": [13, 2]}]}, 409),
        ({"seasons": [SEASON, SEASON | {"first": [2**53 - 1, 1], "last": [2**53 - 1, 2]}]}, 409),
        (
            {
                "seasons": [
                    SEASON
                    | {
                        "shifts": [
                            {"weekdays": [1, 2, 3, 4, 5], "intervals": [["17:00:00", "09:00:00"]]}
                        ]
                    }
                ]
            },
            409,
        ),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(
    hall: Hall, rule: dict[str, Any], status: int
) -> None:
    assert publish(hall, "hours", HOURS).status_code == 201
    problem(publish(hall, "hours", HOURS | rule), status, "refused" if status == 409 else "invalid")
    works(hall)


def test_a_hall_whose_hours_leave_a_gap_gets_its_clocks_and_no_cards(hall: Hall) -> None:
    name, gap = hall.case(), HOURS | {"hall": "缺口", "in_force_to": "2016-03-01"}
    assert publish(hall, "hours", gap).status_code == 201
    assert hall.post(f"case/{name}/accept", {"window": "缺口/1"}).status_code == 201
    event: Any = hall.entries(name)[1].event
    assert (len(event.clocks), event.cards) == (1, None)
    works(hall)

"""The view `cards`: given, lapsed, reinstated at any two times; filtered, sorted and counted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.card_acts import (
    Act,
    CardMatter,
    Issued,
    Lapsed,
    LapseReason,
    Reinstated,
    Reminded,
    Reminder,
    State,
    act_id,
)
from domain.cards import Card
from domain.decider import Actor, Asked, Event
from ledger.canonical import parse_instant
from ledger.entry import Entry
from ledger.envelope import stream_id
from ledger.ledger import Ledger
from projections import issued
from projections.filters import BadValue, UnknownColumn
from projections.folding import fold_all
from projections.read import Views
from projections.when import When
from tests.projections.told import entry
from tests.projections.written import open_log

CHINA = timezone(timedelta(hours=8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def card(case: str, kind: Card, due: str, unit: str = "市监局", unwarned: bool = False) -> Issued:
    return Issued(
        case=case,
        kind=kind,
        matter=CardMatter.CASE,
        due_at=at(due),
        unit=unit,
        item="食品经营许可",
        window="大厅/3号",
        unwarned=unwarned,
        rests_on=(1,),
    )


WARNING = card("case-1", Card.WARNING, "2018-10-19T10:00:01")
YELLOW = card("case-1", Card.YELLOW, "2018-10-24T10:00:01")
RED = card("case-2", Card.RED, "2018-11-01T00:00:00", unit="住建局", unwarned=True)
REMINDED = Reminded(
    case="case-3", about=Reminder.PAUSE_ENDING, due_at=at("2018-10-20T09:00:00"), unit="住建局"
)
LAPSED = Lapsed(reason=LapseReason.CLOSED_BEFORE, rests_on=(9,))


def stream(act: Act) -> str:
    return stream_id("card", act_id("430903", act))


def append(ledger: Ledger, act: Act, *later: tuple[str, Event]) -> None:
    """A card and what became of it."""
    told: list[tuple[datetime, Event]] = [(act.due_at, act)]
    told += [(at(moment), event) for moment, event in later]
    for version, (moment, event) in enumerate(told):
        ledger.append(stream(act), version, [event], Asked(actor=Actor(id="m"), occurred_at=moment))


@pytest.fixture
def given_out(ledger: Ledger, views: Views) -> Views:
    """A warning that stands, a yellow card that lapsed and came back, a red one, a reminder."""
    open_log(ledger)
    append(ledger, WARNING)
    append(ledger, YELLOW, ("2018-10-26T12:00:00", LAPSED), ("2018-10-28T12:00:00", Reinstated()))
    append(ledger, RED, ("2018-11-02T12:00:00", LAPSED))
    append(ledger, REMINDED)
    views.catch_up()
    return views


def shown(views: Views, as_of: str, **where: str) -> list[tuple[str, str]]:
    answer = views.cards(When(as_of=at(as_of)), where, sort="due_at")
    assert answer.total == len(answer.rows)
    return [(row["kind"], row["status"]) for row in answer.rows]


@pytest.mark.parametrize(
    ("as_of", "rows"),
    [
        ("2018-10-19T10:00:00", []),
        ("2018-10-19T10:00:01", [("warning", "standing")]),
        (
            "2018-10-27T00:00:00",
            [("warning", "standing"), ("reminder", "standing"), ("yellow", "lapsed")],
        ),
        (
            "2018-10-29T00:00:00",
            [("warning", "standing"), ("reminder", "standing"), ("yellow", "standing")],
        ),
        (
            "2018-12-01T00:00:00",
            [
                ("warning", "standing"),
                ("reminder", "standing"),
                ("yellow", "standing"),
                ("red", "lapsed"),
            ],
        ),
    ],
)
def test_cards_stand_as_they_did_at_the_time_asked(
    given_out: Views, as_of: str, rows: list[tuple[str, str]]
) -> None:
    assert shown(given_out, as_of) == rows


def test_what_was_not_yet_recorded_is_not_there(given_out: Views) -> None:
    head = given_out.reader.head().size
    later = When(as_of=at("2018-12-01T00:00:00"), known_at=head - 2)
    rows = given_out.cards(later, sort="due_at").rows
    assert [(row["kind"], row["status"]) for row in rows][-1] == ("red", "standing")
    assert "reminder" not in {row["kind"] for row in rows}


def test_a_row_says_what_and_when_and_why(given_out: Views) -> None:
    [row] = given_out.cards(When(as_of=at("2018-12-01T00:00:00")), {"kind": "red"}).rows
    assert (row["stream"], row["case"], row["unit"]) == (stream(RED), "case-2", "住建局")
    assert (row["due_at"], row["lapsed_at"]) == (RED.due_at, at("2018-11-02T12:00:00"))
    assert (row["unwarned"], row["lapse_reason"]) == (True, "closed_before")
    assert (row["period"], row["rests_on"]) == ("2018-11", [1])
    assert row["issued_at"] > row["due_at"]
    [entry_, _] = given_out.reader.stream(row["stream"])
    assert row["position"] == entry_.position


@pytest.mark.parametrize("as_of", ["2018-10-27T00:00:00", "2018-12-01T00:00:00"])
@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("case", "case-1", ["warning", "yellow"]),
        ("unit", "住建局", ["reminder", "red"]),
        ("window", "大厅/3号", ["warning", "yellow", "red"]),
        ("matter", "pause_ending", ["reminder"]),
        ("period", "2018-11", ["red"]),
        ("unwarned", "true", ["red"]),
        ("due_at", "2018-10-24T10:00:01+08:00", ["yellow"]),
    ],
)
def test_conditions_hold_for_settled_and_moving_cards(
    given_out: Views, as_of: str, name: str, text: str, kinds: list[str]
) -> None:
    there = [kind for kind, _ in shown(given_out, as_of)]
    assert [kind for kind, _ in shown(given_out, as_of, **{name: text})] == [
        kind for kind in kinds if kind in there
    ]


def test_the_newest_come_first_and_pages_follow_each_other(given_out: Views) -> None:
    when = When(as_of=at("2018-12-01T00:00:00"))
    pages = [given_out.cards(when, limit=2, offset=n).rows for n in (0, 2)]
    assert [row["kind"] for page in pages for row in page] == [
        "red",
        "yellow",
        "reminder",
        "warning",
    ]


def test_cards_are_counted_by_a_dimension(given_out: Views) -> None:
    when = When(as_of=at("2018-10-27T00:00:00"))
    assert given_out.cards_by("unit", when).rows == [
        {"unit": "市监局", "cards": 2},
        {"unit": "住建局", "cards": 1},
    ]
    later = When(as_of=at("2018-12-01T00:00:00"))
    assert given_out.cards_by("period", later, {"status": "standing"}).rows == [
        {"period": "2018-10", "cards": 3}
    ]


def test_a_column_or_value_that_is_none_is_explained(given_out: Views) -> None:
    with pytest.raises(UnknownColumn, match="expected a column"):
        given_out.cards(where={"colour": "red"})
    with pytest.raises(UnknownColumn, match="expected a column"):
        given_out.cards_by("rests_on")
    with pytest.raises(BadValue, match="true or false"):
        given_out.cards(where={"unwarned": "ja"})


def entries(acts: Sequence[tuple[datetime, Event]]) -> list[Entry]:
    return [entry(n, "card-1", event, moment) for n, (moment, event) in enumerate(acts, 1)]


def folded(told: Sequence[Entry]) -> Any:
    row, poison = fold_all(issued.FOLD, None, told)
    assert poison is None
    return row


@given(turns=st.lists(st.integers(1, 99), max_size=4), cut=st.integers(0, 120), data=st.data())
def test_a_row_at_a_time_is_the_fold_of_what_had_happened(
    turns: list[int], cut: int, data: st.DataObject
) -> None:
    begin = datetime(2018, 10, 19, tzinfo=UTC)
    changes = [(begin + timedelta(hours=n), LAPSED if k % 2 else Reinstated())
               for k, n in enumerate(sorted(turns), 1)]  # fmt: skip
    told = entries([(begin, WARNING), *changes])
    as_of = begin + timedelta(hours=cut - 10)
    past = [one for one in told if parse_instant(one.raw["occurred_at"]) <= as_of]
    alone = issued.at(folded(past), as_of) if past else None
    mixed = [told[0], *data.draw(st.permutations(told[1:]))]
    assert issued.at(folded(mixed), as_of) == alone


def test_a_card_that_was_never_given_stands_still_as_a_bad_entry() -> None:
    row, poison = fold_all(issued.FOLD, None, entries([(at("2018-10-19T10:00:01"), LAPSED)]))
    assert row is None
    assert poison is not None
    assert "expected a card to be given first" in poison.reason


def test_the_state_of_a_row_is_that_of_its_last_act() -> None:
    given_only = [(WARNING.due_at, WARNING)]
    lapsed = (WARNING.due_at + timedelta(days=1), LAPSED)
    assert issued.state(folded(entries(given_only))) is State.STANDING
    assert issued.state(folded(entries([*given_only, lapsed]))) is State.LAPSED

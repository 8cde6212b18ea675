"""A comparison finds what is missing, extra or changed, and what a killed one left is dropped."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from domain.card_acts import CardMatter, Issued, act_id
from domain.cards import Card
from domain.decider import Actor, Asked
from ledger.envelope import stream_id
from projections import cases, signs, store
from projections.card_check import check_cards
from projections.comparing import ASIDE, compare_views
from projections.projector import Projector
from projections.registry import builds
from projections.rounds import Round, remember
from tests.application.hall import ACCEPT, Hall, at, opened_hall
from tests.databases import Database


@pytest.fixture
def hall(database: Database) -> Iterator[Hall]:
    """The vendor's case, looked after until 10-25."""
    with opened_hall(database) as opened:
        opened.tell("case-1", "2018-10-15T10:00:00", ACCEPT)
        opened.round("2018-10-25T00:00:00")
        yield opened


def live(hall: Hall) -> Projector:
    projector = hall.views.projector
    assert projector is not None
    return projector


def test_live_views_are_those_of_a_rebuild(hall: Hall) -> None:
    position, found = compare_views(live(hall))
    assert position == hall.ledger.reader.head().size
    assert {name: one.different for name, one in found.items() if one.different} == {}
    assert (found["cases"].rows, found["cards"].rows) == (1, 2)


@pytest.mark.parametrize(
    "change",
    [
        sa.delete(cases.TABLE),
        sa.update(cases.TABLE).values(row='{"marks": [], "corrections": [], "source": ""}'),
        sa.update(cases.TABLE).values(key="case-2"),
    ],
)
def test_a_row_that_was_lost_or_changed_is_named(hall: Hall, change: sa.Executable) -> None:
    live(hall).catch_up()
    with live(hall).database.begin() as connection:
        connection.execute(change)
    _, found = compare_views(live(hall))
    assert "case-1" in found["cases"].keys
    assert found["cards"].different == 0


def test_what_a_killed_comparison_left_behind_is_dropped(hall: Hall) -> None:
    aside = Projector(live(hall).database, hall.ledger.reader, ASIDE)
    aside.begin_beside()
    aside.catch_up(20)
    aside.close()
    compare_views(live(hall))
    with live(hall).database.begin() as connection:
        assert {build.views for build in builds(connection)} == {"views"}


def test_a_card_that_the_last_round_ought_to_have_given_is_missing(hall: Hall) -> None:
    position = hall.ledger.reader.head().size
    with live(hall).database.begin() as connection:
        remember(connection, Round(position, at("2018-10-30T00:00:00")))
    found = check_cards(hall.views, at("2018-10-31T00:00:00"))
    assert (found.missing, found.extra, found.waiting) == (1, 0, 0)
    assert found.faults == ["missing: red (case) of case-1, due 2018-10-29T02:00:01.000000Z"]


def test_a_card_without_ground_is_extra_and_a_second_one_of_the_same_doubled(hall: Hall) -> None:
    due_at = at("2018-10-20T00:00:00")
    card = Issued(case="case-1", kind=Card.RED, matter=CardMatter.CASE, due_at=due_at)
    asked = Asked(actor=Actor(id="x"), occurred_at=due_at)
    for stream in (stream_id("card", act_id("430903", card)), "card-another"):
        hall.ledger.append(stream, 0, [card], asked)
    found = check_cards(hall.views, hall.clock.now)
    assert (found.missing, found.extra, found.doubled) == (0, 2, 2)


def test_before_the_first_round_all_waits(database: Database) -> None:
    with opened_hall(database) as hall:
        hall.tell("case-1", "2018-10-15T10:00:00", ACCEPT)
        found = check_cards(hall.views, at("2018-10-25T00:00:00"))
    assert (found.expected, found.found, found.waiting, found.faults) == (2, 0, 2, [])


def test_a_sign_that_was_taken_back_is_as_none_at_all(hall: Hall) -> None:
    """The live views keep that nothing is to be said any more; a rebuild never said anything."""
    live(hall).catch_up()
    with live(hall).database.begin() as connection:
        [build] = builds(connection)
        store.write(connection, signs.KEPT, build.build, {"case-0": signs.EMPTY}, build.position)
    _, found = compare_views(live(hall))
    assert found["signs"].different == 0

"""许可决定未公开."""

from datetime import date

import pytest

from domain.case import commands as cmd
from domain.catalogue import ItemListed
from domain.disclosure import commands as disclosure
from domain.verdict import Verdict
from domain.world import World
from projections.group import Group
from projections.judges.publication import JUDGES
from tests.projections.disclosed import Document, draft, publish
from tests.projections.judged import file, verdicts, world
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    at,
    granted,
    world_without,
)
from tests.projections.told import END_OF_TIME, Case

[PUBLISHED] = JUDGES
NUMBER = "许可2016-1"


def item(publish_grants: bool = False) -> ItemListed:
    """The item of the cases told here."""
    return ItemListed(
        item="i1",
        name="甲",
        unit="u1",
        publish_grants=publish_grants,
        in_force_from=date(2016, 1, 1),
    )


def decision() -> Case:
    """A grant of 2016-04-29, owed publication by 2016-05-30 or, in seven days, by 2016-05-11."""
    return granted(accepted("2016-04-25 09:00"), "2016-04-29 09:00", decision_no=NUMBER)


def judged(
    case: Case, facts: World, published: str = "", key: str = NUMBER, when: str = ""
) -> list[Verdict]:
    """What is said of the group of a number, with a draft about it, published or not."""
    document = Document().tell(at("2016-05-03 09:00"), draft(about=NUMBER))
    if published:
        document.tell(at(published), publish())
    group = Group(key, (file(case),), (document.file,))
    return verdicts(PUBLISHED, group, facts, at(when) if when else END_OF_TIME)


def test_a_grant_published_on_the_twentieth_working_day_is_in_time() -> None:
    [verdict] = judged(decision(), world(item()), "2016-05-30 23:59")
    assert verdict.decision is OK
    assert verdict.dims is not None
    assert (verdict.dims["unit"], verdict.dims["item"]) == ("u1", "i1")


def test_a_grant_of_an_item_under_double_publicity_has_seven_working_days() -> None:
    case, facts = decision(), world(item(publish_grants=True))
    assert [v.decision for v in judged(case, facts, "2016-05-10 09:00")] == [OK]
    [verdict] = judged(case, facts, "2016-05-30 09:00")
    assert verdict.decision is VIOLATION
    assert "7个工作日" in verdict.explanation


def test_a_grant_never_published_is_a_sign_from_the_end_of_the_last_day() -> None:
    case, facts = decision(), world(item())
    [before] = judged(case, facts, when="2016-05-30 23:59")
    [verdict] = judged(case, facts, when="2016-05-31 00:00")
    assert (before.decision, verdict.decision) == (OK, VIOLATION)
    assert "届满后仍无公开记录" in verdict.explanation
    assert "第四十条" in verdict.explanation


def test_a_decision_not_to_publish_answers_as_well() -> None:
    document = Document().tell(at("2016-05-03 09:00"), draft(about=NUMBER))
    document.tell(at("2016-05-04 09:00"), disclosure.Withhold(basis="公开条例第十四条"))
    group = Group(NUMBER, (file(decision()),), (document.file,))
    [verdict] = verdicts(PUBLISHED, group, world(item()))
    assert verdict.decision is OK


def test_a_grant_goes_by_its_decision_number_and_without_one_by_the_licence() -> None:
    numbered, bare = decision(), granted(accepted("2016-04-25 09:00"), "2016-04-29 09:00")
    for case in (numbered, bare):
        case.tell(at("2016-05-03 09:00"), cmd.IssueLicence(licence_no="证1"))
    assert not judged(numbered, world(item()), key="证1")
    assert [v.decision for v in judged(bare, world(item()), key="证1")] == [VIOLATION]


def test_a_voided_grant_is_not_judged() -> None:
    case = decision()
    case.tell(at("2016-05-03 09:00"), cmd.Void(reason="重复"))
    assert not judged(case, world(item()))


@pytest.mark.parametrize(
    "facts",
    [world(), world_without("limits", facts=[item()]), world_without("notices", facts=[item()])],
)
def test_without_catalogue_limit_or_calendar_it_cannot_be_told(facts: World) -> None:
    [verdict] = judged(decision(), facts, "2016-05-03 09:00")
    assert verdict.decision is UNDETERMINED

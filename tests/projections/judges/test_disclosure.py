"""What judges say of publications: late, unreviewed, changed, uncoordinated, leaking, missing."""

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.opening import shipped_rules
from domain.calendar import DAY
from domain.disclosure import commands as cmd
from domain.disclosure import events as ev
from domain.leaks import Leak, LeakKind
from domain.organisation import UnitKind, UnitRegistered
from domain.reference import Reference, Rulebook
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.group import Group
from projections.judges import disclosure_late, disclosure_missing, disclosure_publication
from projections.judges.disclosure_duties import missing_keys
from tests.projections.disclosed import (
    AUTHOR,
    FORMED,
    REVIEWER,
    UNIT,
    Document,
    acts,
    at,
    draft,
    publish,
    review,
)
from tests.projections.judged import FIRST_FACT, verdicts, world
from tests.projections.told import BOOK, END_OF_TIME, ZONE, times

VIOLATION, OK, UNDETERMINED = Decision.VIOLATION, Decision.OK, Decision.UNDETERMINED
LATE, MISSING = disclosure_late.JUDGES[0], disclosure_missing.JUDGES[0]
UNREVIEWED, CHANGED, UNCOORDINATED, LEAKS = disclosure_publication.JUDGES
EVERY = (LATE, *disclosure_publication.JUDGES)
START = date(2010, 1, 1)
OTHER = "区卫计局"


def unit(
    kind: UnitKind = UnitKind.DEPARTMENT,
    name: str = UNIT,
    since: date = START,
    until: date | None = None,
) -> UnitRegistered:
    return UnitRegistered(unit=name, kind=kind, in_force_from=since, in_force_to=until)


WORLD = world(unit())


def shipped() -> Reference:
    """The shipped rules, to be changed."""
    found = Reference()
    for position, (_, event) in enumerate(shipped_rules(), 1):
        found = found.after(event, position)  # type: ignore[arg-type]  # all Published
    return found


def decided(said: list[Verdict]) -> list[Decision]:
    return [one.decision for one in said]


def drafted(formed: date = FORMED, **fields: object) -> Document:
    return Document().tell("2016-04-29T17:00", draft(formed_on=formed, **fields))


def missing(
    *documents: Document, category: str, facts: World = WORLD, name: str = UNIT
) -> list[Verdict]:
    group = Group(key=f"{name}|{category}", documents=tuple(d.file for d in documents))
    return list(MISSING.judge(group, facts))


def held(said: list[Verdict], moment: str) -> list[tuple[Decision, tuple[str, ...]]]:
    """What holds at a time but OK."""
    when = at(moment)
    return [(v.decision, v.about) for v in said if v.holds(when) and v.decision is not OK]


# DISC_LATE


@pytest.mark.parametrize(
    ("formed", "last"),
    [
        (date(2016, 4, 29), date(2016, 5, 30)),  # 劳动节 is off
        (date(2016, 9, 20), date(2016, 10, 21)),  # 国庆节 is off, 8 and 9 October are worked
        (date(2016, 2, 5), date(2016, 3, 9)),  # 春节 is off, 6 and 14 February are worked
        (date(2019, 5, 15), date(2019, 6, 13)),  # the text of 2019, 端午节 is off
    ],
)
def test_twenty_working_days_end_at_24_of_the_last_of_them(formed: date, last: date) -> None:
    [verdict] = verdicts(LATE, drafted(formed).file, WORLD)
    assert verdict.decision is VIOLATION
    assert verdict.since == at(f"{last + DAY}T00:00")
    assert f"至{last.year}年{last.month}月{last.day}日24时止" in verdict.explanation


def test_published_on_the_last_day_is_in_time_and_a_moment_later_is_late() -> None:
    in_time = drafted().tell("2016-05-30T23:59", publish())
    late = drafted().tell("2016-05-31T00:00", publish())
    assert decided(verdicts(LATE, in_time.file, WORLD)) == [OK]
    [verdict] = verdicts(LATE, late.file, WORLD)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-05-31T00:00")
    assert verdict.positions == (1, 2)
    assert "第 2 号记录" in verdict.explanation
    assert "超1个工作日" in verdict.explanation
    assert "第十八条" in verdict.explanation
    assert "第二十六条" not in verdict.explanation


def test_late_over_a_weekend_only_is_said_so() -> None:
    late = drafted(date(2016, 5, 6)).tell("2016-06-04T10:00", publish())
    [verdict] = verdicts(LATE, late.file, WORLD)
    assert "期满后均为休息日" in verdict.explanation


def test_before_the_deadline_nothing_is_late_yet() -> None:
    assert verdicts(LATE, drafted().file, WORLD, at("2016-05-30T23:59")) == []
    assert decided(verdicts(LATE, drafted().file, WORLD, at("2016-05-31T00:00"))) == [VIOLATION]


def test_a_changed_text_is_owed_publication_again() -> None:
    change = cmd.Change(changed_on=date(2016, 6, 1), digest="d2")
    found = drafted().tell("2016-05-10T09:00", publish()).tell("2016-06-01T09:00", change)
    said = {v.about: v.decision for v in verdicts(LATE, found.file, WORLD)}
    assert said == {("2016-04-29",): OK, ("2016-06-01",): VIOLATION}
    found.tell("2016-06-28T09:00", publish("d2"))
    said = {v.about: v.decision for v in verdicts(LATE, found.file, WORLD)}
    assert said == {("2016-04-29",): OK, ("2016-06-01",): OK}


def test_the_old_text_published_again_does_not_publish_the_change() -> None:
    change = cmd.Change(changed_on=date(2016, 6, 1), digest="d2")
    found = drafted().tell("2016-06-01T09:00", change).tell("2016-06-02T09:00", publish("d1"))
    said = {v.about: v.decision for v in verdicts(LATE, found.file, WORLD)}
    assert said[("2016-06-01",)] is VIOLATION


def test_the_changed_text_published_in_time_publishes_what_was_formed_before() -> None:
    change = cmd.Change(changed_on=date(2016, 5, 3), digest="d2")
    found = drafted().tell("2016-05-03T09:00", change).tell("2016-05-05T09:00", publish("d2"))
    assert set(decided(verdicts(LATE, found.file, WORLD))) == {OK}


def test_what_is_withheld_with_a_basis_is_not_late_and_without_one_it_is() -> None:
    lawful = drafted().tell("2016-06-20T09:00", cmd.Withhold(basis="公开条例第十四条"))
    bare = drafted().tell("2016-05-20T09:00", cmd.Withhold(basis=" "))
    assert decided(verdicts(LATE, lawful.file, WORLD)) == [OK]
    assert decided(verdicts(LATE, bare.file, WORLD)) == [VIOLATION]


@pytest.mark.parametrize("facts", [world(unit(UnitKind.PUBLIC_ENTERPRISE)), world()])
def test_from_2019_on_the_term_of_an_enterprise_or_an_unknown_unit_cannot_be_told(
    facts: World,
) -> None:
    assert decided(verdicts(LATE, drafted(date(2019, 5, 14)).file, facts)) == [VIOLATION]
    assert decided(verdicts(LATE, drafted(date(2019, 5, 15)).file, facts)) == [UNDETERMINED]


def test_without_a_day_of_forming_lateness_cannot_be_told() -> None:
    found = Document().tell("2016-05-03T09:00", publish())
    assert decided(verdicts(LATE, found.file, WORLD)) == [UNDETERMINED]


def test_without_the_rules_or_the_calendar_lateness_cannot_be_told() -> None:
    bare = World(Rulebook(Reference()), [(FIRST_FACT, unit())], None, ZONE)
    limits = World(Rulebook(replace(shipped(), notices=())), [(FIRST_FACT, unit())], None, ZONE)
    for facts in (bare, limits):
        assert decided(verdicts(LATE, drafted().file, facts)) == [UNDETERMINED]


def test_a_deadline_in_a_year_without_a_calendar_is_provisional_and_cannot_be_told() -> None:
    [verdict] = verdicts(LATE, drafted(date(2026, 12, 20)).file, WORLD)
    assert verdict.decision is UNDETERMINED
    assert "尚未公布" in verdict.explanation


def test_nothing_was_owed_before_the_first_text_nor_by_an_intermediary() -> None:
    assert verdicts(LATE, drafted(date(2008, 4, 30)).file, WORLD) == []
    intermediary = world(unit(UnitKind.INTERMEDIARY))
    assert verdicts(LATE, drafted().file, intermediary) == []


# DISC_NO_SECRECY_REVIEW, DISC_CHANGED_AFTER_REVIEW


def test_a_text_published_without_review_is_a_sign_and_names_who_published_it() -> None:
    found = drafted().tell("2016-05-09T09:00", publish())
    [verdict] = verdicts(UNREVIEWED, found.file, WORLD)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-05-09T09:00")
    assert verdict.dims == {"person": "web-3"}
    assert "第 2 号记录" in verdict.explanation
    assert "疑似" in verdict.explanation
    assert verdicts(CHANGED, found.file, WORLD) == []


def test_a_text_reviewed_by_someone_else_before_is_fine() -> None:
    found = drafted().tell("2016-05-06T09:00", review()).tell("2016-05-09T09:00", publish())
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [OK]
    assert decided(verdicts(CHANGED, found.file, WORLD)) == [OK]


@pytest.mark.parametrize(
    "given_review",
    [
        ("2016-05-09T09:01", review()),
        ("2016-05-06T09:00", review(reviewer=AUTHOR)),
        ("2016-05-06T09:00", review(result=ev.ReviewResult.FAIL)),
        ("2016-05-06T09:00", review("d2")),
    ],
    ids=["afterwards", "by the author", "failed", "of another text"],
)
def test_no_other_review_will_do(given_review: tuple[str, cmd.Review]) -> None:
    found = drafted().tell(*given_review).tell("2016-05-09T09:00", publish())
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [VIOLATION]


def test_who_wrote_the_change_may_not_review_it() -> None:
    change = cmd.Change(changed_on=date(2016, 5, 5), digest="d2", author=REVIEWER)
    found = (
        drafted()
        .tell("2016-05-05T09:00", change)
        .tell("2016-05-06T09:00", review("d2", reviewer=REVIEWER))
        .tell("2016-05-09T09:00", publish("d2"))
    )
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [VIOLATION]


def test_an_unknown_author_or_reviewer_cannot_be_told_apart() -> None:
    nobody = ev.Drafted(title="t", unit=UNIT, formed_on=FORMED, digest="d1")
    unnamed = ev.SecrecyReviewed(digest="d1", reviewer="", result=ev.ReviewResult.PASS)
    no_author = Document().record("2016-04-29T17:00", nobody).tell("2016-05-06T09:00", review())
    no_reviewer = drafted().record("2016-05-06T09:00", unnamed)
    for found in (no_author, no_reviewer):
        found.tell("2016-05-09T09:00", publish())
        assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [UNDETERMINED]


def test_a_failed_review_after_the_pass_leaves_the_matter_to_people() -> None:
    found = (
        drafted()
        .tell("2016-05-05T09:00", review())
        .tell("2016-05-06T09:00", review(reviewer="chief-4", result=ev.ReviewResult.FAIL))
        .tell("2016-05-09T09:00", publish())
    )
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [UNDETERMINED]


def test_another_text_than_the_one_that_passed_is_both_changed_and_unreviewed() -> None:
    found = drafted().tell("2016-05-06T09:00", review()).tell("2016-05-09T09:00", publish("d2"))
    [verdict] = verdicts(CHANGED, found.file, WORLD)
    assert verdict.decision is VIOLATION
    assert verdict.about == ("d2",)
    assert verdict.positions == (3, 2)
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [VIOLATION]


def test_a_publication_without_a_digest_cannot_be_compared() -> None:
    found = drafted().tell("2016-05-06T09:00", review()).tell("2016-05-09T09:00", publish(""))
    assert decided(verdicts(CHANGED, found.file, WORLD)) == [UNDETERMINED]
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [UNDETERMINED]


def test_a_text_published_twice_is_one_sign_and_the_gravest_one() -> None:
    found = (
        drafted()
        .tell("2016-05-05T09:00", publish())
        .tell("2016-05-06T09:00", review())
        .tell("2016-05-09T09:00", publish())
    )
    assert decided(verdicts(UNREVIEWED, found.file, WORLD)) == [VIOLATION]


# DISC_UNCOORDINATED


def test_every_other_unit_concerned_confirms_before_publication() -> None:
    def told(confirmed: str) -> Document:
        return (
            drafted(sources=(OTHER, UNIT))
            .tell("2016-05-03T09:00", cmd.AskCoordination(units=(OTHER,)))
            .tell(confirmed, cmd.Coordinate(unit=OTHER))
            .tell("2016-05-09T09:00", publish())
        )

    assert decided(verdicts(UNCOORDINATED, told("2016-05-06T09:00").file, WORLD)) == [OK]
    [verdict] = verdicts(UNCOORDINATED, told("2016-05-10T09:00").file, WORLD)
    assert verdict.decision is VIOLATION
    assert OTHER in verdict.explanation
    assert UNIT not in verdict.explanation


def test_information_of_the_unit_alone_needs_no_coordination() -> None:
    for sources in ((), (UNIT,)):
        found = drafted(sources=sources).tell("2016-05-09T09:00", publish())
        assert verdicts(UNCOORDINATED, found.file, WORLD) == []


def test_whom_a_text_without_a_draft_concerns_cannot_be_told() -> None:
    found = Document().tell("2016-05-09T09:00", publish())
    assert decided(verdicts(UNCOORDINATED, found.file, WORLD)) == [UNDETERMINED]


# DISC_PII_LEAK


def test_a_text_with_personal_numbers_is_a_sign_that_tells_kinds_and_counts_only() -> None:
    number = "430903199003070012"
    found = drafted().tell("2016-05-09T09:00", publish(text=f"{number}，13800138000"))
    [verdict] = verdicts(LEAKS, found.file, WORLD)
    assert verdict.decision is VIOLATION
    assert "公民身份号码1个、手机号码1个" in verdict.explanation
    assert number not in verdict.explanation


def test_a_masked_text_is_fine() -> None:
    found = drafted().tell("2016-05-09T09:00", publish(text="430903********0012"))
    assert decided(verdicts(LEAKS, found.file, WORLD)) == [OK]


def test_a_text_that_nobody_handed_in_cannot_be_told() -> None:
    found = drafted().tell("2016-05-09T09:00", publish())
    assert decided(verdicts(LEAKS, found.file, WORLD)) == [UNDETERMINED]


def test_a_leak_that_an_import_tells_of_is_a_sign_though_nobody_looked_here() -> None:
    leak = Leak(kind=LeakKind.BANK_CARD, count=2)
    event = ev.Published(url="u", column="c", digest="d1", leaks=(leak,))
    found = drafted().record("2016-05-09T09:00", event)
    assert decided(verdicts(LEAKS, found.file, WORLD)) == [VIOLATION]


# DISC_MISSING


def test_a_yearly_class_is_missing_from_the_day_after_it_is_due_until_it_is_published() -> None:
    in_time = drafted(category="budget").tell("2016-03-15T09:00", publish())
    late = drafted(category="budget").tell("2017-05-04T09:00", publish())
    said = missing(in_time, late, category="budget")
    assert held(said, "2016-12-01T00:00") == [
        (VIOLATION, (str(year),)) for year in range(2010, 2016)
    ]
    assert (VIOLATION, ("2017",)) not in held(said, "2017-04-30T23:59")
    assert (VIOLATION, ("2017",)) in held(said, "2017-05-01T00:00")
    assert (VIOLATION, ("2017",)) not in held(said, "2017-05-04T09:00")
    [found] = [v for v in said if v.about == ("2017",) and v.decision is VIOLATION]
    assert found.dims == {"unit": UNIT}
    assert found.positions == (FIRST_FACT, 2)
    assert "第 2 号记录" in found.explanation


def test_a_unit_owes_nothing_before_it_is_there_nor_after_it_is_gone() -> None:
    facts = world(unit(since=date(2016, 5, 1), until=date(2018, 4, 29)))
    assert {v.about for v in missing(category="budget", facts=facts)} == {("2017",)}


def test_the_year_after_the_last_calendar_cannot_be_told_yet() -> None:
    last = missing(category="budget")[-1]
    assert BOOK.calendar is not None
    year = max(BOOK.calendar.years) + 1
    assert (last.decision, last.about) == (UNDETERMINED, (str(year),))
    assert last.since == at(f"{year}-01-01T00:00")


def test_what_is_owed_once_is_missing_after_twenty_working_days() -> None:
    facts = world(unit(since=date(2016, 4, 29)))
    [verdict] = missing(category="functions", facts=facts)
    assert (verdict.decision, verdict.since, verdict.until) == (
        VIOLATION,
        at("2016-05-31T00:00"),
        None,
    )
    assert "第九条" in verdict.explanation
    published = drafted(category="functions").tell("2016-05-30T09:00", publish())
    assert decided(missing(published, category="functions", facts=facts)) == [OK]


def test_a_withdrawal_leaves_a_gap_until_it_is_published_again() -> None:
    facts = world(unit(since=date(2016, 4, 29)))
    found = (
        drafted(category="functions")
        .tell("2016-05-10T09:00", publish())
        .tell("2017-03-01T09:00", cmd.Withdraw(reason="更新"))
        .tell("2017-03-06T09:00", publish("d2"))
    )
    said = missing(found, category="functions", facts=facts)
    assert held(said, "2017-03-01T08:59") == []
    assert held(said, "2017-03-01T09:00") == [(VIOLATION, ("2017-03-01",))]
    assert held(said, "2017-03-06T09:00") == []
    another = drafted(category="functions").tell("2016-06-01T09:00", publish())
    said = missing(found, another, category="functions", facts=facts)
    assert held(said, "2017-03-01T09:00") == []


def test_a_decision_not_to_publish_with_a_basis_clears_it() -> None:
    facts = world(unit(since=date(2016, 5, 1)))
    for category, moment in (("functions", "2016-05-20T09:00"), ("budget", "2017-04-05T09:00")):
        lawful = drafted(category=category).tell(moment, cmd.Withhold(basis="公开条例第十四条"))
        bare = drafted(category=category).tell(moment, cmd.Withhold(basis=""))
        assert held(missing(lawful, category=category, facts=facts), "2017-05-04T00:00") == []
        assert held(missing(bare, category=category, facts=facts), "2017-05-04T00:00") != []


def test_whether_a_public_enterprise_still_owes_after_2019_cannot_be_told() -> None:
    facts = world(unit(UnitKind.PUBLIC_ENTERPRISE, since=date(2016, 4, 29)))
    said = missing(category="enterprise", facts=facts)
    assert held(said, "2019-05-14T23:59") == [(VIOLATION, ())]
    assert held(said, "2019-05-15T00:00") == [(UNDETERMINED, ())]
    assert "第五十五条" in said[-1].explanation


def test_a_kind_of_unit_that_the_new_text_no_longer_names_cannot_be_told() -> None:
    """公开条例 49 of 2019 does not name 乡镇 and 街道, which 31 of 2007 did."""
    classes = tuple(c for c in BOOK.classes if c.category == "budget")
    before, after = classes
    before = replace(before, unit_kinds=before.unit_kinds | {"township"})
    after = replace(after, unit_kinds=after.unit_kinds - {"township"})
    rules = replace(shipped(), classes=(before, after))
    facts = World(
        Rulebook(rules), [(FIRST_FACT, unit(UnitKind.TOWNSHIP, since=date(2017, 1, 1)))], None, ZONE
    )
    said = missing(category="budget", facts=facts)
    assert held(said, "2021-01-01T00:00") == [
        (VIOLATION, ("2017",)),
        (VIOLATION, ("2018",)),
        (VIOLATION, ("2019",)),
        (UNDETERMINED, ("2020",)),
    ]


def test_of_a_unit_that_is_not_registered_nothing_can_be_told() -> None:
    found = drafted(category="budget", unit="某单位").tell("2016-05-09T09:00", publish())
    assert decided(missing(found, category="budget", facts=world(), name="某单位")) == [
        UNDETERMINED
    ]


def test_what_is_no_mandatory_class_or_not_the_units_is_not_missing() -> None:
    assert missing(category="unheard-of") == []
    assert missing(category="charges") == []


def test_the_keys_are_every_class_that_somebody_owes() -> None:
    keys = missing_keys(world(unit(), unit(UnitKind.PUBLIC_ENTERPRISE, "供水公司")))
    assert keys == sorted(keys)
    assert f"{UNIT}|budget" in keys
    assert f"{UNIT}|charges" not in keys
    assert [key for key in keys if key.startswith("供水公司|")] == ["供水公司|enterprise"]
    assert missing_keys(world()) == []


# All of them


def test_the_order_of_recording_changes_no_verdict() -> None:
    told = [
        ("2016-04-29T17:00", draft(sources=(OTHER,), category="functions")),
        ("2016-05-05T09:00", review()),
        ("2016-05-06T09:00", cmd.Coordinate(unit=OTHER)),
        ("2016-06-02T09:00", publish("d2", text="电话13800138000")),
    ]
    answers = []
    for order in permutations(told):
        found = Document()
        for moment, command in order:
            found.tell(moment, command)
        said = [v for judge in EVERY for v in judge.judge(found.file, WORLD)]
        said += missing(found, category="functions")
        answers.append([(v.code, v.decision, v.since, v.until, v.about) for v in said])
    assert all(answer == answers[0] for answer in answers)


@given(events=st.lists(st.tuples(times, acts), min_size=1, max_size=7))
def test_any_document_can_be_judged_and_no_two_signs_are_the_same(
    events: list[tuple[datetime, cmd.AnyCommand]],
) -> None:
    found = Document()
    for moment, command in events:
        found.tell(moment, command)
    for judge in EVERY:
        said = verdicts(judge, found.file, WORLD, END_OF_TIME)
        assert len({(v.code, v.about) for v in said}) == len(said)
        assert all(v.explanation.endswith("。") for v in said)
        assert all("疑似" in v.explanation for v in said if v.decision is VIOLATION)
    for verdict in missing(found, category="budget"):
        assert verdict.until is None or verdict.since < verdict.until

"""双系统未交换, 体外循环: a department's registers against the hall's cases."""

from datetime import date

from domain.feed import Register
from domain.register import EntryKind
from domain.verdict import Verdict
from domain.world import World
from projections.judges import listed as listed_judges
from projections.judges import unexchanged as unexchanged_judges
from tests.projections.judged import verdicts, world
from tests.projections.judges.district import (
    ENTERED,
    ITEM,
    OFFICE,
    OK,
    UNDETERMINED,
    VIOLATION,
    certificate,
    days,
    decided,
    declared,
    exempted,
    group,
    imported,
    listed,
    local,
    received,
    written,
)
from tests.projections.told import Case

[ENTRY], [CASE] = listed_judges.JUDGES, unexchanged_judges.JUDGES
HALL_ITEM = world(listed(), ENTERED)
NUMBER = "水许2016-7"
# The register says Monday the 5th; one working day later ends on the 6th at midnight.
LATE = local("2016-09-07 00:00")


def case(recorded: str = "2016-09-05 10:00") -> Case:
    """A hall's case that gave the certificate."""
    told = received(Case(), "2016-09-01 09:00")
    return decided(told, "2016-09-05 10:00", decision_no=NUMBER, recorded_at=local(recorded))


def judged(*cases: Case, facts: World = HALL_ITEM, key: str = NUMBER, **fields: object) -> Verdict:
    entry = written(certificate(**fields))
    [said] = verdicts(ENTRY, group(key, *cases, entries=[entry]), facts)
    return said


def test_a_certificate_without_any_case_is_a_shadow_decision_once_the_window_is_over() -> None:
    said = judged()
    assert (said.code, said.decision, said.since) == ("DT_SHADOW_DECISION", VIOLATION, LATE)
    assert said.about == ("证照库", NUMBER)
    assert said.positions == (9001, HALL_ITEM.position_of(ENTERED))
    assert "至2016年9月6日，大厅没有对应的办件" in said.explanation


def test_a_certificate_whose_decision_the_hall_knew_in_time_is_none() -> None:
    assert judged(case()).decision is OK
    assert judged(case("2016-09-06 23:59")).decision is OK


def test_a_decision_written_down_later_than_the_window_was_not_exchanged() -> None:
    said = judged(case("2016-09-07 00:01"))
    assert (said.code, said.decision, said.since) == ("DT_UNEXCHANGED", VIOLATION, LATE)


def test_a_case_that_never_came_to_a_decision_was_not_exchanged() -> None:
    stale = received(Case(), "2016-09-01 09:00", receipt_no="收1")
    said = judged(stale, key="收1", case_no="收1")
    assert (said.code, said.decision) == ("DT_UNEXCHANGED", VIOLATION)
    assert said.positions == (9001, HALL_ITEM.position_of(ENTERED), 1)


def test_an_entry_that_names_its_case_is_judged_by_that_number_alone() -> None:
    entry = written(certificate(case_no="收1"))
    assert verdicts(ENTRY, group(NUMBER, entries=[entry]), HALL_ITEM) == []
    assert len(verdicts(ENTRY, group("收1", entries=[entry]), HALL_ITEM)) == 1


def test_a_seal_without_any_case_was_not_exchanged() -> None:
    assert judged(kind=EntryKind.SEAL).code == "DT_UNEXCHANGED"


def test_an_exemption_or_an_item_outside_the_hall_clears_it() -> None:
    assert judged(facts=world(listed(), ENTERED, exempted())).decision is OK
    assert judged(facts=world(listed())).decision is OK


def test_it_stays_open_while_a_feed_of_the_hall_is_silent() -> None:
    facts = (listed(), ENTERED, declared("大厅", Register.HALL))
    said = judged(facts=world(*facts, heard={"大厅": days("2016-09-05")}))
    assert (said.decision, said.waits) == (UNDETERMINED, ("大厅",))
    heard = judged(facts=world(*facts, heard={"大厅": days("2016-09-05", "2016-09-08")}))
    assert (heard.decision, heard.waits) == (VIOLATION, ())


def test_it_stays_open_where_the_item_or_the_time_of_recording_is_unknown() -> None:
    assert judged(facts=world()).decision is UNDETERMINED
    assert judged(item="").decision is UNDETERMINED
    assert judged(imported(case(), "旧系统")).decision is UNDETERMINED


def test_a_case_of_the_departments_own_system_is_no_case_of_the_hall() -> None:
    facts = world(listed(), ENTERED, declared("局系统", Register.DEPARTMENT))
    said = judged(imported(case(), "局系统"), facts=facts)
    assert said.code == "DT_SHADOW_DECISION"


DEPT = world(listed(), ENTERED, declared("局系统", Register.DEPARTMENT))


def department(**fields: str) -> Case:
    told = received(Case("case-2", first=11), "2016-09-05 09:00", OFFICE, **fields)
    return imported(told, "局系统")


def of_matter(*cases: Case, facts: World = DEPT, key: str = f"s1|{ITEM}") -> list[Verdict]:
    return verdicts(CASE, group(key, *cases), facts)


def test_a_departments_case_that_the_hall_does_not_know_was_not_exchanged() -> None:
    [said] = of_matter(department())
    assert (said.decision, said.since, said.about) == (VIOLATION, LATE, ("case-2",))


def test_one_that_the_hall_has_in_time_was_exchanged_and_one_it_has_later_was_not() -> None:
    assert of_matter(department(), received(Case(), "2016-09-06 23:00")) == []
    assert of_matter(department(), received(Case(), "2016-08-01 09:00")) == []
    assert len(of_matter(department(), received(Case(), "2016-09-07 09:00"))) == 1
    over = decided(received(Case(), "2016-08-01 09:00"), "2016-08-05 09:00")
    assert len(of_matter(department(), over)) == 1


def test_one_with_a_shared_number_is_judged_by_it_alone() -> None:
    assert of_matter(department(shared_no="区1")) == []
    assert len(of_matter(department(shared_no="区1"), key="区1")) == 1
    mine = received(Case(), "2016-09-05 10:00", shared_no="区1")
    assert of_matter(department(shared_no="区1"), mine, key="区1") == []


def test_a_departments_case_stays_open_while_the_hall_is_silent() -> None:
    hall = declared("大厅", Register.HALL)
    facts = world(listed(), ENTERED, declared("局系统", Register.DEPARTMENT), hall)
    [said] = of_matter(department(), facts=facts)
    assert (said.decision, said.waits) == (UNDETERMINED, ("大厅",))


def test_the_effective_wording_of_an_entry_counts() -> None:
    first = certificate(on=date(2016, 9, 1))
    entry = written(first, certificate())
    [said] = verdicts(ENTRY, group(NUMBER, entries=[entry]), HALL_ITEM)
    assert said.since == LATE

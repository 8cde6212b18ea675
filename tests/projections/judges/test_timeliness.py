"""超承诺时限, 超法定时限, 超期未公开说明理由, 承诺长于法定."""

from datetime import date

from domain.case import commands as cmd
from domain.case.events import Matter, PauseReason, Result
from domain.catalogue import ItemListed
from domain.clocks import given_clock
from projections.judges.timeliness import JUDGES, LONGER, PROMISE, STATUTORY, UNEXPLAINED
from tests.projections.judged import world
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    at,
    decided,
    granted,
    received,
    said,
    world_without,
)
from tests.projections.told import BOOK, ZONE, entry

OVERDUE, SET = JUDGES
BEFORE_LAW = "2007-03-01 09:00"


def test_a_decision_on_the_last_promised_day_is_in_time() -> None:
    case = granted(accepted("2016-09-20 09:00", promised=7), "2016-09-29 23:59")
    assert decided(OVERDUE, case, PROMISE) == [OK]
    assert decided(OVERDUE, case, STATUTORY) == [OK]


def test_a_decision_a_day_after_the_promise_is_over_the_promise_and_no_breach_of_law() -> None:
    case = granted(accepted("2016-09-20 09:00", promised=7), "2016-10-10 09:05")
    [verdict] = said(OVERDUE, case, PROMISE)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-09-30 00:00")
    assert verdict.positions == (1, 2)
    for told in (
        "2016年9月20日 09:00受理（第 1 号记录）",
        "承诺时限7个工作日，起算日2016年9月20日（不计），届满日2016年9月29日",
        "2016年10月10日 09:05作出决定（第 2 号记录），超4个工作日",
        "疑似超承诺时限",
        "本身不等于违法",
    ):
        assert told in verdict.explanation
    assert decided(OVERDUE, case, STATUTORY) == [OK]


def test_an_open_case_is_in_time_until_its_last_lawful_day_has_passed() -> None:
    case = accepted("2016-09-20 09:00")
    assert decided(OVERDUE, case, STATUTORY, when=at("2016-10-21 23:59")) == [OK]
    [verdict] = said(OVERDUE, case, STATUTORY, when=at("2016-10-22 00:00"))
    assert verdict.decision is VIOLATION
    assert "届满后仍无作出决定记录" in verdict.explanation


def test_a_late_grant_names_article_74_and_a_late_refusal_article_42_alone() -> None:
    late = "2016-11-01 09:00"
    grant = granted(accepted("2016-09-20 09:00"), late)
    refusal = accepted("2016-09-20 09:00")
    refusal.tell(at(late), cmd.Decide(result=Result.REFUSED, reason="不符合条件", remedy="复议"))
    [granting], [refusing] = said(OVERDUE, grant, STATUTORY), said(OVERDUE, refusal, STATUTORY)
    assert "第四十二条第一款" in granting.explanation
    assert "第七十四条第（二）项由有权机关认定" in granting.explanation
    assert "第四十二条第一款" in refusing.explanation
    assert "第七十四条" not in refusing.explanation


def test_time_that_does_not_count_moves_the_deadline() -> None:
    case = accepted("2016-09-20 09:00")
    pause = cmd.Pause(reason=PauseReason.HEARING, notice_no="告知1号", days_told=10)
    case.tell(at("2016-10-10 09:00"), pause)
    case.tell(at("2016-10-20 09:00"), cmd.Resume())
    granted(case, "2016-10-24 09:00")
    assert decided(OVERDUE, case, STATUTORY) == [OK]


def test_a_late_acceptance_counts_from_the_receipt() -> None:
    case = received("2016-09-20 09:00")
    case.tell(at("2016-10-10 09:00"), cmd.Accept())
    granted(case, "2016-10-31 09:00")
    [verdict] = said(OVERDUE, case, STATUTORY)
    assert verdict.decision is VIOLATION
    assert "起算日2016年9月20日（不计）" in verdict.explanation
    assert "自收到申请材料之日起即为受理" in verdict.explanation


def test_a_voided_case_is_not_judged() -> None:
    case = accepted("2016-09-20 09:00", promised=7)
    case.tell(at("2017-09-20 09:00"), cmd.Void(reason="重复"))
    assert not said(OVERDUE, case, PROMISE) + said(SET, case, LONGER)


def test_a_term_owed_before_any_rule_was_in_force_cannot_be_told() -> None:
    case = accepted(BEFORE_LAW, Matter.HUNAN)
    [verdict] = said(OVERDUE, case, STATUTORY)
    assert verdict.decision is UNDETERMINED
    assert "没有生效的期限规则" in verdict.explanation


def test_without_a_calendar_a_term_owed_cannot_be_told() -> None:
    [verdict] = said(
        OVERDUE, accepted(BEFORE_LAW, Matter.HUNAN), STATUTORY, world_without("notices")
    )
    assert verdict.decision is UNDETERMINED
    assert "未公布工作日历" in verdict.explanation


def test_an_application_that_counts_as_accepted_but_was_not_has_no_term_to_tell() -> None:
    case = received("2016-09-20 09:00")
    assert not decided(OVERDUE, case, STATUTORY, when=at("2016-09-27 23:59"))
    [verdict] = said(OVERDUE, case, STATUTORY)
    assert verdict.decision is UNDETERMINED
    assert "自收到申请材料之日起即为受理" in verdict.explanation


def test_a_promise_that_is_published_but_not_on_the_case_cannot_be_told() -> None:
    item = ItemListed(
        item="i1", name="甲", unit="u1", promised_days=7, in_force_from=date(2016, 1, 1)
    )
    assert decided(OVERDUE, accepted("2016-09-20 09:00"), PROMISE, world(item)) == [UNDETERMINED]


def test_a_deadline_of_the_source_is_neither_promise_nor_law() -> None:
    case = accepted("2016-09-20 09:00", Matter.OTHER)
    rule = BOOK.clock_rules.by_id("SRC.GIVEN@1970-01-01")
    assert rule is not None
    clock = given_clock(rule, date(2016, 9, 20), at("2016-09-22 12:00"), ZONE)
    case.entries[0] = entry(
        1, case.stream, type(case.state[0].event)(clocks=(clock,)), at("2016-09-20 09:00")
    )
    assert decided(OVERDUE, case, PROMISE) == [UNDETERMINED]
    assert not decided(OVERDUE, case, PROMISE, when=at("2016-09-22 23:00"))


def test_a_deadline_beyond_the_published_calendar_is_provisional() -> None:
    [verdict] = said(OVERDUE, accepted("2026-12-21 09:00"), STATUTORY)
    assert verdict.decision is VIOLATION
    assert "暂定" in verdict.explanation


def test_over_time_without_a_public_explanation_is_a_sign_from_2020_on() -> None:
    case = granted(accepted("2020-03-02 09:00", promised=7), "2020-04-20 09:00")
    [verdict] = said(OVERDUE, case, UNEXPLAINED)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2020-03-12 00:00")
    assert "第三十六条第二款" in verdict.explanation


def test_over_time_before_2020_needed_no_public_explanation() -> None:
    case = granted(accepted("2016-09-20 09:00", promised=7), "2016-12-20 09:00")
    assert not said(OVERDUE, case, UNEXPLAINED)


def test_a_public_explanation_ends_the_sign() -> None:
    case = accepted("2020-03-02 09:00", promised=7)
    case.tell(
        at("2020-03-16 09:00"), cmd.ExplainDelay(reason="系统故障", published_at="政务公开栏")
    )
    assert decided(OVERDUE, case, UNEXPLAINED, when=at("2020-03-13 09:00")) == [VIOLATION]
    assert decided(OVERDUE, case, UNEXPLAINED) == [OK]


def test_whether_an_explanation_was_public_cannot_be_told_where_no_place_is_named() -> None:
    case = accepted("2020-03-02 09:00", promised=7)
    case.tell(at("2020-03-10 09:00"), cmd.ExplainDelay(reason="系统故障"))
    assert decided(OVERDUE, case, UNEXPLAINED) == [UNDETERMINED]


def test_a_promise_longer_than_the_law_allows_is_a_sign() -> None:
    [verdict] = said(SET, accepted("2016-09-20 09:00", promised=21), LONGER)
    assert verdict.decision is VIOLATION
    assert "承诺时限21个工作日，法定时限20个工作日" in verdict.explanation


def test_a_promise_as_long_as_the_law_allows_is_none() -> None:
    assert decided(SET, accepted("2016-09-20 09:00", promised=20), LONGER) == [OK]


def test_terms_in_different_units_are_compared_by_where_they_end() -> None:
    case = accepted("2016-09-20 09:00", Matter.HUNAN_JOINT, promised=40)
    assert decided(SET, case, LONGER) == [VIOLATION]


def test_a_promise_beside_a_statutory_term_that_is_unknown_cannot_be_told() -> None:
    item = ItemListed(
        item="i1", name="甲", unit="u1", statutory_days=20, in_force_from=date(2016, 1, 1)
    )
    case = accepted("2016-09-20 09:00", Matter.OTHER, promised=7)
    assert decided(SET, case, LONGER, world(item)) == [UNDETERMINED]
    assert not decided(SET, case, LONGER)

"""未出具受理凭证, 未说明理由或救济, 送达超期, 核查不足两人."""

from datetime import date

import pytest

from domain.case import commands as cmd
from domain.case.events import CloseKind, Matter, Result, StepKind
from domain.catalogue import ItemListed, ItemType
from projections.judges.licence import CHECKERS, DELIVERY, JUDGES, NO_REASON, RECEIPT
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
)
from tests.projections.told import Case

VOUCHERS, REASONS, DELIVERIES, CHECKS = JUDGES


def checked(step: str, *checkers: str) -> Case:
    """A case with a check."""
    case = accepted("2016-09-20 09:00")
    case.tell(
        at("2016-09-22 09:00"),
        cmd.FinishStep(step=step, kind=StepKind.CHECK, checkers=checkers),
    )
    return case


def test_an_acceptance_with_number_and_sealed_voucher_is_in_order() -> None:
    assert decided(VOUCHERS, accepted("2016-09-20 09:00"), RECEIPT) == [OK]


def test_an_acceptance_without_voucher_says_what_is_lacking() -> None:
    case = received("2016-09-20 09:00")
    case.tell(at("2016-09-20 10:00"), cmd.Accept())
    [verdict] = said(VOUCHERS, case, RECEIPT)
    assert verdict.decision is VIOLATION
    assert "没有凭证编号、加盖专用印章的书面凭证的记录" in verdict.explanation


def test_the_number_may_have_been_given_at_the_receipt() -> None:
    case = Case()
    case.tell(at("2016-09-20 09:00"), cmd.Receive(item="i1", unit="u1", receipt_no="r1"))
    case.tell(at("2016-09-20 10:00"), cmd.Accept(sealed_voucher=True))
    assert decided(VOUCHERS, case, RECEIPT) == [OK]


def test_the_voucher_of_a_non_acceptance_is_not_recorded_and_cannot_be_told() -> None:
    case = received("2016-09-20 09:00")
    case.tell(at("2016-09-20 10:00"), cmd.NotAccept(reason="不属于职权范围", remedy="复议"))
    assert decided(VOUCHERS, case, RECEIPT) == [UNDETERMINED]


def test_a_refusal_with_reason_and_remedy_is_in_order() -> None:
    case = accepted("2016-09-20 09:00")
    refusal = cmd.Decide(result=Result.REFUSED, reason="不符合条件", remedy="六十日内申请复议")
    case.tell(at("2016-09-22 09:00"), refusal)
    assert decided(REASONS, case, NO_REASON) == [OK]


def test_a_refusal_without_remedy_is_a_sign() -> None:
    case = accepted("2016-09-20 09:00")
    case.tell(at("2016-09-22 09:00"), cmd.Decide(result=Result.REFUSED, reason="不符合条件"))
    [verdict] = said(REASONS, case, NO_REASON)
    assert verdict.decision is VIOLATION
    assert "没有记载救济途径" in verdict.explanation
    assert "第三十八条第二款" in verdict.explanation


def test_a_non_acceptance_without_a_word_is_a_sign() -> None:
    case = received("2016-09-20 09:00")
    case.tell(at("2016-09-20 10:00"), cmd.NotAccept(reason=" "))
    [verdict] = said(REASONS, case, NO_REASON)
    assert verdict.decision is VIOLATION
    assert "没有记载理由、救济途径" in verdict.explanation


def test_a_case_closed_as_refused_without_a_decision_cannot_be_told() -> None:
    case = accepted("2016-09-20 09:00")
    case.tell(at("2016-09-22 09:00"), cmd.Close(kind=CloseKind.REFUSED))
    assert decided(REASONS, case, NO_REASON) == [UNDETERMINED]


def test_a_grant_owes_no_reason() -> None:
    case = granted(accepted("2016-09-20 09:00"), "2016-09-22 09:00")
    assert not said(REASONS, case, NO_REASON)


def test_a_licence_delivered_on_the_tenth_working_day_is_in_time() -> None:
    case = granted(accepted("2016-09-20 09:00"), "2016-09-28 09:00")
    case.tell(at("2016-10-17 20:00"), cmd.Deliver())
    assert decided(DELIVERIES, case, DELIVERY) == [OK]


def test_a_licence_never_delivered_is_late_after_the_tenth_working_day() -> None:
    case = granted(accepted("2016-09-20 09:00"), "2016-09-28 09:00")
    assert decided(DELIVERIES, case, DELIVERY, when=at("2016-10-17 23:59")) == [OK]
    [verdict] = said(DELIVERIES, case, DELIVERY)
    assert verdict.decision is VIOLATION
    assert "届满后仍无送达记录" in verdict.explanation
    assert "第四十四条" in verdict.explanation


def test_a_refusal_has_nothing_to_deliver() -> None:
    case = accepted("2016-09-20 09:00")
    case.tell(at("2016-09-28 09:00"), cmd.Decide(result=Result.REFUSED))
    assert not said(DELIVERIES, case, DELIVERY)


def test_a_delivery_before_the_licence_law_cannot_be_told() -> None:
    case = granted(accepted("2004-02-20 09:00"), "2004-03-01 09:00")
    assert decided(DELIVERIES, case, DELIVERY) == [UNDETERMINED]


def test_two_who_checked_are_enough() -> None:
    assert decided(CHECKS, checked("现场核查", "a", "b"), CHECKERS) == [OK]


@pytest.mark.parametrize("checkers", [("a",), ("a", "a")])
def test_one_who_checked_is_a_sign(checkers: tuple[str, ...]) -> None:
    [verdict] = said(CHECKS, checked("核查", *checkers), CHECKERS)
    assert verdict.decision is VIOLATION
    assert "疑似核查不足两人" in verdict.explanation


def test_who_checked_on_site_cannot_be_told_where_nobody_is_named() -> None:
    assert decided(CHECKS, checked("现场核查"), CHECKERS) == [UNDETERMINED]


def test_a_check_on_paper_may_name_nobody() -> None:
    assert not said(CHECKS, checked("材料核查"), CHECKERS)


def test_the_catalogue_tells_a_licence_where_the_case_does_not() -> None:
    case = Case()
    case.tell(at("2016-09-20 09:00"), cmd.Accept(item="i1", unit="u1", matter=Matter.OTHER))
    item = ItemListed(item="i1", name="甲", unit="u1", in_force_from=date(2016, 1, 1))
    payment = ItemListed(
        item="i1",
        name="甲",
        unit="u1",
        type=ItemType.PAYMENT,
        in_force_from=date(2016, 1, 1),
    )
    assert decided(VOUCHERS, case, RECEIPT, world(item)) == [VIOLATION]
    assert not said(VOUCHERS, case, RECEIPT, world(payment))
    assert not said(VOUCHERS, case, RECEIPT)

"""办理次序颠倒, 未作决定先送达."""

from itertools import permutations

from domain.case import commands as cmd
from domain.case.events import CloseKind, StepKind
from domain.feed import Rhythm
from projections.judges.sequence import JUDGES
from tests.projections.judged import file, verdicts, world
from tests.projections.judges.recorded import (
    IMPORTER,
    OK,
    SOURCE,
    UNDETERMINED,
    VIOLATION,
    accepted,
    decide,
    declared,
    local,
    received,
)
from tests.projections.told import Case

ORDER, SENT = JUDGES


def test_a_decision_before_the_acceptance_is_out_of_order_once() -> None:
    case = decide(accepted(), "2016-09-04 09:00")

    [verdict] = verdicts(ORDER, file(case), world())

    assert verdict.decision is VIOLATION
    assert verdict.about == ("case-1.2", "case-1.3")
    assert verdict.positions == (2, 3)
    assert verdict.since == local("2016-09-05 10:00")
    assert "《行政许可法》第四章" in verdict.explanation


def test_each_pair_the_wrong_way_round_is_found_once() -> None:
    case = decide(accepted())
    case.tell(local("2016-09-06 08:00"), cmd.Deliver())
    case.tell(local("2016-09-06 09:00"), cmd.Close())

    said = verdicts(ORDER, file(case), world())

    assert [one.about for one in said] == [("case-1.3", "case-1.4"), ("case-1.3", "case-1.5")]


def test_the_order_of_recording_does_not_matter() -> None:
    told = [
        (local("2016-09-05 09:00"), cmd.Receive(item="甲", unit="局")),
        (local("2016-09-05 10:00"), cmd.Accept(item="甲", unit="局")),
        (local("2016-09-07 09:00"), cmd.Close()),
    ]
    for order in permutations(told):
        case = Case()
        for at, command in order:
            case.tell(at, command)
        assert [one.decision for one in verdicts(ORDER, file(case), world())] == [OK]


def test_a_case_closed_after_it_was_not_accepted_is_in_order() -> None:
    case = received()
    case.tell(local("2016-09-05 11:00"), cmd.NotAccept(reason="不属本机关"))
    case.tell(local("2016-09-05 12:00"), cmd.Close(kind=CloseKind.NOT_ACCEPTED))

    assert [one.decision for one in verdicts(ORDER, file(case), world())] == [OK]


def test_on_one_day_of_which_a_source_gives_no_hour_the_order_cannot_be_told() -> None:
    case = decide(accepted(), "2016-09-05 00:00")

    [verdict] = verdicts(ORDER, file(case), world())

    assert verdict.decision is UNDETERMINED
    assert "只记到日" in verdict.explanation


def test_one_event_alone_is_in_no_order() -> None:
    assert verdicts(ORDER, file(received()), world()) == []


def test_a_licence_issued_without_any_decision_is_a_sign() -> None:
    case = accepted()
    case.tell(local("2016-09-06 09:00"), cmd.IssueLicence(licence_no="1"))
    case.tell(local("2016-09-06 10:00"), cmd.Deliver())

    [verdict] = verdicts(SENT, file(case), world())

    assert verdict.decision is VIOLATION
    assert verdict.positions == (3,)
    assert "第四十四条" in verdict.explanation


def test_what_was_decided_may_be_delivered() -> None:
    case = decide(accepted())
    case.tell(local("2016-09-08 10:00"), cmd.Deliver())

    assert [one.decision for one in verdicts(SENT, file(case), world())] == [OK]


def test_a_refusal_to_accept_may_be_delivered() -> None:
    case = received()
    case.tell(local("2016-09-05 11:00"), cmd.NotAccept(reason="不属本机关"))
    case.tell(local("2016-09-05 12:00"), cmd.Deliver())

    assert verdicts(SENT, file(case), world()) == []


def test_a_step_of_deciding_without_a_decision_leaves_it_open() -> None:
    case = accepted()
    case.tell(local("2016-09-06 09:00"), cmd.FinishStep(step="决定", kind=StepKind.DECIDE))
    case.tell(local("2016-09-06 10:00"), cmd.Deliver())

    assert [one.decision for one in verdicts(SENT, file(case), world())] == [UNDETERMINED]


def test_while_the_source_of_the_case_is_silent_its_decision_is_awaited() -> None:
    case = accepted(actor=IMPORTER)
    case.tell(local("2016-09-06 10:00"), cmd.Deliver(), actor=IMPORTER)
    feed = declared(Rhythm.REALTIME)

    [waiting] = verdicts(SENT, file(case), world(feed))
    [heard] = verdicts(
        SENT, file(case), world(feed, heard={SOURCE: [local("2016-09-06 10:00").date()]})
    )

    assert (waiting.decision, waiting.waits) == (UNDETERMINED, (SOURCE,))
    assert (heard.decision, heard.waits) == (VIOLATION, ())

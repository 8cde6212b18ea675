"""今日待办: what is due today or soon, awaits corrections, or stands still for too long."""

from datetime import date, datetime, timedelta, timezone

import pytest

from domain.case import commands as cmd
from domain.case.events import PauseReason
from ledger.ledger import Ledger
from projections.filters import UnknownColumn
from projections.read import Answer, Views
from projections.when import When
from tests.projections.told import Case
from tests.projections.written import open_log, tell

CHINA = timezone(timedelta(hours=8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def accepted(name: str, unit: str = "市监局", promised: int = 7) -> Case:
    """Accepted on Monday 2018-10-15, due by its promise on 10-24 where that is 7 days."""
    case = Case(name)
    case.tell(
        at("2018-10-15T10:00"),
        cmd.Accept(
            item="食品经营许可",
            unit=unit,
            window="大厅/3号",
            receipt_no=f"收{name}",
            promised_days=promised,
        ),
    )
    return case


def paused(days_told: int) -> Case:
    case = accepted("case-paused")
    pause = cmd.Pause(reason=PauseReason.EXPERT_REVIEW, notice_no="告1", days_told=days_told)
    case.tell(at("2018-10-17T10:00"), pause)
    return case


def correcting(name: str = "case-correcting") -> Case:
    case = Case(name)
    case.tell(at("2018-10-15T10:00"), cmd.Receive(item="甲", unit="住建局"))
    case.tell(at("2018-10-16T10:00"), cmd.NotifyCorrection(materials=("申请书",)))
    return case


@pytest.fixture
def asked(ledger: Ledger, views: Views) -> Views:
    """A case due by its promise on 10-24, one closed, one paused, one to be corrected."""
    open_log(ledger)
    closed = accepted("case-closed")
    closed.tell(at("2018-10-23T10:00"), cmd.Close())
    tell(ledger, accepted("case-1"), closed, paused(5), correcting())
    views.catch_up()
    return views


def found(views: Views, as_of: str, **where: str) -> Answer:
    return views.today(When(as_of=at(as_of)), where)


def kinds(views: Views, as_of: str, stream: str) -> list[str]:
    return [row["kind"] for row in found(views, as_of).rows if row["stream"] == stream]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2018-10-19T09:00", []),
        ("2018-10-22T09:00", ["due_soon"]),
        ("2018-10-23T23:59", ["due_soon"]),
        ("2018-10-24T00:00", ["due_today"]),
        ("2018-10-24T23:59", ["due_today"]),
        ("2018-10-25T00:00", []),
    ],
)
def test_a_deadline_is_soon_within_the_limit_and_then_today(
    asked: Views, as_of: str, expected: list[str]
) -> None:
    assert kinds(asked, as_of, "case-1") == expected


def test_a_closed_case_asks_for_nothing_more(asked: Views) -> None:
    assert kinds(asked, "2018-10-23T09:00", "case-closed") == ["due_soon"]
    assert kinds(asked, "2018-10-24T09:00", "case-closed") == []


def test_a_row_says_where_by_whom_until_when_and_why(asked: Views) -> None:
    rows = found(asked, "2018-10-22T09:00").rows
    [row] = [row for row in rows if row["stream"] == "case-1"]
    assert (row["unit"], row["window"], row["person"]) == ("市监局", "大厅/3号", "w")
    assert (row["receipt_no"], row["clock"]) == ("收case-1", "PROMISE.DECIDE")
    assert (row["due"], row["days_left"]) == (date(2018, 10, 24), 2)
    assert row["explanation"] == "承诺时限至2018-10-24，还有2个工作日"


@pytest.mark.parametrize(
    ("as_of", "days", "words"),
    [
        ("2018-10-22T09:00", 2, "还有2个工作日"),
        ("2018-10-24T09:00", 0, "今日届满"),
        ("2018-10-26T09:00", -2, "已超2个工作日，仍未恢复计时"),
    ],
)
def test_a_pause_is_shown_when_the_days_told_are_about_to_end_and_when_they_are_over(
    asked: Views, as_of: str, days: int, words: str
) -> None:
    rows = found(asked, as_of, kind="pause_ending").rows
    [row] = [row for row in rows if row["stream"] == "case-paused"]
    assert (row["due"], row["days_left"]) == (date(2018, 10, 24), days)
    assert row["explanation"] == (
        f"2018-10-17起停止计时（专家评审），告知的5个工作日至2018-10-24，{words}"
    )


def test_a_pause_with_days_to_go_or_none_told_is_not_shown(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    tell(ledger, paused(0), correcting())
    views.catch_up()
    assert kinds(views, "2018-10-26T09:00", "case-paused") == []


def test_corrections_are_awaited_until_they_come(asked: Views, ledger: Ledger) -> None:
    [row] = found(asked, "2018-10-19T09:00").rows
    assert (row["kind"], row["stream"]) == ("awaiting_correction", "case-correcting")
    assert (row["due"], row["days_left"]) == (None, None)
    assert row["explanation"] == "2018-10-16告知补正，至今3个工作日未收到补正材料"
    assert kinds(asked, "2018-10-16T09:59", "case-correcting") == []
    came = correcting("case-came")
    came.tell(at("2018-10-18T10:00"), cmd.ReceiveCorrection())
    tell(ledger, came)
    asked.catch_up()
    assert kinds(asked, "2018-10-17T09:00", "case-came") == ["awaiting_correction"]
    assert kinds(asked, "2018-10-19T09:00", "case-came") == []


def test_what_was_recorded_later_does_not_count_for_an_earlier_position(
    asked: Views, ledger: Ledger
) -> None:
    before = ledger.reader.head().size
    tell(ledger, accepted("case-later"))
    asked.catch_up()
    when = When(as_of=at("2018-10-24T09:00"), known_at=before)
    assert "case-later" not in {row["stream"] for row in asked.today(when).rows}
    assert kinds(asked, "2018-10-24T09:00", "case-later") == ["due_today"]


def test_it_is_filtered_by_unit_and_window_and_sorted_by_what_is_due_first(asked: Views) -> None:
    as_of = "2018-10-23T09:00"
    assert {row["stream"] for row in found(asked, as_of, unit="住建局").rows} == {"case-correcting"}
    assert found(asked, as_of, window="大厅/3号").total == 3
    dues = [row["due"] for row in found(asked, as_of).rows]
    assert dues == sorted(dues, key=lambda due: due or date.max)
    with pytest.raises(UnknownColumn, match="expected a column"):
        found(asked, as_of, colour="red")


def test_pages_follow_each_other(asked: Views) -> None:
    when = When(as_of=at("2018-10-24T09:00"))
    whole = asked.today(when)
    pages = [asked.today(when, limit=1, offset=n).rows for n in range(whole.total)]
    assert [row for page in pages for row in page] == whole.rows

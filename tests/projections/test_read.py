"""What the views answer: given what was recorded, when somebody asks, then these rows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.case import commands as cmd
from domain.case.events import CloseKind, PauseReason, Received, Result
from domain.decider import Actor, Asked
from domain.explain import Standing
from domain.values import Attribute, Clear
from ledger.ledger import Ledger
from projections.filters import BadValue, UnknownColumn
from projections.overdue import State
from projections.read import Views
from projections.standing import Kind
from projections.when import BadTime, When, read_instant, read_when
from tests.projections.told import ZONE, Case
from tests.projections.written import open_log, tell, write

RECEIVE = cmd.Receive(item="排水许可", unit="区城管局", receipt_no="HS1")


def at(text: str) -> datetime:
    """A time in China."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def late_case(stream: str = "case-late") -> Case:
    """Promised seven working days from 2018-10-15 10:00, decided on the ninth (domain.md §1.7)."""
    case = Case(stream)
    case.tell(at("2018-10-15T09:00"), RECEIVE)
    case.tell(at("2018-10-15T10:00"), cmd.Accept(promised_days=7, statutory_days=10))
    case.tell(at("2018-10-26T11:00"), cmd.Decide(result=Result.GRANTED))
    case.tell(at("2018-10-26T11:30"), cmd.Deliver())
    case.tell(at("2018-10-26T11:31"), cmd.Close(kind=CloseKind.LICENSED))
    return case


@pytest.fixture
def asked(ledger: Ledger, views: Views) -> Views:
    """The views of a log with one case late, one on time and one still open."""
    open_log(ledger)
    good, running = Case("case-good"), Case("case-open")
    good.tell(at("2018-10-15T09:00"), cmd.Receive(item="甲", unit="乙"))
    good.tell(
        at("2018-10-15T10:00"),
        cmd.Accept(
            promised_days=7, attributes=(Attribute(name="lane", kind="string", value="绿色通道"),)
        ),
    )
    good.tell(at("2018-10-18T10:00"), cmd.Decide(result=Result.REFUSED))
    good.tell(at("2018-10-18T10:10"), cmd.Close(kind=CloseKind.REFUSED))
    running.tell(at("2018-10-15T10:00"), cmd.Accept(unit="乙", promised_days=7))
    tell(ledger, late_case(), good, running)
    views.catch_up()
    return views


def streams(rows: list[dict]) -> list[str]:
    return [row["stream"] for row in rows]


def test_a_case_shows_its_slots_and_its_state_in_words(asked: Views) -> None:
    row = asked.cases(where={"stream": "case-late"}).rows[0]
    assert (row["item"], row["unit"], row["receipt_no"]) == ("排水许可", "区城管局", "HS1")
    assert (row["status"], row["result"], row["close_kind"]) == ("closed", "granted", "licensed")
    assert row["accepted_at"] == at("2018-10-15T10:00")
    assert (row["events"], row["steps"], row["paused"]) == (5, 0, False)


def test_a_case_is_listed_as_it_stood_at_the_time_asked(asked: Views) -> None:
    def status(text: str) -> list[str]:
        return [row["status"] for row in asked.cases(When(as_of=at(text))).rows]

    assert status("2018-10-15T08:59") == []
    assert status("2018-10-15T09:30") == ["received", "received"]
    assert status("2018-10-18T10:05") == ["decided", "accepted", "accepted"]
    assert status("2018-10-27T00:00") == ["closed", "closed", "accepted"]


def test_conditions_filter_by_column_state_and_public_attribute(asked: Views) -> None:
    for when in (When(), When(as_of=at("2018-10-20T00:00"))):
        assert streams(asked.cases(when, {"unit": "乙"}).rows) == ["case-good", "case-open"]
        assert streams(asked.cases(when, {"department": "区城管局"}).rows) == ["case-late"]
        assert streams(asked.cases(when, {"lane": "绿色通道"}).rows) == ["case-good"]
        assert asked.cases(when, {"unit": "乙", "status": "closed"}).total == 1
        assert asked.cases(when, {"paused": "true"}).total == 0


def test_a_list_is_sorted_and_cut_and_counts_all(asked: Views) -> None:
    for when in (When(), When(as_of=at("2018-10-20T00:00"))):
        down = asked.cases(when, sort="-closed_at", limit=2)
        assert down.total == 3
        whole = asked.cases(when, sort="-closed_at").rows
        assert down.rows + asked.cases(when, sort="-closed_at", limit=2, offset=2).rows == whole
    assert streams(asked.cases(sort="-closed_at").rows) == ["case-late", "case-good", "case-open"]
    assert streams(asked.cases(sort="closed_at").rows) == ["case-good", "case-late", "case-open"]


def test_what_cannot_be_asked_is_explained(asked: Views) -> None:
    with pytest.raises(UnknownColumn, match=r"expected a column .*got 'colour'"):
        asked.cases(where={"colour": "red"})
    with pytest.raises(UnknownColumn):
        asked.overdue(sort="colour")
    with pytest.raises(BadValue, match="whole number for steps, got 'many'"):
        asked.cases(where={"steps": "many"})
    with pytest.raises(BadTime, match="expected a position from 0 to"):
        asked.cases(When(known_at=10**9))


def test_each_late_clock_is_a_row_with_its_days_explained(asked: Views) -> None:
    [promise] = asked.overdue(where={"stream": "case-late"}).rows
    assert (promise["clock"], promise["basis"]) == ("PROMISE.DECIDE", "promised")
    assert (promise["due"], promise["days_over"]) == (date(2018, 10, 24), 2)
    assert (promise["state"], promise["ended_at"]) == ("closed", at("2018-10-26T11:00"))
    assert promise["explanation"] == (
        "承诺时限（《湖南省行政程序规定》第八十条）：受理2018-10-15，7个工作日，至2018-10-24"
        "（2018-10-15 至 2018-10-24，计 7 日；周末 2 日不计），2018-10-26作出决定，超2个工作日"
    )


def test_open_clocks_are_late_from_the_day_after_the_last_lawful_day(asked: Views) -> None:
    def running(text: str) -> list[str]:
        answer = asked.overdue(When(as_of=at(text)), state=State.OPEN)
        return [f"{row['stream']} {row['clock']}" for row in answer.rows]

    assert running("2018-10-24T23:59:59.999999") == []
    assert running("2018-10-25T00:00") == ["case-late PROMISE.DECIDE", "case-open PROMISE.DECIDE"]


def test_a_card_is_late_from_the_first_second_beyond_the_term(asked: Views) -> None:
    def cards(text: str) -> list[tuple[str, str]]:
        answer = asked.overdue(When(as_of=at(text)), Kind.CARD, where={"stream": "case-open"})
        return [(row["card"], row["state"]) for row in answer.rows]

    assert cards("2018-10-24T10:00:00") == []
    assert cards("2018-10-24T10:00:01") == [("yellow", "open")]
    assert cards("2018-11-30T00:00:00") == [("red", "open")]
    [card] = asked.overdue(kind=Kind.CARD, state=State.CLOSED).rows
    assert (card["stream"], card["clock"]) == ("case-late", "PROMISE.DECIDE")
    assert card["card"] == "yellow"
    assert card["seconds_over"] == 2 * 86_400 + 3_599


def test_a_correction_counts_from_its_own_position_at_the_restated_time(
    ledger: Ledger, asked: Views
) -> None:
    known = ledger.reader.head().size
    case = late_case()
    decided = case.entries[2].id
    case.tell(
        at("2018-11-01T09:00"),
        cmd.Correct(
            corrects=decided,
            happened_at=at("2018-10-23T11:00"),
            restated=cmd.Decide(result=Result.REFUSED),
        ),
    )
    write(ledger, case.entries[-1:])
    asked.catch_up()
    assert asked.overdue(where={"stream": "case-late"}).total == 0
    assert asked.overdue(When(known_at=known), where={"stream": "case-late"}).total == 1
    answer = asked.case("case-late")
    assert answer is not None
    assert (answer.row["result"], answer.row["decided_at"]) == ("refused", at("2018-10-23T11:00"))
    assert [step.corrects for step in answer.steps if step.corrects] == [decided]
    assert [step.corrected_by for step in answer.steps if step.corrected_by] == [
        (answer.steps[-1].position,)
    ]


def test_a_voided_case_is_late_no_more(ledger: Ledger, asked: Views) -> None:
    case = late_case()
    case.tell(at("2018-11-01T09:00"), cmd.Void(reason="重复登记"))
    write(ledger, case.entries[-1:])
    asked.catch_up()
    for kind in Kind:
        assert asked.overdue(kind=kind, where={"stream": "case-late"}).total == 0
        before = When(as_of=at("2018-10-31T00:00"))
        assert asked.overdue(before, kind, where={"stream": "case-late"}).total == 1


def test_a_withdrawn_case_gets_no_card(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    case = Case("case-withdrawn")
    case.tell(at("2018-10-15T10:00"), cmd.Accept(promised_days=7))
    case.tell(at("2018-11-15T10:00"), cmd.Close(kind=CloseKind.WITHDRAWN))
    tell(ledger, case)
    views.catch_up()
    assert (views.overdue(kind=Kind.CARD).total, views.overdue(kind=Kind.LEGAL).total) == (0, 2)


def test_days_of_a_lawful_pause_do_not_count_and_are_named(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    case = Case("case-paused")
    case.tell(at("2018-10-15T10:00"), cmd.Accept(promised_days=7))
    case.tell(
        at("2018-10-16T10:00"),
        cmd.Pause(reason=PauseReason.HEARING, notice_no="告知1号", days_told=3),
    )
    case.tell(at("2018-10-19T10:00"), cmd.Resume())
    tell(ledger, case)
    views.catch_up()
    answer = views.case("case-paused", When(as_of=at("2018-11-01T00:00")))
    assert answer is not None
    promise = next(c for c in answer.clocks if c.running.clock.clock == "PROMISE.DECIDE")
    assert promise.running.clock.due == date(2018, 10, 29)
    assert [day.name for day in promise.days if day.standing is Standing.EXCLUDED] == ["听证"] * 3
    legal, card = promise.late
    assert "不计入期限（听证） 3 日不计" in legal
    assert legal.endswith("截至2018-11-01尚未办结，超3个工作日")
    assert "应发牌时点" in card


def test_days_off_after_the_deadline_are_no_working_days_over(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    case = Case("case-weekend")
    case.tell(at("2018-10-15T10:00"), cmd.Accept(promised_days=9))
    case.tell(at("2018-10-27T10:00"), cmd.Decide(result=Result.GRANTED))
    tell(ledger, case)
    views.catch_up()
    [row] = views.overdue(where={"basis": "promised"}).rows
    assert (row["due"], row["days_over"]) == (date(2018, 10, 26), 0)
    assert row["explanation"].endswith("2018-10-27作出决定，期满后均为休息日，不足1个工作日")


def test_one_case_shows_its_clocks_and_cards_as_they_stood(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    case = late_case()
    tell(ledger, case)
    views.catch_up()
    answer = views.case("case-late", When(as_of=at("2018-10-20T00:00")))
    assert answer is not None
    assert [h.event.TYPE for h in answer.history] == ["case.received", "case.accepted"]
    assert [c.running.clock.clock for c in answer.clocks] == [
        "LIC.CORRECT_NOTICE",
        "LIC.DECIDE",
        "PROMISE.DECIDE",
    ]
    assert answer.cards is not None
    assert answer.cards.yellow_at == at("2018-10-24T10:00:01")
    assert len(answer.steps) == 5
    assert views.case("case-none") is None
    assert views.case("case-late", When(as_of=at("2018-10-01T00:00"))) is None


def test_the_figures_of_the_overview_are_those_of_the_lists(asked: Views) -> None:
    when = When(as_of=at("2018-10-26T12:00"))
    counts = asked.counts(when, timedelta(days=7))
    assert (counts.total, counts.open, counts.closed, counts.voided) == (3, 1, 2, 0)
    assert (counts.new, counts.done) == (0, 1)
    assert counts.overdue_legal_open == asked.overdue(when, state=State.OPEN).total == 1
    assert counts.overdue_legal_closed == asked.overdue(when, state=State.CLOSED).total == 1
    assert counts.overdue_card_open == asked.overdue(when, Kind.CARD, State.OPEN).total == 1
    assert counts.overdue_card_closed == asked.overdue(when, Kind.CARD, State.CLOSED).total == 1
    assert asked.counts(When(as_of=at("2018-10-24T08:00"))).due_today == 2


def test_a_naive_time_is_in_the_logs_zone_and_a_date_is_its_end() -> None:
    assert read_instant("2016-04-29", ZONE) == at("2016-04-30T00:00")
    assert read_instant("2016-04-29T09:05", ZONE) == at("2016-04-29T09:05")
    assert read_instant("2016-04-29T09:05Z", ZONE) == datetime(2016, 4, 29, 9, 5, tzinfo=UTC)
    assert read_when(None, "17", ZONE) == When(known_at=17)
    with pytest.raises(BadTime, match="expected a time like"):
        read_instant("yesterday", ZONE)


def test_a_replay_says_what_each_entry_changed(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    case = late_case()
    case.tell(at("2018-10-27T09:00"), cmd.Correct(
        corrects=case.entries[2].id,
        happened_at=at("2018-10-26T10:00"),
        restated=cmd.Decide(result=Result.REFUSED),
    ))  # fmt: skip
    tell(ledger, case)
    views.catch_up()
    steps = views.replay("case-late")
    decided, corrected = steps[2], steps[-1]
    changes = {change.name: (change.before, change.after) for change in decided.changes}
    assert changes["status"] == ("accepted", "decided")
    assert changes["PROMISE.DECIDE.ended_at"] == (None, at("2018-10-26T11:00"))
    assert corrected.corrects == decided.entry.position
    assert {change.name: change.after for change in corrected.changes}["result"] == "refused"
    assert len(views.replay("case-late", When(as_of=at("2018-10-15T09:59")))) == 1


def test_a_person_stays_sealed_in_a_replay(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    subject = ledger.vault.subject("ric:430903198503010001").id
    event = Received(item="i", subject=subject, applicant=Clear(subject=subject, value="张三"))
    asked_by = Asked(actor=Actor(id="w"), occurred_at=at("2018-10-15T09:00"))
    ledger.append("case-1", 0, [event], asked_by)
    views.catch_up()
    [step] = views.replay("case-1")
    assert step.sealed == ("applicant",)
    assert "张三" not in str(step)
    assert "张三" not in str(views.cases().rows)

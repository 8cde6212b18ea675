"""The handler: decided on what holds, appended once, decided again after a lost race."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from application.erasure import erase
from application.facts import NotOpened
from application.handler import REMEMBERED, TRIES, Handler, TooBusy, VersionChanged
from domain.calendar import CalendarYear
from domain.case.commands import Accept, Close, Correct, Receive
from domain.case.events import Accepted, Closed
from domain.decider import Actor, Asked, Refused
from domain.register import Listed, ListEntry
from domain.rules import PublishCalendar
from domain.subject import Erase
from domain.values import Clear, Person
from ledger.append import Request, RequestReused
from ledger.entry import Entry
from ledger.ledger import Appended, Ledger
from ledger.sealing import CannotOpen, Place

ASKED = Asked(actor=Actor(id="w1"), occurred_at=datetime(2016, 9, 20, 1, tzinfo=UTC))
RECEIVE = Receive(item="i", unit="u")
PERSON = Person(name="张三", id_number="430903198503010001")


def request(name: str) -> Request:
    return Request("tests", name, b"body of " + name.encode())


def types(ledger: Ledger, stream: str) -> list[str]:
    return [entry.type for entry in ledger.reader.stream(stream)]


class Interrupting(Ledger):
    """A ledger in whose way, before the next appends, something else happens."""

    before: list[Callable[[], Any]]

    def append(self, *given: Any, **more: Any) -> Appended:
        if self.before:
            self.before.pop(0)()
        return super().append(*given, **more)


def interrupting(ledger: Ledger, *before: Callable[[], Any]) -> Interrupting:
    """The same open ledger, interrupted."""
    twin = object.__new__(Interrupting)
    twin.__dict__.update(ledger.__dict__)
    twin.before = list(before)
    return twin


def test_a_command_that_opens_a_stream_reads_nothing_before(ledger: Ledger) -> None:
    handler = Handler(ledger)
    handler.rules.book()
    read: list[str] = []

    def watch(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name in ("stream", "page", "chapter"):
            read.append(frame.f_code.co_name)

    assert handler.rules.zone == "Asia/Shanghai"
    sys.setprofile(watch)
    try:
        handler.handle("case", "case-1", RECEIVE, ASKED)
        handler.handle("case", "case-1", Close(), ASKED)
    finally:
        sys.setprofile(None)
    assert read == []


def test_a_guess_that_was_wrong_is_decided_on_what_is_there(ledger: Ledger) -> None:
    Handler(ledger).handle("case", "case-1", RECEIVE, ASKED)
    done = Handler(ledger).handle("case", "case-1", RECEIVE, ASKED)
    assert done.version == 2
    assert types(ledger, "case-1") == ["case.received", "case.received"]


def test_two_handlers_in_turn_never_lose_each_others_events(ledger: Ledger) -> None:
    one, two = Handler(ledger), Handler(ledger)
    one.handle("case", "case-1", RECEIVE, ASKED)
    for _ in range(3):
        two.handle("case", "case-1", Close(), ASKED)
        one.handle("case", "case-1", Accept(), ASKED)
    assert [entry.version for entry in ledger.reader.stream("case-1")] == list(range(1, 8))


def test_many_writers_of_one_stream_all_get_in(ledger: Ledger) -> None:
    handlers = [Handler(ledger), Handler(ledger)]

    def write(n: int) -> Appended:
        while True:
            try:
                return handlers[n % 2].handle("case", "case-1", Close(), ASKED, request(str(n)))
            except TooBusy:
                continue

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(64)))
    assert sorted(d.version for d in done) == list(range(1, 65))
    assert sorted(d.position for d in done) == sorted(
        entry.position for entry in ledger.reader.stream("case-1")
    )


def test_a_race_lost_with_if_match_is_told_and_not_decided_again(ledger: Ledger) -> None:
    Handler(ledger).handle("case", "case-1", RECEIVE, ASKED)
    other = Handler(ledger)
    late = Handler(interrupting(ledger, lambda: other.handle("case", "case-1", Close(), ASKED)))
    with pytest.raises(VersionChanged) as told:
        late.handle("case", "case-1", Accept(), ASKED, if_match=1)
    assert told.value.actual == 2
    assert types(ledger, "case-1") == ["case.received", "case.closed"]


def test_a_race_lost_without_if_match_is_decided_again(ledger: Ledger) -> None:
    Handler(ledger).handle("case", "case-1", RECEIVE, ASKED)
    other = Handler(ledger)
    late = Handler(
        interrupting(ledger, *[lambda: other.handle("case", "case-1", Close(), ASKED)] * 3)
    )
    assert late.handle("case", "case-1", Accept(), ASKED).version == 5


def test_who_loses_every_time_is_told_to_come_back(ledger: Ledger) -> None:
    other = Handler(ledger)
    before = [lambda: other.handle("case", "case-1", Close(), ASKED)] * TRIES
    with pytest.raises(TooBusy, match="try again"):
        Handler(interrupting(ledger, *before)).handle("case", "case-1", Accept(), ASKED)
    assert types(ledger, "case-1") == ["case.closed"] * TRIES


def correct(corrects: str) -> Correct:
    return Correct(corrects=corrects, happened_at=ASKED.occurred_at, restated=Close())


def test_a_refusal_on_remembered_state_is_decided_on_fresh_state_first(ledger: Ledger) -> None:
    handler = Handler(ledger)
    handler.handle("case", "case-1", RECEIVE, ASKED)
    closed = Handler(ledger).handle("case", "case-1", Close(), ASKED)
    assert handler.handle("case", "case-1", correct(closed.ids[0]), ASKED).version == 3


def test_a_refusal_is_not_stored(ledger: Ledger) -> None:
    handler, key = Handler(ledger), request("k")
    with pytest.raises(Refused):
        handler.handle("case", "case-1", correct("unknown"), ASKED, key)
    assert ledger.requests.answered(key) is None
    assert handler.handle("case", "case-1", RECEIVE, ASKED, key).version == 1


def test_an_act_that_would_now_be_refused_gets_its_first_answer_when_repeated(
    ledger: Ledger,
) -> None:
    handler, key = Handler(ledger), request("k")
    received = handler.handle("case", "case-1", RECEIVE, ASKED)
    act = correct(received.ids[0])
    first = handler.handle("case", "case-1", act, ASKED, key)
    before = replace(ASKED, occurred_at=datetime(2016, 9, 19, tzinfo=UTC))
    with pytest.raises(Refused):  # the same, told as of a time before it happened
        handler.handle("case", "case-1", act, before)
    for again in (handler, Handler(ledger)):
        done = again.handle("case", "case-1", act, before, key)
        assert done.replayed
        assert (done.position, done.version, done.ids) == (
            first.position,
            first.version,
            first.ids,
        )


def test_a_refused_request_with_a_used_id_and_another_body_is_told_so(ledger: Ledger) -> None:
    handler = Handler(ledger)
    handler.handle("case", "case-1", RECEIVE, ASKED, request("k"))
    with pytest.raises(RequestReused):
        handler.handle("case", "case-1", correct("x"), ASKED, Request("tests", "k", b"other"))


def test_nothing_is_written_before_the_log_is_opened(unopened: Ledger) -> None:
    handler = Handler(unopened)
    with pytest.raises(NotOpened, match="mingcha log open"):
        handler.handle("case", "case-1", RECEIVE, ASKED)
    publish = PublishCalendar(notice=CalendarYear(year=2031))
    with pytest.raises(NotOpened):
        handler.handle("rules", "rules-calendar-2031", publish, ASKED)
    assert unopened.reader.head().size == 0


def test_what_is_remembered_is_what_reading_would_give(ledger: Ledger) -> None:
    handler = Handler(ledger)
    received = handler.handle("case", "case-1", replace(RECEIVE, applicant=PERSON), ASKED)
    handler.handle("case", "case-1", Accept(promised_days=7), ASKED)
    handler.handle("case", "case-1", correct(received.ids[0]), ASKED)
    kept, read = handler._known["case-1"], handler._load("case", "case-1")
    assert kept.version == read.version == 3
    assert [(h.id, h.at, h.position) for h in kept.state] == [
        (h.id, h.at, h.position) for h in read.state
    ]
    assert [type(h.event) for h in kept.state] == [Accepted, Closed]
    assert [h.event for h in kept.state] == [h.event for h in read.state]


def test_memory_keeps_nothing_personal_in_clear(ledger: Ledger) -> None:
    handler = Handler(ledger)
    told = replace(RECEIVE, applicant=PERSON, note="口述")
    received = handler.handle("case", "case-1", told, ASKED)
    restated = Correct(
        corrects=received.ids[0], happened_at=ASKED.occurred_at, restated=told, note="口述"
    )
    handler.handle("case", "case-1", restated, ASKED)
    assert "张三" not in repr(handler._known["case-1"])
    assert "口述" not in repr(handler._known["case-1"])


def test_memory_is_bounded(ledger: Ledger) -> None:
    handler = Handler(ledger)
    handler.handle("case", "case-0", Close(), ASKED)
    seen = handler._known["case-0"]
    for n in range(1, REMEMBERED + 2):
        handler._remember(f"case-{n}", seen)
    assert len(handler._known) == REMEMBERED
    assert "case-0" not in handler._known
    assert handler.handle("case", "case-0", Close(), ASKED).version == 2


def test_a_note_on_a_case_of_an_erased_person_is_sealed_under_a_new_subject(
    ledger: Ledger,
) -> None:
    handler = Handler(ledger)
    handler.handle("case", "case-1", replace(RECEIVE, applicant=PERSON), ASKED)
    [received] = ledger.reader.stream("case-1")
    subject = event(received).subject
    erase(ledger, Erase(subject=subject, reason="本人申请"), ASKED)
    handler.handle("case", "case-1", Close(note="已电话告知"), ASKED)
    closed = ledger.reader.stream("case-1")[1]
    assert event(closed).note.subject != subject
    place = Place(ledger.log, "case-1", 2, closed.type, closed.schema)
    assert ledger.vault.open(place, "note", event(closed).note) == "已电话告知"
    place = Place(ledger.log, "case-1", 1, received.type, received.schema)
    with pytest.raises(CannotOpen):
        ledger.vault.open(place, "applicant", event(received).applicant)


def test_the_note_of_a_correction_finds_a_subject_where_the_case_had_none(ledger: Ledger) -> None:
    handler = Handler(ledger)
    closed = handler.handle("case", "case-1", Close(), ASKED)
    noted = replace(correct(closed.ids[0]), note="误操作")
    assert handler.handle("case", "case-1", noted, ASKED).version == 2


def event(entry: Entry) -> Any:
    return entry.event


LISTED = ListEntry(source="证照库", number="JY1", unit="u", on=date(2016, 9, 20))


def listed(ledger: Ledger, number: str, holder: Person | None) -> Listed:
    command = replace(LISTED, number=number, holder=holder)
    Handler(ledger).handle("register", f"register-{number}", command, ASKED)
    [entry] = ledger.reader.stream(f"register-{number}")
    assert isinstance(entry.event, Listed)
    return entry.event


def test_the_holder_of_a_certificate_is_the_applicant_of_his_case(ledger: Ledger) -> None:
    Handler(ledger).handle("case", "case-1", replace(RECEIVE, applicant=PERSON), ASKED)
    [entry] = ledger.reader.stream("case-1")
    case: Any = entry.event
    spaced = replace(PERSON, id_number="430903 19850301 0001")
    assert listed(ledger, "JY1", spaced).subject == case.subject


def test_a_holders_name_is_sealed_under_his_subject(ledger: Ledger) -> None:
    event = listed(ledger, "JY1", PERSON)
    assert event.holder is not None
    assert event.holder.subject == event.subject
    assert not isinstance(event.holder, Clear)


def test_a_holder_without_a_number_is_nobody_elses_and_a_line_without_one_names_nobody(
    ledger: Ledger,
) -> None:
    nameless = Person(name="张三")
    subjects = [listed(ledger, number, nameless).subject for number in ("JY1", "JY2")]
    assert len(set(subjects)) == 2
    empty = listed(ledger, "JY3", None)
    assert (empty.subject, empty.holder) == ("", None)

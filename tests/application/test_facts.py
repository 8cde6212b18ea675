"""The rules that decisions rest on: those of the log, never older than a second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest

from application.facts import FRESH, NotOpened, Rules
from application.opening import shipped_rules
from domain.calendar import CalendarYear
from domain.decider import Asked
from domain.rules import CalendarPublished
from ledger.entry import Entry
from ledger.ledger import Ledger
from ledger.reading import Reader
from tests.ledger.opened import ASKED


class Watch:
    """A clock that the test moves on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Counting(Reader):
    """A reader that counts how often it is asked for rules, and waits when it is told to."""

    asked: int
    go_on: Signal

    def chapter(self, name: str, after: int = 0) -> list[Entry]:
        self.asked += 1
        assert self.go_on.wait(20)
        return super().chapter(name, after)


def counting(ledger: Ledger) -> Counting:
    """Have the ledger read through a reader that counts."""
    reader = object.__new__(Counting)
    reader.__dict__.update(ledger.reader.__dict__)
    reader.asked, reader.go_on = 0, Signal()
    reader.go_on.set()
    ledger.reader = reader
    return reader


def publish(ledger: Ledger, year: int, asked: Asked = ASKED) -> int:
    notice = CalendarPublished(notice=CalendarYear(year=year))
    return ledger.append(f"rules-calendar-{year}", 0, [notice], asked).position


def test_the_shipped_rules_are_all_in_the_book(ledger: Ledger) -> None:
    book = Rules(ledger).book()
    published = [event for _, event in shipped_rules()]
    assert book.position == len(published) + 1
    assert book.calendar is not None
    assert book.calendar.years == frozenset(range(2004, 2027))


def test_within_a_second_nothing_is_read_again(ledger: Ledger) -> None:
    reader, watch = counting(ledger), Watch()
    rules = Rules(ledger, watch)
    book = rules.book()
    watch.now += 0.9 * FRESH
    assert rules.book() is book
    assert reader.asked == 1


def test_what_another_process_published_holds_a_second_later(ledger: Ledger) -> None:
    watch = Watch()
    rules = Rules(ledger, watch)
    rules.book()
    position = publish(ledger, 2031)
    watch.now += FRESH
    book: Any = rules.book()
    assert book.position == position
    assert 2031 in book.calendar.years


def test_a_book_without_news_is_kept_as_it_is(ledger: Ledger) -> None:
    watch = Watch()
    rules = Rules(ledger, watch)
    book = rules.book()
    watch.now += FRESH
    assert rules.book() is book


def test_what_was_just_published_here_holds_at_once(ledger: Ledger) -> None:
    rules = Rules(ledger, Watch())
    rules.book()
    position = publish(ledger, 2031)
    assert rules.renewed().position == position
    assert rules.book().position == position


def test_while_one_thread_looks_the_others_go_on(ledger: Ledger) -> None:
    reader, watch = counting(ledger), Watch()
    rules = Rules(ledger, watch)
    book = rules.book()
    publish(ledger, 2031)
    watch.now += FRESH
    reader.go_on.clear()
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(rules.book)
        while reader.asked < 2:
            assert not looking.done()
        assert rules.book() is book
        reader.go_on.set()
        assert looking.result(20).position > book.position
    assert reader.asked == 2


def test_a_failed_look_leaves_the_next_one_free(ledger: Ledger) -> None:
    reader, watch = counting(ledger), Watch()
    rules = Rules(ledger, watch)
    rules.book()
    watch.now += FRESH
    reader._prefix, kept = None, reader._prefix  # type: ignore[assignment]  # so that reading fails
    with pytest.raises(Exception, match=r".+"):
        rules.book()
    reader._prefix = kept
    assert rules.book().position == publish(ledger, 2031) - 1


def test_a_log_that_is_not_opened_has_no_zone(unopened: Ledger) -> None:
    with pytest.raises(NotOpened, match="mingcha log open"):
        _ = Rules(unopened).zone

"""Opening: entry 1 says what the log is, the shipped rules follow, each once whoever opens."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from application.opening import (
    CHINA,
    NotThisLog,
    ensure_open,
    opened,
    publish_missing_rules,
    shipped_rules,
)
from domain.case.events import Closed
from domain.log import ClockKind, Opened
from ledger.envelope import stream_id
from ledger.ledger import Ledger
from tests.databases import LOG, Database
from tests.ledger.opened import ASKED, open_ledger

SHIPPED = {stream_id("rules", name): event for name, event in shipped_rules()}


def streams(ledger: Ledger) -> Counter[str]:
    return Counter(entry.stream for entry in ledger.reader.entries())


def test_nobody_opened_an_empty_log(unopened: Ledger) -> None:
    assert opened(unopened.reader) is None


def test_the_first_entry_says_what_the_log_is(unopened: Ledger) -> None:
    known = ensure_open(unopened)
    assert known == Opened(log=LOG, time_zone=CHINA, clock=ClockKind.REAL)
    [first] = unopened.reader.page(0, 1)
    assert (first.event, first.stream, first.origin.value) == (known, f"log-{LOG}", "system")


def test_a_log_in_china_gets_every_shipped_rule_once(unopened: Ledger) -> None:
    ensure_open(unopened)
    assert streams(unopened) == Counter([f"log-{LOG}", *SHIPPED])
    found = {entry.stream: entry.event for entry in unopened.reader.chapter("rules")}
    assert found == SHIPPED


def test_a_log_elsewhere_gets_no_rules_of_china(unopened: Ledger) -> None:
    assert ensure_open(unopened, "America/New_York").time_zone == "America/New_York"
    assert unopened.reader.head().size == 1


def test_opening_again_changes_nothing(unopened: Ledger) -> None:
    first = ensure_open(unopened)
    size = unopened.reader.head().size
    assert ensure_open(unopened, "America/New_York") == first
    assert unopened.reader.head().size == size


def test_two_openers_at_once_make_one_opening(database: Database) -> None:
    at_once = Barrier(2)

    def opener(_: int) -> Opened:
        with open_ledger(database) as ledger:
            at_once.wait(20)
            return ensure_open(ledger)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(opener, range(2))
    with open_ledger(database) as ledger:
        assert one == two == opened(ledger.reader)
        assert streams(ledger) == Counter([f"log-{LOG}", *SHIPPED])


@pytest.mark.parametrize("published", [0, 1, 7])
def test_a_half_finished_opening_is_completed(unopened: Ledger, published: int) -> None:
    opening = Opened(log=LOG, time_zone=CHINA, clock=ClockKind.REAL)
    unopened.append(f"log-{LOG}", 0, [opening], ASKED)
    for stream, event in list(SHIPPED.items())[-published:] if published else []:
        unopened.append(stream, 0, [event], ASKED)
    ensure_open(unopened)
    assert streams(unopened) == Counter([f"log-{LOG}", *SHIPPED])


def test_a_rule_that_is_there_is_not_published_again(ledger: Ledger) -> None:
    stream, event = next(iter(SHIPPED.items()))
    ledger.append(stream, 1, [event], ASKED)
    assert publish_missing_rules(ledger) == 0
    assert streams(ledger)[stream] == 2


@pytest.mark.parametrize("kind", ClockKind)
def test_a_log_of_the_other_kind_is_left_alone(unopened: Ledger, kind: ClockKind) -> None:
    [other] = set(ClockKind) - {kind}
    ensure_open(unopened, clock=kind)
    size = unopened.reader.head().size
    with pytest.raises(NotThisLog, match="--log"):
        ensure_open(unopened, clock=other)
    assert unopened.reader.head().size == size


def test_a_log_that_began_with_something_else_is_not_opened(unopened: Ledger) -> None:
    unopened.append("case-1", 0, [Closed()], ASKED)
    with pytest.raises(NotThisLog, match="mingcha verify"):
        ensure_open(unopened)

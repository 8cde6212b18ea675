"""The engine: live = rebuilt = known at; exactly once; one bad entry stops one key only."""

import subprocess
import sys
import time
from dataclasses import replace
from itertools import count
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.case import commands as cmd
from ledger.entry import Entry
from ledger.ledger import Ledger
from projections import cases
from projections.fold import Fold, Row
from projections.projector import Projector
from projections.read import Views
from projections.registry import builds
from projections.snapshot import Behind
from projections.views import VIEWS
from tests.databases import LOG, Database
from tests.projections.told import Case, after, recorded_cases
from tests.projections.written import (
    agree,
    expected_cases,
    open_log,
    projector,
    tell,
    write,
)

NUMBERS = count(1)
FAR = after(24 * 400)


# One log for all examples; it only grows, so nothing is gained by shrinking.
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_live_rebuilt_and_known_at_agree_for_any_order_of_recording(
    ledger: Ledger, views: Views, data: st.DataObject
) -> None:
    if ledger.reader.head().size == 0:
        open_log(ledger)
    told = [data.draw(recorded_cases(f"case-{next(NUMBERS)}", 5)) for _ in range(3)]
    entries = data.draw(st.permutations(["abc"[n] for n in range(3) for _ in told[n].entries]))
    queues = {name: iter(case.entries) for name, case in zip("abc", told, strict=True)}
    start = ledger.reader.head().size
    live = projector(views, data.draw(st.integers(1, 4)))
    for name in entries:
        write(ledger, [next(queues[name])])
        if data.draw(st.booleans()):
            live.catch_up()
    live.catch_up()
    head = ledger.reader.head().size
    steps = st.lists(st.integers(0, len(entries)), min_size=2, max_size=4)
    positions = [start + step for step in data.draw(steps)]
    at = data.draw(st.lists(st.integers(0, 900).map(after), min_size=1, max_size=2))
    agree(ledger, views, [*positions, head], [*at, FAR])
    projector(views, data.draw(st.integers(5, 500))).rebuild()
    agree(ledger, views, [*positions, head], [*at, FAR])


def many(number: int, prefix: str = "m") -> list[Case]:
    """Cases of a few entries each."""
    found = []
    for n in range(number):
        case = Case(f"case-{prefix}{n}")
        case.tell(after(n), cmd.Receive(item="甲", unit="乙"))
        case.tell(after(n + 1), cmd.Accept(promised_days=2))
        case.tell(after(n + 2), cmd.FinishStep(step="审查"))
        found.append(case)
    return found


def test_a_tail_beyond_the_last_batch_is_folded_for_the_answer(
    ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    tell(ledger, *many(2, "x"))
    projector(views, 7).catch_up(ledger.reader.head().size - 2)
    last = tell(ledger, *many(2, "y"))
    agree(ledger, views, [last], [FAR])


def test_views_that_were_never_built_say_so(ledger: Ledger, views: Views) -> None:
    with pytest.raises(Behind, match="catch up"):
        views.cases()


KILLED = """
import sys, psycopg
from ledger.reading import reading
from projections.database import database
from projections.projector import Projector
from projections.views import VIEWS
with reading(sys.argv[1], sys.argv[3]) as reader:
    engine = Projector(database(sys.argv[2], sys.argv[3]), reader, VIEWS, 5)
    print("folding", flush=True)
    engine.catch_up()
"""


def test_a_killed_engine_goes_on_and_counts_every_entry_once(
    database: Database, ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    tell(ledger, *many(60))
    head = ledger.reader.head().size
    arguments = [sys.executable, "-c", KILLED, database.dsn("reader"), database.dsn("writer"), LOG]
    for pause in (0.05, 0.15, 0.3):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"folding\n"
        time.sleep(pause)
        process.kill()
        process.communicate()
    assert views.catch_up() == head
    agree(ledger, views, [head, head - 50], [FAR])


def test_two_engines_at_once_fold_every_entry_once(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    engines = [projector(views, 3) for _ in range(2)]
    stop = Event()
    threads = [Thread(target=engine.run, args=(stop,)) for engine in engines]
    for thread in threads:
        thread.start()
    last = tell(ledger, *many(40))
    views.catch_up()
    stop.set()
    for thread in threads:
        thread.join()
    agree(ledger, views, [last, last - 33], [FAR])


def poisoned(bad: str) -> Any:
    """The fold of cases that fails at one entry."""

    def fold(row: Row | None, entry: Entry) -> Row:
        if entry.id == bad:
            raise ValueError("no such step")
        return cases.fold(row, entry)

    return replace(cases.FOLD, fold=fold)


def engine_with(views: Views, fold: Fold) -> Projector:
    """An engine whose view of cases is another."""
    assert views.projector is not None
    others = (other for other in VIEWS.folds if other.name != fold.name)
    changed = replace(VIEWS, folds=(fold, *others))
    return Projector(views.projector.database, views.reader, changed, 4)


def test_a_bad_entry_freezes_its_key_and_no_other(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    first, second = many(2)
    tell(ledger, first, second)
    engine = engine_with(views, poisoned("case-m0.2"))
    engine.catch_up()
    first.tell(after(9), cmd.Close())
    second.tell(after(9), cmd.Close())
    write(ledger, [first.entries[-1], second.entries[-1]])
    engine.catch_up()
    head = ledger.reader.head().size
    frozen, fine = views.cases().rows
    assert (frozen["status"], frozen["events"]) == ("received", 1)
    assert fine == expected_cases(ledger, head, FAR)[1]
    assert views.cases().frozen == 1
    [shown] = views.frozen()
    assert (shown.view, shown.key, shown.queued) == ("cases", "case-m0", 3)
    assert shown.reason == "case.accepted: ValueError: no such step"


def test_a_frozen_key_goes_on_where_it_stood_once_the_fold_is_mended(
    ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    last = tell(ledger, *many(2))
    engine_with(views, poisoned("case-m0.2")).catch_up()
    assert engine_with(views, poisoned("case-m0.3")).thaw("case-m0") is not None
    [shown] = views.frozen()
    assert (shown.position, shown.queued) == (last - 3, 1)
    assert engine_with(views, cases.FOLD).thaw("case-m0") is None
    assert views.frozen() == []
    assert views.cases().rows == expected_cases(ledger, last, FAR)


def test_a_new_version_is_built_beside_the_old_one_and_takes_its_place(
    ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    last = tell(ledger, *many(4))
    views.catch_up()
    engine = engine_with(views, replace(cases.FOLD, version=cases.FOLD.version + 1))
    engine.catch_up(last - 5)
    old, new = VIEWS.version, engine.views.version
    assert new > old
    assert versions(views) == {(old, True), (new, False)}
    assert len(views.cases().rows) == 4
    engine.catch_up()
    engine.catch_up()
    assert versions(views) == {(new, True)}
    views.catch_up()
    assert (new, True) in versions(views), "older code does not undo it"
    assert views.cases().rows == expected_cases(ledger, last, FAR)


def versions(views: Views) -> set[tuple[int, bool]]:
    """Every build: its version, whether it is the one that is read."""
    assert views.projector is not None
    with views.projector.database.begin() as connection:
        return {(b.version, b.active) for b in builds(connection)}


def test_lag_counts_entries_and_the_age_of_the_oldest(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    views.catch_up()
    assert (views.lag().events, views.lag().seconds) == (0, 0.0)
    tell(ledger, *many(2))
    assert views.lag().events == 6
    assert views.lag().seconds > 0


def test_a_reader_without_an_engine_waits_for_the_one_that_runs(
    database: Database, ledger: Ledger, views: Views
) -> None:
    open_log(ledger)
    last = tell(ledger, *many(2))
    waiting = Views(views.projector.database, ledger.reader)  # type: ignore[union-attr]
    found: list[int] = []
    thread = Thread(target=lambda: found.append(waiting.catch_up()))
    thread.start()
    views.catch_up()
    thread.join(10)
    assert found == [last]

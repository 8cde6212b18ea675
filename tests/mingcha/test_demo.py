"""The demo district: the same year from the same seed, in a simulated log and nowhere else."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import ric, uscc
from typer.testing import CliRunner

from application.opening import NotThisLog, ensure_open, opened
from domain.calendar import DAY
from domain.case.commands import Receive
from domain.decider import Origin
from domain.log import ClockKind
from domain.reference import ANY_HALL
from ledger.entry import Entry, sealed_fields
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from migrations.upgrade import upgrade
from mingcha.cli import app
from mingcha.demo.acts import EXCHANGE, ZONE, at
from mingcha.demo.district import bodies, items, towns
from mingcha.demo.load import OtherDemo, SimulatedClock, fill, now_of
from mingcha.demo.year import ENDS_AT, Demo, acts, shipped_book
from tests.databases import Database

SMALL = Demo(seed=1, cases=60)
# A fortnight: long enough for the mechanics of loading.
TINY = Demo(seed=1, cases=60, present=at(date(2023, 1, 14), 18))


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


@contextmanager
def ledger(
    database: Database, home: Path, clock: SimulatedClock, log: str = "demo"
) -> Iterator[Ledger]:
    upgrade(database.dsn("owner"), log)
    access = Access(*(database.dsn(role) for role in ("writer", "reader", "vault")))
    with Ledger(access, log, load_or_make(home / "keys.json"), clock, connections=2) as log_:
        yield log_


@contextmanager
def filled(database: Database, home: Path, demo: Demo, log: str = "demo") -> Iterator[Ledger]:
    clock = SimulatedClock()
    with ledger(database, home, clock, log) as log_:
        fill(log_, clock, demo)
        yield log_


def cases(log: Ledger) -> list[Entry]:
    return [entry for entry in log.reader.entries() if entry.stream.startswith("case-")]


def told(log: Ledger) -> list[tuple[Any, ...]]:
    """What the log says of its cases, opened, without what is random: ids, subjects, salts."""
    entries = cases(log)
    places = {entry.id: entry.position for entry in entries}
    seen: dict[str, int] = {}
    return [
        (entry.stream, entry.version, entry.type, entry.occurred_at, entry.recorded_at,
         entry.actor, entry.origin, opened_data(log, entry, places, seen))
        for entry in entries
    ]  # fmt: skip


def opened_data(
    log: Ledger, entry: Entry, places: dict[str, int], seen: dict[str, int]
) -> dict[str, Any]:
    data = copy.deepcopy(entry.data)
    for path, sealed in sealed_fields(entry.data):
        *outer, last = path.split(".")
        holder = data
        for key in outer:
            holder = holder[key]
        holder[last] = log.vault.open(entry.place(), path, sealed)
    if "subject" in data:
        data["subject"] = seen.setdefault(data["subject"], len(seen))
    if "restated" in data and "subject" in data["restated"]:
        data["restated"]["subject"] = seen[data["restated"]["subject"]]
    if "corrects" in data:
        data["corrects"] = places[data["corrects"]]
    return data


def test_the_same_seed_gives_the_same_year_in_two_logs(database: Database, tmp_path: Path) -> None:
    with (
        filled(database, tmp_path, TINY, "demo-a") as one,
        filled(database, tmp_path, TINY, "demo-b") as two,
    ):
        assert told(one) == told(two)


def test_another_seed_gives_another_year() -> None:
    assert acts(TINY) == acts(TINY)
    assert acts(TINY) != acts(replace(TINY, seed=2))


def test_all_is_told_at_the_next_exchange_except_what_is_written_down_afterwards() -> None:
    year = acts(Demo(seed=3, cases=400))
    prompt = [a for a in year if a.recorded_at - a.occurred_at <= timedelta(seconds=EXCHANGE)]
    facts = [a for a in year if a.recorded_at - a.occurred_at == timedelta(hours=1)]
    assert all(act.occurred_at <= act.recorded_at <= ENDS_AT for act in year)
    assert len(prompt) + len(facts) > 0.97 * len(year)
    assert [a.recorded_at for a in year] == sorted(a.recorded_at for a in year)


def test_the_acts_of_a_stream_are_numbered_in_the_order_of_recording() -> None:
    last: dict[str, int] = {}
    for act in acts(SMALL):
        assert act.number == last.get(act.stream, 0) + 1
        last[act.stream] = act.number
    assert sum(stream.startswith("case-") for stream in last) > SMALL.cases


def test_windows_take_in_only_while_the_hall_is_open() -> None:
    work = shipped_book().work(ANY_HALL)
    assert work is not None
    received = [a for a in acts(SMALL) if isinstance(a.says, Receive)]
    intake = [a for a in received if a.origin is not Origin.ONLINE]
    assert intake
    for act in intake:
        assert work.calendar.is_working(act.occurred_at.astimezone(ZONE).date())
        minute = timedelta(minutes=1)
        assert work.worked(act.occurred_at - minute, act.occurred_at + minute) > 0


def test_applicants_have_sound_numbers_that_nobody_alive_can_have() -> None:
    people = {act.person for act in acts(SMALL) if act.person is not None}
    assert people
    for person in people:
        number = person.id_number
        if person.id_kind == "uscc":
            assert uscc.is_valid(number)
            assert "示例" in person.name
        else:
            assert number.startswith("430903")
            assert number[-1] == ric.calc_check_digit(number)
            assert date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}").year < 1890


def test_no_applicant_stands_in_the_ledger_in_clear(database: Database, tmp_path: Path) -> None:
    people = {act.person for act in acts(TINY) if act.person is not None}
    assert people
    with filled(database, tmp_path, TINY) as log:
        stored = b"".join(entry.bytes for entry in log.reader.entries())
        for person in people:
            assert person.name.encode() not in stored
            assert person.id_number.encode() not in stored


def test_the_district_has_its_real_towns_and_sound_codes() -> None:
    assert len(towns()) == 17
    assert all(town.region.startswith("430903") for town in towns().values())
    assert all(uscc.is_valid(unit.uscc) for unit in bodies())
    assert len({unit.uscc for unit in bodies()}) == len(bodies())
    assert len({item.code for item in items()}) == len(items())
    for item in items():
        assert len(item.code) == 31
        assert item.code.startswith(item.unit.uscc)


def test_every_item_is_handled_at_a_window_and_promises_no_more_than_the_law() -> None:
    assert all(item.unit.windows for item in items())
    assert len({(item.unit.code, item.name) for item in items()}) == len(items())
    assert all(item.promised <= item.law_days for item in items())


def test_the_loader_tells_when_a_simulated_day_is_over(database: Database, tmp_path: Path) -> None:
    clock = SimulatedClock()
    ended: list[datetime] = []

    with ledger(database, tmp_path, clock) as log:

        def over(day_end: datetime) -> None:
            assert clock() == day_end
            assert log.reader.head().recorded_at < day_end
            ended.append(day_end)

        fill(log, clock, TINY, on_day=over)
        days = {act.recorded_at.astimezone(ZONE).date() for act in acts(TINY)}
        assert [end.astimezone(ZONE).date() for end in ended] == sorted(day + DAY for day in days)


def test_a_stopped_loading_goes_on_and_ends_as_if_it_had_not_been_stopped(
    database: Database, tmp_path: Path
) -> None:
    def stop(done: int, _all: int) -> None:
        if done > len(acts(TINY)) - 150:
            raise Stopped

    clock = SimulatedClock()
    with ledger(database, tmp_path, clock) as log, pytest.raises(Stopped):
        fill(log, clock, TINY, stop)
    with (
        filled(database, tmp_path, TINY) as log,
        filled(database, tmp_path, TINY, "demo-whole") as whole,
    ):
        assert told(log) == told(whole)


def test_a_full_log_is_left_as_it_is(database: Database, tmp_path: Path) -> None:
    with filled(database, tmp_path, TINY) as log:
        size = log.reader.head().size
        again = fill(log, SimulatedClock(), TINY)
        assert (again.added, again.entries) == (0, size)
        assert log.reader.head().size == size


def test_a_log_of_another_seed_is_refused(database: Database, tmp_path: Path) -> None:
    with filled(database, tmp_path, TINY) as log, pytest.raises(OtherDemo, match="demo:1:60"):
        fill(log, SimulatedClock(), replace(TINY, seed=2))


def test_a_real_log_is_refused_and_stays_as_it_was(database: Database, tmp_path: Path) -> None:
    clock = SimulatedClock()
    with ledger(database, tmp_path, clock, "real") as log:
        ensure_open(log)
        size = log.reader.head().size
        with pytest.raises(NotThisLog, match="simulated"):
            fill(log, clock, TINY)
        assert log.reader.head().size == size


def test_only_a_log_named_as_a_demo_is_filled_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(tmp_path / "home"))
    answer = CliRunner().invoke(app, ["demo", "--log", "430903"])
    assert answer.exit_code == 1
    assert "demo-430903" in answer.output
    assert not (tmp_path / "home").exists()


def test_the_present_of_the_log_is_its_last_recording(database: Database, tmp_path: Path) -> None:
    with filled(database, tmp_path, TINY) as log:
        opening = opened(log.reader)
        assert opening is not None
        assert opening.clock is ClockKind.SIMULATED
        assert now_of(log) == acts(TINY)[-1].recorded_at
        times = [entry.recorded_at for entry in log.reader.entries()]
        assert all(before <= after for before, after in pairwise(times))

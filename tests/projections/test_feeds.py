"""The view `feeds`: when each source was heard."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.case.events import Received
from domain.case.timing import local_day
from domain.decider import Event
from domain.feed import Declared, Heard, Register, Rhythm, ZeroReported
from domain.values import Imported
from ledger.entry import Entry
from projections import feeds
from projections.fold import Row
from tests.projections import told

SOURCE = "hall-system"
BEGINS = datetime(2016, 9, 1, tzinfo=UTC)
instants = st.integers(0, 24 * 40).map(lambda hours: BEGINS + timedelta(hours=hours))
zones = st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati"])


def entry(event: Event, at: datetime) -> Entry:
    """An entry written down a day after it happened."""
    recorded_at = at + timedelta(days=1)
    return told.entry(1, f"{event.TYPE.split('.')[0]}-1", event, at, recorded_at=recorded_at)


def received(at: datetime, recorded: datetime | None = None) -> Entry:
    """An imported event."""
    return entry(Received(imported=Imported(source=SOURCE, key="1", recorded_at=recorded)), at)


def folded(*entries: Entry) -> Row:
    """The row of the source after these entries."""
    row = None
    for each in entries:
        assert feeds.keys(each) == (SOURCE,)
        row = feeds.fold(row, each)
    assert row is not None
    return row


def test_an_imported_event_is_heard_when_its_source_wrote_it_down() -> None:
    row = folded(received(BEGINS, BEGINS + timedelta(days=3)))

    assert feeds.heard(row, "UTC") == [date(2016, 9, 4)]


def test_an_imported_event_without_that_is_heard_when_it_happened() -> None:
    assert feeds.heard(folded(received(BEGINS)), "UTC") == [date(2016, 9, 1)]


def test_a_heartbeat_is_heard_when_it_was_sent() -> None:
    assert feeds.heard(folded(entry(Heard(source=SOURCE), BEGINS)), "UTC") == [date(2016, 9, 1)]


def test_a_zero_report_counts_for_the_day_it_is_about_as_well() -> None:
    report = ZeroReported(source=SOURCE, day=date(2016, 8, 30))

    row = folded(entry(report, BEGINS))

    assert feeds.heard(row, "UTC") == [date(2016, 8, 30), date(2016, 9, 1)]
    assert feeds.at(row, BEGINS - timedelta(hours=1)) is None


def test_what_is_written_here_and_a_declaration_are_no_word_of_a_source() -> None:
    declared = Declared(
        source=SOURCE,
        register=Register.HALL,
        rhythm=Rhythm.REALTIME,
        in_force_from=date(2016, 9, 1),
    )

    assert feeds.keys(entry(Received(item="甲"), BEGINS)) == ()
    assert feeds.keys(entry(declared, BEGINS)) == ()


@given(st.lists(instants, min_size=1))
def test_what_is_heard_again_within_the_hour_leaves_the_row_as_it_is(
    spoken: list[datetime],
) -> None:
    row = folded(*map(received, spoken))

    for at in spoken:
        assert feeds.fold(row, received(at + timedelta(minutes=59))) is row


@given(st.lists(instants, min_size=1), zones)
def test_the_days_of_any_zone_can_be_had_in_any_order(spoken: list[datetime], zone: str) -> None:
    days = {local_day(at, zone) for at in spoken}

    assert feeds.heard(folded(*map(received, spoken)), zone) == sorted(days)
    assert feeds.heard(folded(*map(received, reversed(spoken))), zone) == sorted(days)


@given(st.lists(instants, min_size=1), instants)
def test_a_row_at_a_time_is_the_row_of_what_was_heard_by_then(
    spoken: list[datetime], as_of: datetime
) -> None:
    by_then = [received(at) for at in spoken if at <= as_of]

    assert feeds.at(folded(*map(received, spoken)), as_of) == (
        folded(*by_then) if by_then else None
    )

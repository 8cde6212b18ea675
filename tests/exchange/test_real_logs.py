"""The shipped mappings on real logs: the figures of their profiles, from events alone."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from exchange.interpret import MappedEvent
from tests.exchange.logs import events, shipped
from tests.shared import shared


def profile(name: str) -> dict:
    return json.loads(shared(name).read_text())


def taken(name: str, path: Path) -> list[MappedEvent]:
    found, bad = events(path, shipped(name))
    assert bad == []
    return found


def by_case(found: list[MappedEvent], kind: str) -> dict[str, MappedEvent]:
    return {event.case_id: event for event in found if event.type == kind}


@pytest.fixture(scope="module")
def receipt() -> list[MappedEvent]:
    return taken("receipt", shared("eventlogs/receipt.xes.gz"))


@pytest.fixture(scope="module")
def baltimore() -> list[MappedEvent]:
    return taken("baltimore311", shared("service/baltimore311_2014_2016.csv.gz"))


def test_the_receipt_log_gives_the_same_events_as_xes_and_as_csv(receipt):
    from_csv = taken("receipt", shared("eventlogs/receipt.csv.gz"))
    assert receipt == from_csv


def test_receipt_has_the_cases_rows_channels_and_departments_of_its_profile(receipt):
    expected = profile("eventlogs/receipt_profile.json")
    accepted = by_case(receipt, "case.accepted")
    assert len(accepted) == expected["cases"]
    assert len({event.row for event in receipt}) == expected["events"]
    steps = [event for event in receipt if event.type == "case.step_finished"]
    assert len(steps) == len({event.key for event in steps}) == expected["events"]
    channels = Counter(event.fields["channel"] for event in accepted.values())
    assert channels == expected["cases_by_channel"]
    units = Counter(event.fields["unit"] for event in accepted.values())
    assert units == expected["cases_by_department"]


def test_receipt_has_the_late_cases_of_its_profile(receipt):
    expected = profile("eventlogs/receipt_profile.json")
    accepted, closed = by_case(receipt, "case.accepted"), by_case(receipt, "case.closed")
    zone = ZoneInfo("Europe/Amsterdam")
    pairs = [(event.occurred_at, accepted[case].deadline.due) for case, event in closed.items()]
    assert sum(at > due for at, due in pairs) == expected["A_enddate_after_deadline_instant"]
    assert (
        sum(at.astimezone(zone).date() > due.astimezone(zone).date() for at, due in pairs)
        == expected["B_enddate_after_deadline_local_date_Amsterdam"]
    )
    end = datetime.fromisoformat(expected["log_end"])
    still_open = accepted.keys() - closed.keys()
    assert len(still_open) == expected["cases_without_enddate"]
    assert (
        sum(accepted[case].deadline.due < end for case in still_open)
        == expected["E_no_enddate_and_deadline_before_log_end"]
    )


def test_bpic15_has_the_steps_and_late_steps_of_its_profile():
    expected = profile("eventlogs/BPIC15_2_profile.json")
    found = taken("bpic15", shared("eventlogs/BPIC15_2.xes.gz"))
    steps = [event for event in found if event.type == "case.step_finished"]
    assert len(by_case(found, "case.accepted")) == expected["cases"]
    assert len(steps) == expected["events"]
    assert len({event.fields["step"] for event in steps}) == expected["activities"]
    assert len({event.fields["by"] for event in steps}) == expected["resources"]
    due = [event for event in steps if event.deadline]
    assert len(due) == expected["events_with_dueDate"]
    assert {event.deadline.scope for event in due} == {"step"}
    late = [event for event in due if event.occurred_at > event.deadline.due]
    assert len(late) == expected["late_dateFinished_after_dueDate_instant"]


def test_baltimore_has_the_rows_channels_and_states_of_its_profile(baltimore):
    expected = profile("service/baltimore311_2014_2016_profile.json")
    accepted, closed = by_case(baltimore, "case.accepted"), by_case(baltimore, "case.closed")
    assert len(accepted) == expected["rows"]
    assert len(closed) == expected["closed"]
    channels = Counter(event.fields["channel"] for event in accepted.values())
    assert channels == expected["by_channel"]
    undated = [event for event in accepted.values() if event.deadline is None]
    assert len(undated) == expected["no_due_date"]
    duplicates = [event for event in closed.values() if event.fields["kind"] == "duplicate"]
    voided = by_case(baltimore, "case.voided")
    assert len(duplicates) + len(voided) == expected["status_duplicate"]


def test_baltimore_has_the_late_cases_of_its_profile(baltimore):
    expected = profile("service/baltimore311_2014_2016_profile.json")
    accepted, closed = by_case(baltimore, "case.accepted"), by_case(baltimore, "case.closed")
    due = {case: event.deadline.due for case, event in accepted.items() if event.deadline}
    late = [case for case, event in closed.items() if case in due and event.occurred_at > due[case]]
    assert len(late) == expected["closed_late"]
    agencies = Counter(accepted[case].fields["unit"] for case in late)
    assert agencies == expected["closed_late_by_agency"]
    end = datetime(2019, 2, 13, 16, 18, 53, tzinfo=ZoneInfo("America/New_York"))
    overdue = [case for case in due.keys() - closed.keys() if due[case] < end]
    assert len(overdue) == expected["open_overdue_at_2019-02-13T16:18:53"]


def test_where_somebody_lives_is_private_and_a_status_is_public(baltimore):
    private = {item.name for event in baltimore for item in event.private}
    public = {item.name for event in baltimore for item in event.public}
    assert private == {"AddressToken", "Neighborhood", "CouncilDistrict"}
    assert public == {"SRStatus", "StatusDate", "DaysOpen"}


def test_the_textbook_log_gives_the_same_events_as_xes_and_as_csv():
    from_xes = taken("running-example", shared("eventlogs/running-example.xes"))
    from_csv = taken("running-example", shared("eventlogs/running-example.csv"))
    assert Counter(event.type for event in from_xes)["case.step_finished"] == 42
    assert sorted(map(told, from_xes)) == sorted(map(told, from_csv))


def told(event: MappedEvent) -> str:
    return f"{event.case_id} {event.type} {event.occurred_at} {event.fields} {event.public}"

"""Real logs: the views answer the figures that others reckoned from the same files."""

import json
from datetime import datetime

from ledger.ledger import Ledger
from projections.overdue import State
from projections.read import Views
from projections.standing import Kind
from projections.when import When
from tests.databases import Database
from tests.exchange.imports import Importer
from tests.shared import shared


def late(views: Views, when: When, kind: Kind, state: State) -> int:
    """How many clocks are late."""
    answer = views.overdue(when, kind, state)
    assert all(row["explanation"] for row in answer.rows)
    return answer.total


def test_receipt_has_the_cases_and_late_cases_of_its_profile(
    database: Database, ledger: Ledger, views: Views
) -> None:
    expected = json.loads(shared("eventlogs/receipt_profile.json").read_text())
    Importer(database, ledger).shipped(shared("eventlogs/receipt.csv.gz"), "receipt")
    views.catch_up()
    at_end = When(as_of=datetime.fromisoformat(expected["log_end"]))
    listed = views.cases(at_end).rows
    assert len(listed) == expected["cases"]
    assert sum(row["steps"] for row in listed) == expected["events"]
    for channel, number in expected["cases_by_channel"].items():
        assert views.cases(at_end, {"channel": channel}).total == number
    for unit, number in expected["cases_by_department"].items():
        assert views.cases(at_end, {"department": unit}).total == number
    assert views.cases(at_end, {"status": "closed"}).total == expected["cases_ended"]
    assert (
        late(views, at_end, Kind.CARD, State.CLOSED)
        == (expected["A_enddate_after_deadline_instant"])
    )
    assert (
        late(views, at_end, Kind.LEGAL, State.CLOSED)
        == (expected["B_enddate_after_deadline_local_date_Amsterdam"])
    )
    assert (
        late(views, at_end, Kind.CARD, State.OPEN)
        == (expected["E_no_enddate_and_deadline_before_log_end"])
    )


def test_baltimore_has_its_late_and_duplicate_requests(
    database: Database, ledger: Ledger, views: Views
) -> None:
    file = shared("service/baltimore311_2014_2016.csv.gz")
    Importer(database, ledger).shipped(file, "baltimore311")
    views.catch_up()
    at_end = When(as_of=datetime.fromisoformat("2019-02-13T16:18:53Z"))
    assert views.cases(at_end).total == 5638
    assert late(views, at_end, Kind.CARD, State.CLOSED) == 973
    assert late(views, at_end, Kind.CARD, State.OPEN) == 31
    closed = views.cases(at_end, {"close_kind": "duplicate"}).total
    assert closed + views.cases(at_end, {"status": "voided"}).total == 132

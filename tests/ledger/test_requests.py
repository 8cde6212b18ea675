"""Answered requests are found again for 90 days, and then forgotten."""

from datetime import timedelta

import pytest

from ledger.append import Request, RequestReused
from ledger.requests import KEPT
from tests.databases import Database
from tests.ledger.opened import ASKED, open_ledger, received

ASKED_FOR = Request("window", "r1", b"1" * 32)


def test_an_answered_request_is_found_with_its_body_only(database: Database) -> None:
    with open_ledger(database) as ledger:
        subject = ledger.vault.subject("case-1").id
        done = ledger.append("case-1", 0, [received(subject)], ASKED, ASKED_FOR)
        found = ledger.requests.answered(ASKED_FOR)
        assert found is not None
        assert (found.position, found.replayed) == (done.position, True)
        with pytest.raises(RequestReused, match="r1"):
            ledger.requests.answered(Request("window", "r1", b"2" * 32))


def test_a_request_is_forgotten_after_90_days_and_not_before(database: Database) -> None:
    with open_ledger(database) as ledger:
        subject = ledger.vault.subject("case-1").id
        done = ledger.append("case-1", 0, [received(subject)], ASKED, ASKED_FOR)
        assert ledger.requests.prune(done.recorded_at + KEPT) == 0
        assert ledger.requests.answered(ASKED_FOR) is not None
        assert ledger.requests.prune(done.recorded_at + KEPT + timedelta(seconds=1)) == 1
        assert ledger.requests.answered(ASKED_FOR) is None

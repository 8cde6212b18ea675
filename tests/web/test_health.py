"""/healthz and /readyz: alive whatever happens, ready only where answers can be relied on."""

from dataclasses import replace

import pytest

from domain.case.events import Closed
from projections.lag import Lag
from tests.ledger.opened import ASKED
from tests.web.site import Site
from tests.web.watched import watched
from web.health import Limits, reasons
from web.vitals import Clinic, Sealed, Vitals, vitals

WELL = Vitals(head=9, lag=Lag(9, 0, 0.0), frozen={}, sealed=Sealed(9, 30.0, 0.0, ""))
LIMITS = Limits(lag=60, unsealed=600)


def test_it_is_ready_when_views_and_seal_have_come_to_the_head(filled: Site) -> None:
    filled.services.views.catch_up()
    filled.services.office.seal()
    with watched(filled) as caller:
        answer = caller.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["reasons"] == []


def test_without_an_answer_from_the_database_it_lives_and_is_not_ready(filled: Site) -> None:
    with watched(filled) as caller:
        caller.app.state.clinic = Clinic(filled.services, patience=0)
        assert caller.get("/healthz").json() == {"status": "ok"}
        answer = caller.get("/readyz")
    assert answer.status_code == 503
    [why] = answer.json()["reasons"]
    assert why["check"] == "database"
    assert "PostgreSQL" in why["zh"]


def test_a_log_without_an_entry_is_ready(empty: Site) -> None:
    with watched(empty) as caller:
        assert caller.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("found", "check", "words"),
    [
        (replace(WELL, lag=Lag(2, 7, 61.0)), "views", "7 entries and 61 s behind"),
        (replace(WELL, sealed=Sealed(2, 700.0, 601.0, "")), "checkpoint", "waited 601 s"),
        (replace(WELL, sealed=Sealed(0, None, 601.0, "")), "checkpoint", "waited 601 s"),
        (replace(WELL, sealed=Sealed(9, 1.0, 0.0, "it forks")), "checkpoint", "it forks"),
    ],
)
def test_what_is_wrong_is_said_in_words(found: Vitals, check: str, words: str) -> None:
    [why] = reasons(found, LIMITS)
    assert why.check == check
    assert words in why.en
    assert why.zh


@pytest.mark.parametrize(
    "found",
    [
        WELL,
        replace(WELL, lag=Lag(2, 7, 59.0)),
        replace(WELL, sealed=Sealed(9, 999_999.0, 0.0, "")),
        replace(WELL, frozen={"cases": 3}),
    ],
)
def test_an_old_checkpoint_without_news_a_short_lag_and_frozen_keys_are_no_reason(
    found: Vitals,
) -> None:
    assert list(reasons(found, LIMITS)) == []


def test_what_waits_to_be_sealed_is_measured_from_the_entry_that_waits(filled: Site) -> None:
    filled.services.office.seal()
    before = vitals(filled.services).sealed
    assert before.waiting == 0
    filled.ledger.append("case-waits", 0, [Closed()], ASKED)
    after = vitals(filled.services).sealed
    assert after.size == before.size
    assert 0 < after.waiting <= (after.age or 0)


def test_a_checkpoint_that_cannot_be_read_is_told(filled: Site) -> None:
    filled.services.views.catch_up()
    filled.services.office.seal()
    path = filled.services.office.published / "checkpoint"
    kept = path.read_bytes()
    try:
        path.write_bytes(b"not a checkpoint")
        found = vitals(filled.services)
    finally:
        path.write_bytes(kept)
    assert found.sealed.size == 0
    assert [why.check for why in reasons(found, LIMITS)] == ["checkpoint"]

"""/metrics: what it tells, to whom, and that it survives a database that is gone."""

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from domain.case.events import Closed
from ledger.append import VersionTaken
from ledger.ledger import Ledger
from projections.views import VIEWS
from tests.ledger.opened import ASKED
from tests.web.site import Site
from tests.web.watched import watched
from web.appends import Appends, Tally
from web.metrics import Metrics
from web.vitals import Clinic, vitals

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures(text: str) -> Figures:
    """Every sample of an answer, by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def appended(ledger: Ledger, stream: str) -> None:
    """One entry in a stream of its own."""
    ledger.append(stream, 0, [Closed()], ASKED)


def test_it_tells_the_state_of_the_log_its_views_and_its_seal(filled: Site) -> None:
    filled.services.views.catch_up()
    filled.services.office.seal()
    head = filled.services.views.reader.head().size
    with watched(filled) as caller:
        answer = caller.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        told = figures(answer.text)
    assert told["mingcha_database_up", ()] == 1
    assert told["mingcha_head_position", ()] == head
    assert told["mingcha_checkpoint_size", ()] == head
    assert told["mingcha_unsealed_seconds", ()] == 0
    assert told["mingcha_signature_refused", ()] == 0
    assert told["mingcha_checkpoint_age_seconds", ()] >= 0
    for view in VIEWS.fold:
        assert told["mingcha_views_lag_events", (("view", view),)] == 0
        assert told["mingcha_views_lag_seconds", (("view", view),)] == 0
        assert told["mingcha_frozen_keys", (("view", view),)] == 0
    assert told["process_resident_memory_bytes", ()] > 0


def test_it_counts_appends_their_entries_and_what_wrote_nothing(empty: Site) -> None:
    with watched(empty) as caller:
        appended(empty.ledger, "case-counted")
        with pytest.raises(VersionTaken):
            appended(empty.ledger, "case-counted")
        told = figures(caller.get("/metrics").text)
    assert told["mingcha_append_entries_total", ()] == 1
    assert told["mingcha_append_seconds_count", ()] == 2
    assert told["mingcha_append_seconds_bucket", (("le", "+Inf"),)] == 2
    assert told["mingcha_append_group_size_bucket", (("le", "1"),)] == 2
    assert told["mingcha_append_unwanted_total", (("kind", "refused"),)] == 1
    assert told["mingcha_append_unwanted_total", (("kind", "overloaded"),)] == 0


def test_requests_are_counted_by_the_template_of_their_route(filled: Site) -> None:
    with watched(filled) as caller:
        for path in ("/case/case-1", "/case/case-2?name=张三", "/nowhere/case-3"):
            caller.get(path)
        caller.request("BREW", "/case/case-4")
        answer = caller.get("/metrics").text
    told = figures(answer)
    found = (("method", "GET"), ("route", "/case/{stream}"), ("status", "200"))
    lost = (("method", "GET"), ("route", "(none)"), ("status", "404"))
    strange = (("method", "other"), ("route", "/case/{stream}"), ("status", "405"))
    assert told["mingcha_http_request_seconds_count", found] == 2
    assert told["mingcha_http_request_seconds_count", lost] == 1
    assert told["mingcha_http_request_seconds_count", strange] == 1
    assert "case-" not in answer


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "testclient"])
def test_a_caller_elsewhere_is_refused(filled: Site, address: str) -> None:
    with watched(filled, (address, 50000)) as caller:
        assert caller.get("/metrics").status_code == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_a_proxy_on_this_machine_does_not_let_strangers_in(filled: Site, header: str) -> None:
    with watched(filled) as caller:
        assert caller.get("/metrics", headers={header: "192.0.2.7"}).status_code == 403


def test_without_the_database_it_still_tells_what_the_process_knows(filled: Site) -> None:
    with watched(filled) as caller:
        caller.app.state.clinic = Clinic(filled.services, patience=0)
        told = figures(caller.get("/metrics").text)
    assert told["mingcha_database_up", ()] == 0
    assert ("mingcha_head_position", ()) not in told
    assert told["mingcha_append_entries_total", ()] == 0


def test_a_frozen_key_is_counted_under_its_view(filled: Site) -> None:
    found = replace(vitals(filled.services), frozen={"cases": 3})
    told = figures(Metrics().text(found).decode())
    assert told["mingcha_frozen_keys", (("view", "cases"),)] == 3


def test_a_value_on_a_bound_counts_below_it() -> None:
    tally = Tally((1, 2))
    for value in (1, 1.5, 2, 3):
        tally.add(value)
    samples = {
        s.labels.get("le"): s.value for s in tally.shown("x", "").samples if "bucket" in s.name
    }
    assert samples == {"1": 1, "2": 3, "+Inf": 4}


def test_an_observer_that_was_told_nothing_shows_zeros() -> None:
    samples = [sample for family in Appends().collect() for sample in family.samples]
    assert samples
    assert {sample.value for sample in samples} == {0}

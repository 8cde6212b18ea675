"""What is recorded of a source's row, in its plain form."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from application.rules import load_clock_rules
from domain.case.timing import local_day
from domain.clocks import given_clock
from domain.decider import Origin
from exchange.interpret import Deadline, MappedEvent
from exchange.recording import GIVEN, recorded
from exchange.staged import Waiting
from ledger.codec import to_plain

RULE = next(rule for rule in load_clock_rules().rules if rule.clock == GIVEN)
EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=50_000)).map(EPOCH.__add__)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Amsterdam", "America/Sao_Paulo", "Asia/Beirut"])


def accepted(at: datetime, deadline: Deadline) -> MappedEvent:
    return MappedEvent(
        case_id="1",
        type="case.accepted",
        occurred_at=at,
        recorded_at=None,
        rule="row",
        once=False,
        key="1",
        origin=Origin.HALL_WINDOW,
        fields={},
        applicant=None,
        note="",
        deadline=deadline,
        public=(),
        private=(),
        row=1,
        line=1,
    )


@given(INSTANTS, INSTANTS, ZONES)
def test_a_deadline_of_the_source_is_recorded_as_the_clock_the_domain_makes_of_it(
    at: datetime, due: datetime, zone: str
) -> None:
    event = accepted(at, Deadline("case", due, zone))
    found = recorded("shop", Waiting("1/row", event), "")
    assert found.data["clocks"] == [to_plain(given_clock(RULE, local_day(at, zone), due, zone))]

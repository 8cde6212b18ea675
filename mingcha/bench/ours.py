"""Our write paths as they are measured: single commands, bare appends, bulk import."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from application.handler import Handler
from application.opening import ensure_open
from domain.case import commands as cmd
from domain.case.events import Result
from domain.decider import Actor, Asked, Origin
from domain.values import Person
from exchange.appending import append_mapped, in_chunks
from exchange.cells import Plain
from exchange.interpret import Deadline, MappedEvent
from exchange.source import Attribute
from exchange.staged import Case, Waiting
from ledger.append import Request
from ledger.envelope import stream_id
from ledger.ledger import Ledger
from mingcha.bench.rounds import callers, fresh_streams, rate

CLERK = Actor(id="clerk-01", post="window", unit="区市场监督管理局")
DAY = datetime(2016, 4, 29, 1, 5, tzinfo=UTC)
PEOPLE = 1000
SOURCE = "bench"
EVENTS = 8
ZONE = "Europe/Amsterdam"
PRIVATE = (
    Attribute("address", "string", "桃花仑路 1 号"),
    Attribute("remark", "string", "confirmed by phone"),
)
STEP_NAMES = tuple(f"T{n:02d} Check confirmation of receipt" for n in range(EVENTS))
BODY = bytes(32)

# As long as the reference's states; the splice point is all that the leaf needs of it.
STATE = b'{"data":"' + b"x" * 200 + b'","origin":"hall_window","request":"r","version":1}'


class Writing:
    """The write paths of one log."""

    def __init__(self, ledger: Ledger) -> None:
        ensure_open(ledger)
        self._ledger = ledger
        self._handler = Handler(ledger)
        self._numbers = count()
        self._run = uuid4().hex
        self._cases: dict[int, Iterator[int]] = {}

    def full_path(self, seconds: float) -> float:
        """Durable single commands, 16 callers: load, facts, decide, validate, seal, append."""
        self._cases = {}
        return callers(self._next_command, seconds)

    def _next_command(self, caller: int) -> int:
        """The caller's next command: its case's next step, or a new case."""
        if caller not in self._cases:
            self._cases[caller] = self._commands()
        return next(self._cases[caller])

    def _commands(self) -> Iterator[int]:
        """Cases one after another, seven commands each, three fields to seal among them."""
        while True:
            number = next(self._numbers)
            stream = f"case-{self._run}-{number}"
            for n, command in enumerate(_life(number)):
                asked = Asked(
                    actor=CLERK,
                    occurred_at=DAY,
                    origin=Origin.HALL_WINDOW,
                    request=f"{self._run}-{number}-{n}",
                )
                request = Request("bench", asked.request, BODY)
                self._handler.handle("case", stream, command, asked, request)
                yield 1

    def bulk(self, events: int) -> float:
        """Bulk import of already parsed rows, ledger-grade."""
        cases = list(parsed(events, uuid4().hex))
        return rate(lambda: append_mapped(self._ledger, SOURCE, in_chunks(cases)))


def bare_appends(ledger: Ledger, seconds: float) -> float:
    """The same appends without decide, 16 callers."""

    streams = fresh_streams()

    def append(_: int) -> int:
        event = StoredEvent(next(streams), 1, "case.accepted", STATE)
        ledger.recorder.append([event])
        return 1

    return callers(append, seconds)


def _life(number: int) -> list[cmd.CaseCommand]:
    person = Person(name="示例", id_kind="ric", id_number=f"4309031880{number % PEOPLE:08d}")
    return [
        cmd.Receive(item="食品经营许可", unit=CLERK.unit, applicant=person, note="材料齐全"),
        cmd.Accept(receipt_no=str(number), promised_days=10),
        cmd.FinishStep(step="审查", by="clerk-02", note="符合条件"),
        cmd.FinishStep(step="审核", by="clerk-03"),
        cmd.Decide(result=Result.GRANTED, by="clerk-04"),
        cmd.IssueLicence(licence_no=f"JY{number}"),
        cmd.Close(),
    ]


def parsed(events: int, run: str) -> Iterator[Case]:
    """Cases as an import has them once a file is read.

    Eight events each: an acceptance with a deadline and the sealed columns of the case, six
    steps, the close; every event with a public attribute.
    """
    for number in range(events // EVENTS):
        name = f"{run}-{number}"
        yield Case(
            id=name,
            stream=stream_id("case", f"{SOURCE}.{name}"),
            events=[Waiting(str(n), _row(name, n, number)) for n in range(EVENTS)],
        )


def _row(case: str, n: int, number: int) -> MappedEvent:
    """The n-th event of a case; every seventh case misses its deadline."""
    happened = DAY + timedelta(hours=number % 5000, minutes=7 * n)
    due = happened + (timedelta(minutes=1) if number % 7 == 0 else timedelta(days=20))
    fields: dict[str, Plain] = {"step": STEP_NAMES[n], "key": str(n), "by": "Resource10"}
    type_, deadline = "case.step_finished", None
    if n == 0:
        type_, fields = "case.accepted", {"item": "permit", "unit": "General"}
        deadline = Deadline("case", due, ZONE)
    elif n == EVENTS - 1:
        type_, fields = "case.closed", {}
    return MappedEvent(
        case_id=case,
        type=type_,
        occurred_at=happened,
        recorded_at=None,
        rule="row",
        once=False,
        key=str(n),
        origin=Origin.HALL_WINDOW,
        fields=fields,
        applicant=None,
        note="",
        deadline=deadline,
        public=(Attribute("channel", "string", "Internet"),),
        private=PRIVATE if n == 0 else (),
        row=n + 1,
        line=n + 1,
    )

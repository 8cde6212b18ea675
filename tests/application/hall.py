"""A hall whose time the test sets: its log, its windows, its views and its steward."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from application.handler import Handler
from application.opening import ensure_open
from application.steward import Done, Steward
from domain.case import commands as cmd
from domain.decider import Actor, Asked, Origin
from ledger.ledger import Ledger
from projections.fold import Row
from projections.read import Views, open_views
from projections.when import When
from tests.databases import LOG, Database
from tests.ledger.opened import open_ledger

CHINA = timezone(timedelta(hours=8))
ACCEPT = cmd.Accept(
    item="食品经营许可", unit="市监局", window="大厅/3号", statutory_days=10, promised_days=7
)


def at(text: str) -> datetime:
    """An instant in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class HallClock:
    """The machine's clock as the test would have it."""

    def __init__(self) -> None:
        self.now = at("2018-10-08T08:00:00")

    def __call__(self) -> datetime:
        """The time of the test."""
        return self.now


class Hall:
    """One log, written to by windows and looked after by stewards."""

    def __init__(self, ledger: Ledger, views: Views, clock: HallClock) -> None:
        self.ledger, self.views, self.clock = ledger, views, clock
        self.handler = Handler(ledger)
        self.steward = self.another_steward()

    def another_steward(self) -> Steward:
        """One more, who remembers nothing."""
        return Steward(self.ledger, self.views, self.clock)

    def tell(self, stream: str, happened: str, command: cmd.CaseCommand, recorded: str = "") -> str:
        """Record what happened, at once unless told when; the id of the event."""
        self.clock.now = max(self.clock.now, at(recorded or happened))
        asked = Asked(
            actor=Actor(id="w7"), occurred_at=at(happened), origin=Origin.HALL_WINDOW, request="t"
        )
        return self.handler.handle("case", stream, command, asked).ids[0]

    def round(self, now: str) -> Done:
        """What the steward does at a time."""
        self.clock.now = at(now)
        return self.steward.round()

    def cards(self, as_of: str = "") -> list[Row]:
        """The cards in the order they were due."""
        self.views.catch_up()
        when = When(as_of=at(as_of) if as_of else self.clock.now)
        return self.views.cards(when, sort="due_at").rows

    def standing(self) -> list[tuple[str, str]]:
        """Kind and instant of those that stand."""
        return [
            (row["kind"], f"{row['due_at'].astimezone(CHINA):%m-%d %H:%M:%S}")
            for row in self.cards()
            if row["status"] == "standing"
        ]


@contextmanager
def opened_hall(database: Database) -> Iterator[Hall]:
    """A hall of the test's own."""
    clock = HallClock()
    with (
        open_ledger(database, clock=clock) as ledger,
        open_views(LOG, ledger.reader, database.dsn("reader"), database.dsn("writer")) as views,
    ):
        ensure_open(ledger)
        yield Hall(ledger, views, clock)

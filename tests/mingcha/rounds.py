"""A district whose windows, engine and steward run in one process that may be killed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random

from application.handler import Handler
from application.opening import ensure_open
from application.steward import Steward
from domain.case import commands as cmd
from domain.case.events import PauseReason, Result
from domain.decider import Actor, Asked, Origin
from domain.log import ClockKind
from ledger.keys import WrappingKeys
from ledger.ledger import Access, Ledger
from projections.read import open_views

LOG = "430903"
CHINA = timezone(timedelta(hours=8))
FIRST = date(2016, 9, 1)
DAY = timedelta(days=1)
DAYS = 150
A_DAY = 3
LONGEST = 25
KEYS = WrappingKeys("k1", {"k1": b"k" * 32}, b"p" * 32)
# Days after acceptance, and what happens then; the last number is when it is recorded.
Told = tuple[int, cmd.CaseCommand, int]
FATES: tuple[tuple[Told, ...], ...] = (
    (),
    ((3, cmd.Close(), 3),),
    ((4, cmd.Close(), 25),),
    ((16, cmd.Decide(result=Result.GRANTED), 16), (17, cmd.Close(), 17)),
    ((20, cmd.Void(reason="录错"), 20),),
    (
        (2, cmd.Pause(reason=PauseReason.HEARING, notice_no="告1", days_told=5), 2),
        (12, cmd.Resume(), 22),
    ),
    ((2, cmd.Pause(reason=PauseReason.EXPERT_REVIEW, notice_no="告2", days_told=3), 13),),
    ((8, cmd.Extend(days=5, approver_level="organ_head", told_at=None), 21),),
)
ACCEPT = cmd.Accept(item="i", unit="u", window="大厅/1号", statutory_days=10, promised_days=7)


class District:
    """One process: what it was at when it was killed, the next one does."""

    def __init__(self, access: Access) -> None:
        self.now = _at(FIRST, 0)
        self.ledger = Ledger(access, LOG, KEYS, lambda: self.now, connections=2)
        ensure_open(self.ledger, clock=ClockKind.SIMULATED)
        self.handler = Handler(self.ledger)

    def live(self, access: Access, sign: Path) -> None:
        """Day after day, from that on which the last one was killed; after the first a sign."""
        begun = self.ledger.reader.head().recorded_at.astimezone(CHINA).date()
        with open_views(LOG, self.ledger.reader, access.reader, access.writer) as views:
            steward = Steward(self.ledger, views)
            for n in range(max(0, (begun - FIRST).days), DAYS):
                self.now = _at(FIRST + n * DAY, 18)
                self.windows(n)
                self.now = _at(FIRST + (n + 1) * DAY, 0)
                steward.round(self.now)
                sign.touch()

    def windows(self, today: int) -> None:
        """What is recorded on a day and is not in the log yet."""
        for day in range(max(0, today - LONGEST), today + 1):
            for stream in (f"case-{day}-{number}" for number in range(A_DAY)):
                fate = ((0, ACCEPT, 0), *Random(stream).choice(FATES))
                if any(day + recorded == today for _, _, recorded in fate):
                    told = [each for each in fate if day + each[2] <= today]
                    self.record(stream, _at(FIRST + day * DAY, 9), told)

    def record(self, stream: str, accepted: datetime, told: Sequence[Told]) -> None:
        """Those events of a case that are missing."""
        for after, command, _ in told[len(self.ledger.reader.stream(stream)) :]:
            at = accepted + after * DAY
            asked = Asked(actor=Actor(id="w"), occurred_at=at, origin=Origin.HALL_WINDOW)
            self.handler.handle("case", stream, command, asked)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def work(access: Access, sign: Path) -> None:
    """A process that lives until it is killed, or the days are over."""
    District(access).live(access, sign)

"""The diary of one application: whose it is, who sits where, and what was told of it when."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

from domain.decider import Actor, Command, Event, Origin, record
from domain.hours import SECOND, WorkTime
from domain.values import Person
from mingcha.demo.acts import Act, local_day, next_exchange
from mingcha.demo.district import CHIEF, REVIEWER, WINDOW, Item


@record
class Application:
    """What somebody brings: the item, where, and when he stands at the window."""

    number: int
    stream: str
    item: Item
    applicant: Person
    origin: Origin
    arrived_at: datetime


class Diary:
    """Acts in the order they are told; `now` moves in worked time only.

    `front` is where the applicant came, `desk` where the case is handled.
    """

    def __init__(self, application: Application, rng: Random, work: WorkTime) -> None:
        self.application = application
        self.item = application.item
        self.unit = application.item.unit
        self.rng = rng
        self.now = application.arrived_at
        self.acts: list[Act] = []
        self.desk = Origin.TOWN_CENTRE if self.unit.is_town else Origin.HALL_WINDOW
        self.front = application.origin
        self.clerk, self.window = self._at(rng.randrange(self.unit.clerks))
        self.reviewer = self.unit.staff(REVIEWER)
        self.chief = self.unit.staff(CHIEF)
        self._work = work

    @property
    def stream(self) -> str:
        """The case's stream."""
        return self.application.stream

    @property
    def number(self) -> str:
        """The case's number within the year."""
        return f"{self.application.number:05}"

    def sit(self, seat: int) -> None:
        """Have a certain clerk see to it."""
        self.clerk, self.window = self._at(seat)

    def _at(self, seat: int) -> tuple[Actor, str]:
        return self.unit.staff(WINDOW, seat), self.unit.window_of(seat)

    def wait(self, days: float) -> None:
        """Let working time go by, at least a minute."""
        seconds = max(60, round(days * self._work.standard_day(self.now)))
        self.now = self._work.after(self.now, seconds * SECOND)

    def wait_until(self, moment: datetime) -> None:
        """Let time go by until just after a moment, in opening hours."""
        self.now = max(self.now, moment)
        self.wait(0)

    def settle(self) -> None:
        """Wait until what was told so far is in the ledger."""
        self.wait_until(self.acts[-1].recorded_at)

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now)

    def tell(
        self,
        says: Command | Event,
        actor: Actor,
        origin: Origin,
        at: datetime | None = None,
        corrects: int = 0,
    ) -> Act:
        """Record an act now; `at` is when it is claimed to have happened."""
        act = Act(
            stream=self.stream,
            number=len(self.acts) + 1,
            occurred_at=at or self.now,
            recorded_at=next_exchange(self.now),
            says=says,
            actor=actor,
            origin=origin,
            person=self.application.applicant,
            corrects=corrects,
        )
        self.acts.append(act)
        return act

    def recorded_late(self, first: int, at: datetime) -> None:
        """From the `first` act on (counted from 0) all reaches the ledger only then 事后补录."""
        late = next_exchange(at)
        self.acts[first:] = [
            replace(act, recorded_at=max(act.recorded_at, late)) for act in self.acts[first:]
        ]

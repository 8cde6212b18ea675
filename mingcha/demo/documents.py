"""Documents of the demo year: drafted, coordinated, reviewed, published; the mandatory ones too."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from application.detectors import load_disclosure_classes
from domain.calendar import WorkCalendar
from domain.decider import Actor, Command, Origin
from domain.disclosure import commands as cmd
from domain.disclosure.events import ReviewResult, ReviewStage
from ledger.envelope import stream_id
from mingcha.demo.acts import Act, at, local_day, next_exchange
from mingcha.demo.codes import digest
from mingcha.demo.district import HEAD, Item, Unit, bodies
from mingcha.demo.story import Grant, Story

SITE = "http://www.hnhs.example/zwgk"
GRANT_COLUMN = "行政许可和行政处罚双公示"


@dataclass(slots=True)
class Document:
    """One document on its way. Days are local, hours of the working day."""

    name: str
    unit: Unit
    title: str
    acts: list[Act] = field(default_factory=list)

    @property
    def stream(self) -> str:
        """Its stream."""
        return stream_id("disclosure", self.name)

    @property
    def digest(self) -> str:
        """The digest of its first text."""
        return digest(self.title)

    @property
    def author(self) -> Actor:
        """Who drafts the unit's documents."""
        return Actor(id=f"{self.unit.code}41", post="信息员", unit=self.unit.name)

    @property
    def reviewer(self) -> Actor:
        """Who reviews them for secrets."""
        return Actor(id=f"{self.unit.code}42", post="保密审查员", unit=self.unit.name)

    def tell(self, says: Command, actor: Actor, moment: datetime) -> None:
        """Record an act when it happens."""
        self.acts.append(
            Act(
                stream=self.stream,
                number=len(self.acts) + 1,
                occurred_at=moment,
                recorded_at=next_exchange(moment),
                says=says,
                actor=actor,
                origin=Origin.DEPT_OFFICE,
            )
        )

    def draft(
        self, day: date, category: str = "", about: str = "", sources: tuple[str, ...] = ()
    ) -> None:
        """拟制."""
        command = cmd.Draft(
            title=self.title,
            unit=self.unit.name,
            category=category,
            formed_on=day,
            digest=self.digest,
            author=self.author.id,
            sources=sources,
            about=about,
        )
        self.tell(command, self.author, at(day, 9, 20))

    def coordinate(self, day: date, sources: tuple[str, ...], confirmed: tuple[str, ...]) -> None:
        """发布协调: asked of all, confirmed by some."""
        self.tell(cmd.AskCoordination(units=sources), self.author, at(day, 10, 5))
        for unit in confirmed:
            command = cmd.Coordinate(unit=unit, document=f"{unit}复函")
            self.tell(command, self.author, at(day, 11, 10))

    def review(self, day: date, *, of: str = "", by: Actor | None = None) -> None:
        """保密审查, of the first text unless another is named."""
        who = by or self.reviewer
        command = cmd.Review(
            digest=of or self.digest,
            reviewer=who.id,
            stage=ReviewStage.SPECIALIST,
            result=ReviewResult.PASS,
            basis="《政府信息公开条例》第十七条",
        )
        self.tell(command, who, at(day, 15, 20))

    def publish(self, day: date, column: str, *, of: str = "", text: str = "") -> None:
        """公开."""
        command = cmd.Publish(
            url=f"{SITE}/{self.name}.html",
            column=column,
            digest=of or self.digest,
            by=self.author.id,
            text=text or self.title,
        )
        self.tell(command, self.author, at(day, 16, 40))

    def change(self, day: date) -> str:
        """变更: a new text, whose digest this is."""
        new = digest(f"{self.title}（变更）")
        command = cmd.Change(changed_on=day, digest=new, author=self.author.id)
        self.tell(command, self.author, at(day, 9, 40))
        return new

    def withhold(self, day: date, basis: str) -> None:
        """不予公开决定."""
        command = cmd.Withhold(basis=basis, approver=self.unit.staff(HEAD).id)
        self.tell(command, self.reviewer, at(day, 10, 30))


def mandatory(calendar: WorkCalendar, left_out: frozenset[tuple[str, str]]) -> Iterator[Document]:
    """Every document that the classes ask of the units in this year, in good time.

    `left_out` are the (unit, category) that somebody else takes care of, or nobody.
    """
    for unit in bodies():
        for category, (name, due) in owed(unit).items():
            if (unit.name, category) not in left_out:
                yield routine(unit, category, name, due, calendar)


def owed(unit: Unit) -> dict[str, tuple[str, date | None]]:
    """The classes that a unit owes in the year: name, and the day it is due (None: once)."""
    return {
        each.category: (
            each.name,
            date(2023, each.due_month, each.due_day) if each.yearly else None,
        )
        for each in load_disclosure_classes()
        if unit.kind.value in each.unit_kinds
        and each.in_force_from <= date(2023, 1, 1)
        and each.in_force_to is None
    }


def routine(
    unit: Unit, category: str, name: str, due: date | None, calendar: WorkCalendar
) -> Document:
    """One document of a mandatory class, published a month before it is due."""
    formed = date(2023, 1, 4) if due is None else _before(calendar, due, 25)
    document = Document(f"HS2023-{unit.code}-{category}", unit, f"{unit.full_name}{name}（2023年）")
    document.draft(formed, category)
    later = calendar.add_working_days(formed, 4).due
    document.review(later)
    document.publish(calendar.add_working_days(formed, 5).due, "政府信息公开")
    return document


def _before(calendar: WorkCalendar, due: date, days: int) -> date:
    return calendar.subtract_working_days(due, days).due


def grant_published(story: Story, calendar: WorkCalendar) -> Document | None:
    """What a case granted is made public (许可法 40): within seven working days under 双公示,
    else within twenty; None where nothing is owed.
    """
    grant, item = story.grant, story.item
    if grant is None or not grant.licence_no or not story.published:
        return None
    days = 2 + story.application.number % (4 if item.published else 9)
    return of_grant(grant, item, calendar, days)


def of_grant(grant: Grant, item: Item, calendar: WorkCalendar, days: int) -> Document:
    """The publication of a grant, so many working days after the decision."""
    formed = local_day(grant.decided_at)
    name = f"HS2023-XK-{grant.licence_no}"
    title = f"行政许可决定公示：{item.name}，{grant.decision_no}"
    document = Document(name, item.unit, title)
    document.draft(calendar.add_working_days(formed, 1).due, about=grant.decision_no)
    document.review(calendar.add_working_days(formed, 1).due)
    document.publish(calendar.add_working_days(formed, days).due, GRANT_COLUMN)
    return document

"""应进未进: items, units and powers that should be in the hall, or no longer in anybody's hands."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain import catalogue as cat
from domain import organisation as org
from domain.case import commands as cmd
from domain.decider import Origin
from mingcha.demo.district import HALL, HEAD, Item, Unit, towns, units
from mingcha.demo.sowing import Plot, Scheme, Sown, first, of_case, sown
from mingcha.demo.sown.field import Field, quick, slow
from mingcha.demo.standing import (
    DOCUMENT,
    ENTERED,
    FROM,
    announced_on,
    in_the_hall,
    listed,
    section,
    standing_facts,
)
from mingcha.demo.story import Story
from mingcha.demo.ways import Telling, begin, finish, plain, soon

NOT_THERE = ("GXS", "TJJ", "JGS")
WITHOUT_POWERS = ("SJJ", "XFJ", "XCZ")
WITHOUT_SECTION = ("QXJ", "XFD", "GJJ")


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for _ in field.times(8):
        yield _not_entered(field)
        yield _withdrawn(field)
        yield _cancelled(field)
        yield _retained(field)
        yield _off_catalogue(field)
        yield _not_taken(field)
    for _ in field.times():
        yield _decided_by_stranger(field)
        yield _accepted_by_stranger(field)
    yield from (_unit_not_there(units()[code]) for code in NOT_THERE)
    yield from (_without_powers(units()[code]) for code in WITHOUT_POWERS)
    field.unsectioned.update(WITHOUT_SECTION)
    yield from (_without_section(units()[code]) for code in WITHOUT_SECTION)


def _not_entered(field: Field) -> Scheme:
    """Must be in the hall by a day of the year, and is not."""
    item = field.special()
    planned = cat.ItemEntryPlanned(item=item.code, due=field.day(), document=DOCUMENT)
    return Scheme(
        acts=standing_facts([listed(item), planned]),
        answers=lambda _: [of_item("HALL_NOT_ENTERED", item)],
    )


def _withdrawn(field: Field) -> Scheme:
    """Taken out of the hall without anybody's leave, so that it is not in the hall either."""
    item, day = field.special(), field.day()
    left = cat.ItemExited(item=item.code, on=day, document="单位自行通知")
    return Scheme(
        acts=[*standing_facts(in_the_hall(item)), announced_on(left, day)],
        answers=lambda _: [
            of_item("HALL_WITHDRAWN", item, (day.isoformat(),)),
            of_item("HALL_NOT_ENTERED", item),
        ],
    )


def _cancelled(field: Field) -> Scheme:
    """Cancelled, and still accepted a month later; what was accepted before may be seen through."""
    item, day = field.special(), field.day((3, 1), (8, 31))
    end = cat.ItemCancelled(item=item.code, on=day, document="赫政发〔2023〕7号")
    acts = [*standing_facts(in_the_hall(item)), announced_on(end, day)]
    late = Plot(field.after(day, field.rng.randint(3, 20)), item, plain, Origin.HALL_WINDOW)
    grace = Plot(field.after(day, -2), item, plain, Origin.HALL_WINDOW)
    return Scheme(
        plots=[late, grace],
        acts=acts,
        answers=lambda stories: [sown("ITEM_CANCELLED_EXERCISED", stories[0])],
    )


def _retained(field: Field) -> Scheme:
    """Handed down to a town, which took it over, and still accepted by the old holder."""
    item, day = field.special(), field.day((2, 1), (8, 31))
    town = field.rng.choice(list(towns().values()))
    taken = cat.ItemTaken(item=item.code, unit=town.name, window=town.window(), on=day)
    acts = [
        *standing_facts(in_the_hall(item)),
        announced_on(_handed_down(item, town, day, field.after(day, 20)), day),
        announced_on(taken, day),
    ]
    late = Plot(field.after(day, field.rng.randint(3, 20)), item, plain, Origin.HALL_WINDOW)
    return Scheme(plots=[late], acts=acts, answers=of_case("ITEM_DELEGATED_RETAINED"))


def _not_taken(field: Field) -> Scheme:
    """Handed down to a town that has not taken it over by the day set."""
    item, day = field.special(), field.day((2, 1), (8, 31))
    town = field.rng.choice(list(towns().values()))
    handed = _handed_down(item, town, day, field.after(day, 20))
    return Scheme(
        acts=[*standing_facts(in_the_hall(item)), announced_on(handed, day)],
        answers=lambda _: [of_item("DELEGATION_NOT_TAKEN", item)],
    )


def _handed_down(item: Item, town: Unit, day: date, take_by: date) -> cat.ItemDelegated:
    return cat.ItemDelegated(
        item=item.code,
        from_unit=item.unit.name,
        to_unit=town.name,
        on=day,
        take_by=take_by,
        document="赫政办发〔2023〕5号",
    )


def _off_catalogue(field: Field) -> Scheme:
    """Accepted for an item that no list has."""
    plot = Plot(field.day(), field.special(), plain, Origin.HALL_WINDOW)
    return Scheme(plots=[plot], answers=of_case("ITEM_OFF_CATALOGUE"))


def _decided_by_stranger(field: Field) -> Scheme:
    """Decided at the window by the head of the unit, who is posted to none."""

    def tell(story: Story) -> None:
        begin(story)
        story.examine(story.pace())
        story.decide(by=story.unit.staff(HEAD))
        story.seal()
        story.hand_over(soon(story))

    return _unauthorised(field, tell, cmd.Decide, "decide")


def _accepted_by_stranger(field: Field) -> Scheme:
    """Accepted by somebody whose posting to the window was never announced."""

    def tell(story: Story) -> None:
        story.receive()
        clerk, story.clerk = story.clerk, story.unit.staff(HEAD, 7)
        story.accept()
        story.clerk = clerk
        finish(story, story.pace())

    return _unauthorised(field, tell, cmd.Accept, "accept")


def _unauthorised(
    field: Field, tell: Telling, command: type[cmd.CaseCommand], power: str
) -> Scheme:
    item = field.item(quick if field.rng.random() < 0.5 else slow)

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        yield sown("WINDOW_NO_AUTHORITY", story, (first(story, command), power))

    plot = Plot(field.day(), item, tell, Origin.HALL_WINDOW)
    return Scheme(plots=[plot], answers=answers)


def _unit_not_there(unit: Unit) -> Scheme:
    """Planned for the hall, and not there."""
    planned = org.EntryPlanned(
        unit=unit.name,
        hall=HALL,
        due=date(2023, 6, 30),
        concentrate_by=date(2024, 6, 30),
        document="赫政办发〔2023〕3号",
    )
    return Scheme(
        acts=standing_facts([planned]), answers=lambda _: [of_unit("HALL_ORG_NOT_ENTERED", unit)]
    )


def _without_powers(unit: Unit) -> Scheme:
    """In the hall with a section for approvals, and with a window that may only take in."""
    facts = [
        org.EntryPlanned(
            unit=unit.name, hall=HALL, due=FROM, concentrate_by=FROM, document=DOCUMENT
        ),
        org.Entered(unit=unit.name, hall=HALL, in_force_from=ENTERED, document=DOCUMENT),
        section(unit),
        org.Authorised(
            unit=unit.name,
            window=unit.window(),
            powers=frozenset({org.Power.ACCEPT}),
            document=f"赫{unit.short}授〔2022〕1号",
            in_force_from=ENTERED,
        ),
    ]
    return Scheme(
        acts=standing_facts(facts), answers=lambda _: [of_unit("TWO_CONC_NOT_AUTHORISED", unit)]
    )


def _without_section(unit: Unit) -> Scheme:
    """In the hall, without a section in which its approvals are concentrated."""
    return Scheme(answers=lambda _: [of_unit("TWO_CONC_UNIT_ABSENT", unit)])


def of_item(code: str, item: Item, about: tuple[str, ...] = ()) -> Sown:
    """A sign on an item."""
    where = f"{item.unit.name}，{item.name}，{item.code}"
    return Sown(code=code, candidate=f"item:{item.code}", place=where, about=about)


def of_unit(code: str, unit: Unit) -> Sown:
    """A sign on a unit."""
    return Sown(code=code, candidate=f"unit:{unit.name}", place=unit.name)

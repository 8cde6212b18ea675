"""Departments past the hall: what it hears of late or never, and windows in name only."""

from collections.abc import Iterable, Iterator, Sequence

from domain.case import commands as cmd
from domain.decider import Origin
from mingcha.demo.acts import Act, local_day
from mingcha.demo.district import HEAD, OFFICE, Unit, items, units
from mingcha.demo.feeds import line
from mingcha.demo.sowing import Plot, Scheme, Sown, place
from mingcha.demo.sown.field import NOMINAL_UNITS, Field
from mingcha.demo.standing import certificates_of
from mingcha.demo.story import Story
from mingcha.demo.ways import begin, finish, soon


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for n in field.times(6):
        yield _certificate_alone(field, n)
        yield _unexchanged(field)
    for n in field.times():
        unit = units()[NOMINAL_UNITS[n % len(NOMINAL_UNITS)]]
        yield _quarter(field, unit, n // len(NOMINAL_UNITS))


_REGISTERS = (("SCJ", "食品经营许可（新办）"), ("WJJ", "公共场所卫生许可（新办）"))


def _certificate_alone(field: Field, n: int) -> Scheme:
    """A certificate in a department's register that the hall has no case of."""
    code, item = _REGISTERS[n % len(_REGISTERS)]
    unit = units()[code]
    number, source = f"HS{code}2023B{n:04}", certificates_of(code)
    shadow = Sown(
        code="DT_SHADOW_DECISION",
        candidate=f"number:{number}",
        place=f"{unit.name}，{item}，证照登记簿 {source} 编号 {number}",
        about=(source, number),
    )
    act = line(code, number, unit.name, item, field.day())
    return Scheme(acts=[act], answers=lambda _: [shadow])


def _unexchanged(field: Field) -> Scheme:
    """The department's register has the certificate days before the hall hears of a decision."""
    item = field.item(lambda item: item.unit.code == "SCJ" and item.name.startswith("食品经营许可"))

    def tell(story: Story) -> None:
        story.registered = False
        begin(story)
        finish(story, story.item.promised * 0.65)

    def more(stories: Sequence[Story]) -> Iterable[Act]:
        [story] = stories
        accepted = next(act for act in story.acts if isinstance(act.says, cmd.Accept))
        on = local_day(accepted.occurred_at)
        yield line(story.unit.code, story.licence_no, story.unit.name, story.item.name, on)

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        source = certificates_of(story.unit.code)
        yield Sown(
            code="DT_UNEXCHANGED",
            candidate=f"number:{story.licence_no}",
            place=f"{place(story)}，登记簿 {source} 编号 {story.licence_no}",
            about=(source, story.licence_no),
        )

    plot = Plot(field.day(), item, tell, origin=Origin.HALL_WINDOW)
    return Scheme(plots=[plot], answers=answers, more=more)


_QUARTERS = (((1, 5), (2, 14)), ((4, 3), (5, 15)), ((7, 3), (8, 15)), ((10, 9), (11, 14)))
_CASES = 11


def _quarter(field: Field, unit: Unit, quarter: int) -> Scheme:
    own = [item for item in items() if item.unit is unit]
    plots = [
        Plot(field.day(*_QUARTERS[quarter]), own[n % len(own)], _elsewhere, Origin.HALL_WINDOW)
        for n in range(_CASES)
    ]
    sign = Sown(
        code="DT_NOMINAL_ENTRY",
        candidate=f"quarter:{unit.name}|2023-Q{quarter + 1}",
        place=f"{unit.name}，2023年第{quarter + 1}季度",
        about=(f"2023-Q{quarter + 1}",),
    )
    return Scheme(plots=plots, answers=lambda _: [sign])


def _elsewhere(story: Story) -> None:
    """Taken in and handed over at the window, reviewed and decided in the office."""
    begin(story)
    story.tell(cmd.AssignFollowUp(staff=story.clerk.id), story.clerk, story.desk)
    story.follow(story.pace())
    story.review(0.05, by=story.unit.staff(OFFICE), origin=Origin.DEPT_OFFICE)
    story.decide(by=story.unit.staff(HEAD), origin=Origin.DEPT_OFFICE)
    story.seal()
    story.hand_over(soon(story))

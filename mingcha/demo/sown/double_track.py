"""双轨运行、两头受理: everything that goes past the hall though its item is handled there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from application.handler import identity
from domain.case import commands as cmd
from domain.decider import Origin
from mingcha.demo.district import HEAD, OFFICE, Item
from mingcha.demo.materials import materials_of
from mingcha.demo.sowing import Plot, Scheme, Sown, first, of_case, place, sown
from mingcha.demo.sown.field import Field, quick, slow
from mingcha.demo.standing import in_the_hall, standing_facts
from mingcha.demo.story import Story
from mingcha.demo.ways import begin, finish, plain, soon


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for _ in field.times():
        yield _off_hall(field)
        yield _dual_accept(field)
        yield _dual_case(field)
        yield _twice(field)
        yield _afterwards(field)
        yield _written_down_afterwards(field)
        yield _sent_back(field)
        yield _materials_twice(field)
        yield _sealed_outside(field)


def at_office(story: Story) -> None:
    """Taken in, examined and decided at the unit's own office."""
    story.desk = Origin.DEPT_OFFICE
    story.clerk = story.unit.staff(OFFICE, 1)
    begin(story)
    story.review(story.pace(), by=story.unit.staff(OFFICE))
    story.decide(by=story.unit.staff(HEAD))
    story.seal()
    story.hand_over(soon(story))


def _office(field: Field, item: Item, day: date) -> Plot:
    return Plot(day, item, at_office, origin=Origin.DEPT_OFFICE, applicant=field.person(item))


def paper(item: Item) -> bool:
    """An item that may be decided in the office, examined on paper, without a licence."""
    return not item.at_window and not item.on_site and not item.at_once and item.promised >= 5


def _off_hall(field: Field) -> Scheme:
    """The item's only case of the month, so that nothing is accepted at two places."""
    item = field.special()
    return Scheme(
        plots=[_office(field, item, field.day())],
        acts=standing_facts(in_the_hall(item)),
        answers=of_case("DT_OFFHALL_INTAKE"),
    )


def _dual_accept(field: Field) -> Scheme:
    item, day = field.item(paper), field.early()
    hall = Plot(day, item, plain, origin=Origin.HALL_WINDOW)
    offices = [_office(field, item, field.after(day, n)) for n in range(1, 3)]

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        yield from (sown("DT_OFFHALL_INTAKE", story) for story in stories[1:])
        yield dual_accept(stories[0], day)

    return Scheme(plots=[hall, *offices], answers=answers)


def dual_accept(story: Story, day: date) -> Sown:
    """两头受理 of the story's unit and item in the month of a day."""
    return Sown(
        code="DT_DUAL_ACCEPT",
        candidate=f"intake:{story.unit.name}|{story.item.name}",
        place=f"{story.unit.name}，{story.item.name}，{day:%Y-%m}",
        about=(f"{day:%Y-%m}",),
    )


def _dual_case(field: Field) -> Scheme:
    """The same applicant, item and days, at the window and at the office."""
    item, day = field.item(paper), field.early()
    person = field.person(item)
    hall = Plot(day, item, plain, origin=Origin.HALL_WINDOW, applicant=person)
    office = Plot(day, item, at_office, origin=Origin.DEPT_OFFICE, applicant=person)

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        yield sown("DT_OFFHALL_INTAKE", stories[1])
        yield dual_accept(stories[0], day)
        yield _matter("DT_DUAL_CASE", stories)

    return Scheme(plots=[hall, office], answers=answers)


def _twice(field: Field) -> Scheme:
    """The same matter taken in twice at the window."""
    item, day = field.item(slow), field.day()
    person = field.person(item)
    plots = [Plot(day, item, plain, Origin.HALL_WINDOW, person) for _ in range(2)]

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        yield _matter("DUP_CASE", stories)

    return Scheme(plots=plots, answers=answers)


def _matter(code: str, stories: Sequence[Story]) -> Sown:
    """A sign on the cases of one applicant and item."""
    one, other = stories
    who = identity(one.application.applicant)
    return Sown(
        code=code,
        candidate=f"matter:{{{who}}}|{one.item.name}",
        place=f"{place(one)}、{other.stream[5:]}",
        about=tuple(sorted((one.stream, other.stream))),
    )


def _afterwards(field: Field) -> Scheme:
    """先办后补: decided at the office, and only then taken in at the window."""

    def tell(story: Story) -> None:
        story.desk = Origin.DEPT_OFFICE
        story.review(0.2, by=story.unit.staff(OFFICE))
        story.decide(by=story.unit.staff(HEAD))
        story.desk = Origin.HALL_WINDOW
        story.wait(0.1)
        begin(story)
        story.seal()
        story.hand_over(0.05)

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        yield sown("DT_SHADOW_DECISION", story)
        turned = (first(story, cmd.Accept), first(story, cmd.Decide))
        yield sown("REC_OUT_OF_ORDER", story, turned)

    plot = Plot(field.day(), field.item(_unlicensed), tell, origin=Origin.HALL_WINDOW, hour=0.5)
    return Scheme(plots=[plot], answers=answers)


def _unlicensed(item: Item) -> bool:
    return paper(item) and item.statutory == 0


def _written_down_afterwards(field: Field) -> Scheme:
    """体外循环: decided at the office by noon, the intake entered in the afternoon."""

    def tell(story: Story) -> None:
        story.receive()
        story.accept()
        story.desk = Origin.DEPT_OFFICE
        story.review(0.1, by=story.unit.staff(OFFICE))
        story.decide(by=story.unit.staff(HEAD))
        story.wait(0.1)
        story.recorded_late(0, story.now)
        story.desk = Origin.HALL_WINDOW
        story.settle()
        story.seal()
        story.hand_over(soon(story))

    plot = Plot(field.day(), field.item(_unlicensed), tell, origin=Origin.HALL_WINDOW, hour=0.3)
    return Scheme(plots=[plot], answers=of_case("DT_SHADOW_DECISION"))


def _sent_back(field: Field) -> Scheme:
    """The window sends the applicant to the office, and takes it in after all."""

    def tell(story: Story) -> None:
        story.receive()
        to_office = cmd.Redirect(
            to_origin=Origin.DEPT_OFFICE.value,
            to_unit=story.unit.name,
            reason="窗口人员称须到业务股室签字",
        )
        story.tell(to_office, story.clerk, story.desk)
        story.wait(0.3)
        story.accept()
        finish(story, story.pace())

    plot = field.case(tell, slow)
    return Scheme(plots=[plot], answers=of_case("DT_RETURN_TO_DEPT"))


def _materials_twice(field: Field) -> Scheme:
    """The office asks for what the window has."""

    def tell(story: Story) -> None:
        begin(story)
        again = cmd.ReceiveCorrection(materials=materials_of(story.item.type)[:2])
        story.wait(0.5)
        story.tell(again, story.unit.staff(OFFICE), Origin.DEPT_OFFICE)
        finish(story, 0.5 * story.pace())

    plot = field.case(tell, slow)
    return Scheme(plots=[plot], answers=of_case("DT_DUP_MATERIAL"))


def _sealed_outside(field: Field) -> Scheme:
    """The window decides, and the applicant goes to the office for the seal."""

    def tell(story: Story) -> None:
        begin(story)
        story.examine(story.pace())
        story.decide()
        story.seal(Origin.DEPT_OFFICE)
        story.hand_over(soon(story))

    plot = field.case(tell, quick)
    return Scheme(plots=[plot], answers=of_case("DT_SEAL_OUTSIDE"))

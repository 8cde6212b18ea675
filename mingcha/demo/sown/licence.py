"""许可法 32-44: vouchers, corrections, reasons, delivery, publication, checks; and follow-up."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.case import commands as cmd
from domain.case.events import CloseKind, Result
from domain.catalogue import ItemType
from domain.decider import Origin
from mingcha.demo.acts import Act, local_day
from mingcha.demo.district import OFFICE, Item
from mingcha.demo.documents import of_grant
from mingcha.demo.materials import materials_of
from mingcha.demo.sowing import (
    Answers,
    Scheme,
    Sown,
    first,
    of_case,
    of_events,
    place,
    sown,
)
from mingcha.demo.sown.field import Field, licence_on_site, slow
from mingcha.demo.story import Story
from mingcha.demo.ways import Telling, begin, conclude, finish, soon


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for _ in field.times():
        for tell, fits, answers in _OFTEN:
            yield Scheme(plots=[field.case(tell, fits)], answers=answers)
        online = field.case(_answered_late, origin=Origin.ONLINE)
        yield Scheme(plots=[online], answers=of_case("ONLINE_PREACCEPT_LATE"))
    for n in field.times(6):
        for tell, fits, answers in _SELDOM:
            yield Scheme(plots=[field.case(tell, fits)], answers=answers)
        yield _unpublished(field, late=n % 2 == 1)
        yield _unfollowed(field, _nobody_named, 1)
        yield _unfollowed(field, _nothing_logged, 3)


def roomy(item: Item) -> bool:
    """A licence with twelve days or more, which it keeps though it runs from the receipt."""
    return item.type is ItemType.LICENCE and item.promised >= 12


def _told_too_late(story: Story) -> None:
    """Past the five days, so accepted by law from the day of receipt (许可法 32(4))."""
    story.receive()
    story.wait(6.2)
    missing = materials_of(story.item.type)[:1]
    notice = cmd.NotifyCorrection(materials=missing, notice_no=f"赫政务补〔2023〕{story.number}号")
    story.tell(notice, story.clerk, story.desk)
    story.wait(0.5)
    story.tell(cmd.ReceiveCorrection(materials=missing), story.clerk, story.desk)
    story.wait(0.1)
    story.accept()
    story.review(1)
    conclude(story)


def _asked_twice(story: Story) -> None:
    """The second notice asks for what the first did not name."""
    story.receive(materials=())
    for material in materials_of(story.item.type)[:2]:
        notice = cmd.NotifyCorrection(
            materials=(material,), notice_no=f"赫政务补〔2023〕{story.number}号"
        )
        story.wait(0.4)
        story.tell(notice, story.clerk, story.desk)
        story.wait(0.6)
        story.tell(cmd.ReceiveCorrection(materials=(material,)), story.clerk, story.desk)
    story.accept()
    finish(story, story.pace())


def _of_second_notice(stories: Sequence[Story]) -> Iterable[Sown]:
    [story] = stories
    yield sown("LIC_CORRECTION_TWICE", story, (first(story, cmd.NotifyCorrection, 1),))


def _without_voucher(story: Story) -> None:
    story.receive()
    story.accept(receipt=False)
    finish(story, story.pace())


def _turned_down_bare(story: Story) -> None:
    story.receive()
    story.wait(0.2)
    story.turn_down(reason="")


def _refused_without_remedy(story: Story) -> None:
    begin(story)
    story.examine(story.pace())
    story.decide(Result.REFUSED, remedy="")
    story.seal()
    story.hand_over(soon(story), CloseKind.REFUSED)


def _delivered_late(story: Story) -> None:
    begin(story)
    story.examine(story.pace())
    story.decide()
    story.seal()
    story.hand_over(story.rng.uniform(12, 18))


def _single_checker(story: Story) -> None:
    begin(story)
    story.look(0.6, checkers=1)
    story.review(0.3)
    conclude(story)


def _answered_late(story: Story) -> None:
    """Applied for online, and answered on the fourth working day."""
    story.receive(answer=False)
    story.wait(3.4)
    story.tell(cmd.PreAccept(), story.clerk, story.desk)
    story.wait(0.02)
    story.accept()
    finish(story, story.pace())


def _unpublished(field: Field, *, late: bool) -> Scheme:
    """A grant under 双公示 that is not published in seven working days, or not at all."""

    def tell(story: Story) -> None:
        story.published = False
        begin(story)
        finish(story, story.pace())

    def more(stories: Sequence[Story]) -> Iterable[Act]:
        [story] = stories
        assert story.grant is not None, "the case was granted"
        if late:
            yield from of_grant(story.grant, story.item, field.work.calendar, 11).acts

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        assert story.grant is not None, "the case was granted"
        yield Sown(
            code="LIC_GRANT_UNPUBLISHED",
            candidate=f"number:{story.grant.decision_no}",
            place=f"{place(story)}，{story.grant.decision_no}",
            about=(first(story, cmd.Decide),),
        )

    plot = field.case(tell, lambda item: item.published and not item.on_site)
    return Scheme(plots=[plot], answers=answers, more=more)


def _unfollowed(field: Field, tell: Telling, days: int) -> Scheme:
    """Owed so many working days after the case left the window."""

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        left = next(act for act in story.acts if isinstance(act.says, cmd.FinishStep))
        due = field.after(local_day(left.occurred_at), days)
        yield sown("FOLLOWUP_ABSENT", story, (due.isoformat(),))

    plot = field.case(tell, lambda item: licence_on_site(item) and item.promised >= 8)
    return Scheme(plots=[plot], answers=answers)


def _nobody_named(story: Story) -> None:
    """The office examines for days, and no window follows."""
    begin(story)
    story.review(3.2, by=story.unit.staff(OFFICE), origin=Origin.DEPT_OFFICE)
    story.review(2.4, by=story.unit.staff(OFFICE), origin=Origin.DEPT_OFFICE)
    conclude(story)


def _nothing_logged(story: Story) -> None:
    """Somebody is named, who then writes nothing down for five days."""
    begin(story)
    story.tell(cmd.AssignFollowUp(staff=story.clerk.id), story.clerk, story.desk)
    story.review(0.4, by=story.unit.staff(OFFICE), origin=Origin.DEPT_OFFICE)
    story.wait(5.2)
    story.review(0.2)
    conclude(story)


_Sowing = tuple[Telling, Callable[[Item], bool], Answers]
_OFTEN: tuple[_Sowing, ...] = (
    (_told_too_late, roomy, of_case("LIC_CORRECTION_LATE")),
    (_asked_twice, slow, _of_second_notice),
    (_without_voucher, slow, of_events("LIC_NO_RECEIPT", cmd.Accept)),
    (_delivered_late, slow, of_events("LIC_DELIVER_LATE", cmd.Decide)),
    (_single_checker, licence_on_site, of_events("LIC_SINGLE_CHECKER", cmd.FinishStep)),
)
_SELDOM: tuple[_Sowing, ...] = (
    (_turned_down_bare, slow, of_events("LIC_REFUSE_NO_REASON", cmd.NotAccept)),
    (_refused_without_remedy, slow, of_events("LIC_REFUSE_NO_REASON", cmd.Decide)),
)

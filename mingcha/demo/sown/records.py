"""记录质量: records made up afterwards, out of order, by one hand, or of nothing; silent feeds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.case import commands as cmd
from domain.case.events import CloseKind
from domain.decider import Actor, Origin
from ledger.canonical import instant
from mingcha.demo.district import Item
from mingcha.demo.sowing import Answers, Plot, Scheme, Sown, of_events, of_signs
from mingcha.demo.sown.field import Field, quick
from mingcha.demo.standing import SEALS, seals_of
from mingcha.demo.story import Story
from mingcha.demo.ways import Telling, begin, conclude, finish, soon

TEST = Actor(id="TEST01", post="测试账号")
ADMIN = Actor(id="ADMIN", post="系统管理员")
_CORRECTIONS = 7  # two more than the limit: a lawful one may come on top
_BURST = 22


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for _ in field.times():
        for tell, answers in _OFTEN:
            yield Scheme(plots=[field.case(tell)], answers=answers)
    for _ in field.times(6):
        yield _by_account(field, TEST)
        yield _by_account(field, ADMIN)
        yield _corrected_often(field)
        yield _fabricated(field)
    for n in field.times(len(SEALS)):
        yield _gap(field, seals_of(SEALS[n]))


def _backdated(story: Story) -> None:
    """Entered three days later as decided then."""
    begin(story)
    story.examine(0.5)
    story.settle()
    claimed = story.now
    story.wait(3.2)
    story.decide(at=claimed)
    story.seal()
    story.hand_over(soon(story))


def _licence_first(story: Story) -> None:
    """The licence goes out in the morning, the decision is signed in the afternoon."""
    begin(story)
    story.examine(story.pace())
    story.wait(0.05)
    story.issue()
    story.wait(0.3)
    story.decide()
    story.seal()
    story.wait(0.1)
    story.tell(cmd.Deliver(mode="窗口领取"), story.clerk, story.desk)
    story.close(CloseKind.LICENSED)


def _unchecked(story: Story) -> None:
    begin(story)
    story.wait(story.pace())
    conclude(story)


def _by_one_hand(story: Story) -> None:
    begin(story)
    story.review(story.pace(), by=story.chief)
    conclude(story)


def _sent_undecided(story: Story) -> None:
    begin(story)
    story.examine(story.pace())
    story.hand_over(soon(story))


def _by_account(field: Field, account: Actor) -> Scheme:
    """An account that is nobody's hands a result over."""

    def tell(story: Story) -> None:
        begin(story)
        story.examine(story.pace())
        story.decide()
        story.seal()
        story.clerk = account
        story.wait(0.1)
        story.tell(cmd.Deliver(mode="窗口领取"), account, story.desk)
        story.close(CloseKind.DONE)

    answers = of_signs(("REC_TEST_ACCOUNT", (account.id,)))
    return Scheme(plots=[field.case(tell, _quick_service)], answers=answers)


def _quick_service(item: Item) -> bool:
    return quick(item) and not item.published


def _corrected_often(field: Field) -> Scheme:
    """One unit corrects seven decisions in a month."""
    unit, day = field.item(_on_paper).unit, field.early()
    own = [item for item in field.items_of(unit) if _on_paper(item)]

    def tell(story: Story) -> None:
        begin(story)
        story.examine(min(2.0, story.pace()))
        story.decide()
        wrong = story.acts[-1]
        assert isinstance(wrong.says, cmd.Decide), "the last act told is the decision"
        story.wait(0.05)
        story.correct(wrong, wrong.occurred_at, replace(wrong.says, note="更正决定书文字。"))
        story.seal()
        story.hand_over(0.1)

    plots = [
        Plot(field.after(day, n % 4), own[n % len(own)], tell, Origin.HALL_WINDOW)
        for n in range(_CORRECTIONS)
    ]
    sign = Sown(
        code="REC_CORRECTED_OFTEN",
        candidate=f"corrections:{unit.name}",
        place=f"{unit.name}，{day:%Y-%m}",
        about=(f"{day:%Y-%m}",),
    )
    return Scheme(plots=plots, answers=lambda _: [sign])


def _on_paper(item: Item) -> bool:
    return item.promised <= 8 and not item.on_site


def _fabricated(field: Field) -> Scheme:
    """Twenty-two cases of one trivial item at one desk, one every two minutes."""
    item, day = field.take(lambda item: item.at_once), field.day()

    def tell(story: Story) -> None:
        story.sit(0)
        begin(story)
        finish(story, 0.03)

    plots = [Plot(day, item, tell, Origin.HALL_WINDOW, hour=0.3 + n / 30) for n in range(_BURST)]

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        begun = min(story.acts[0].occurred_at for story in stories)
        clerk = stories[0].clerk.id
        yield Sown(
            code="REC_FABRICATED",
            candidate=f"desk:{clerk}|{item.name}|{day:%Y-%m}",
            place=f"{item.unit.name}，{item.name}，{clerk}，{day.isoformat()}",
            about=(instant(begun),),
        )

    return Scheme(plots=plots, answers=answers)


def _gap(field: Field, source: str) -> Scheme:
    """A feed that sends every day falls silent, and stays so until the end of the year."""
    begins = field.day((11, 1), (12, 20))
    field.silent.update((source, begins + timedelta(days=days)) for days in range(90))
    sign = Sown(
        code="DATA_GAP",
        candidate=f"feed:{source}",
        place=f"数据源 {source}，{begins.isoformat()} 起",
        about=(begins.isoformat(),),
    )
    return Scheme(answers=lambda _: [sign])


_OFTEN: tuple[tuple[Telling, Answers], ...] = (
    (_backdated, of_events("REC_BACKDATED", cmd.Decide)),
    (_licence_first, of_events("REC_OUT_OF_ORDER", cmd.Decide, cmd.IssueLicence)),
    (_unchecked, of_events("REC_NO_CHECK", cmd.Decide)),
    (_by_one_hand, of_events("REC_SAME_PERSON", cmd.Decide)),
    (_sent_undecided, of_events("REC_SENT_UNDECIDED", cmd.IssueLicence)),
)

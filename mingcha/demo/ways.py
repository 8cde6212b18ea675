"""The lawful ways an application can go, and how often each is met."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from domain.case import commands as cmd
from domain.case.events import CloseKind, Matter, Result
from domain.decider import Origin, record
from mingcha.demo.district import HEAD, Item
from mingcha.demo.story import Story

Telling = Callable[[Story], None]


@record
class Way:
    """One way: in how many of a thousand cases, and what it asks of the item.

    `slow` wants a promise of five days or more, `licence` a matter under 许可法 42.
    """

    tell: Telling
    per_mille: int
    slow: bool = False
    licence: bool = False

    def suits(self, item: Item) -> bool:
        """Whether an item can meet this way."""
        licence = item.matter is Matter.LICENCE
        return (item.promised >= 5 or not self.slow) and (licence or not self.licence)


def deck(cases: int, rng: Random) -> list[Way]:
    """One way for each case, in chance order: each at least once where there is room."""
    rare = [way for way in WAYS for _ in range(max(1, way.per_mille * cases // 1000))]
    rng.shuffle(rare)
    cards = rare[:cases] + [PLAIN] * (cases - len(rare))
    rng.shuffle(cards)
    return cards


def plain(story: Story) -> None:
    """Received, accepted, examined, decided, delivered, closed; all in time."""
    begin(story)
    finish(story, story.pace())


def begin(story: Story) -> None:
    """收件 and 受理."""
    story.receive()
    story.accept()


def finish(story: Story, days: float) -> None:
    """From acceptance to the end; `days` until the decision."""
    story.examine(days)
    conclude(story)


def conclude(story: Story, result: Result = Result.GRANTED) -> None:
    """决定, 用印, 送达 and 办结, soon after each other."""
    story.decide(result)
    story.seal()
    story.hand_over(soon(story), CloseKind.REFUSED if result is Result.REFUSED else None)


def soon(story: Story) -> float:
    """Working days from decision to delivery where the window is quick."""
    return story.rng.uniform(0.02, 0.1 if story.item.promised <= 1 else 1.2)


def _materials_missing(story: Story) -> None:
    story.receive()
    story.ask_for_materials(story.rng.uniform(0.02, 2.5))
    story.accept()
    finish(story, story.pace())


def _turned_down(story: Story) -> None:
    story.receive()
    story.wait(story.rng.uniform(0.02, 1))
    story.turn_down()


def _refused(story: Story) -> None:
    begin(story)
    story.examine(story.pace())
    conclude(story, Result.REFUSED)


def _paused(story: Story) -> None:
    begin(story)
    days = story.pace()
    story.wait(0.3 * days)
    story.pause()
    story.review(0.5 * days)
    conclude(story)


def _extended(story: Story) -> None:
    """Over the promise as well, which an extension of the law's term does not move: so it is
    decided within the promise all the same, and the extension was not needed in the end.
    """
    begin(story)
    story.wait(0.4 * story.item.promised)
    story.extend()
    story.review(0.2 * story.item.promised)
    conclude(story)


def _decision_corrected(story: Story) -> None:
    """A misprint in the number of the decision, put right within the hour."""
    begin(story)
    story.examine(story.pace())
    story.decide()
    wrong = story.acts[-1]
    assert isinstance(wrong.says, cmd.Decide), "the last act told is the decision"
    story.wait(0.05)
    story.correct(wrong, wrong.occurred_at, replace(wrong.says, note="误录，经核对更正。"))
    story.seal()
    story.hand_over(soon(story))


def _voided(story: Story) -> None:
    begin(story)
    story.wait(story.rng.uniform(0.05, 0.2))
    head = story.unit.staff(HEAD)
    command = cmd.Void(reason="申请人误报事项，同意作废", approver=head.id)
    story.tell(command, story.chief, story.desk)


def _withdrawn(story: Story) -> None:
    begin(story)
    story.wait(story.rng.uniform(0.2, 0.6) * story.item.promised)
    story.close(CloseKind.WITHDRAWN)


def _returned(story: Story) -> None:
    """Materials are given back, and brought again later at the same window."""
    story.receive()
    some = cmd.ReturnMaterial(materials=("身份证明复印件",))
    story.wait(0.05)
    story.tell(some, story.clerk, story.accepting)
    story.wait(0.5)
    again = cmd.ReceiveCorrection(materials=("身份证明复印件",))
    story.tell(again, story.clerk, story.accepting)
    story.accept()
    finish(story, story.pace())


PLAIN = Way(tell=plain, per_mille=0)
CORRECTED = Way(tell=_decision_corrected, per_mille=4)

WAYS: tuple[Way, ...] = (
    Way(tell=_materials_missing, per_mille=90),
    Way(tell=_paused, per_mille=20, slow=True, licence=True),
    Way(tell=_turned_down, per_mille=20),
    Way(tell=_refused, per_mille=25),
    Way(tell=_extended, per_mille=6, slow=True, licence=True),
    Way(tell=_withdrawn, per_mille=10),
    CORRECTED,
    Way(tell=_voided, per_mille=5),
    Way(tell=_returned, per_mille=6),
)


def origin_of(item: Item, month: int, chance: float) -> Origin:
    """More and more comes in online, except what is done on the spot and what towns take."""
    if item.unit.is_town:
        return Origin.TOWN_CENTRE
    if not item.at_once and chance < 0.12 + 0.015 * month:
        return Origin.ONLINE
    return Origin.HALL_WINDOW

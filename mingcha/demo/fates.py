"""The ways an application can go, the good ones and the bad, and how often each is met."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from domain.case import commands as cmd
from domain.case.events import CloseKind, Matter, Result
from domain.decider import Origin, record
from mingcha.demo.story import Story


@record
class Fate:
    """One way: in how many of a thousand cases, and what it asks of the item.

    `slow` wants a promise of five days or more, `licence` a matter under 许可法 42.
    """

    run: Callable[[Story], None]
    per_mille: int
    slow: bool = False
    licence: bool = False
    origin: Origin | None = None

    def suits(self, promised: int, matter: Matter) -> bool:
        """Whether an item with this promise and matter can meet this fate."""
        licence = matter in {Matter.LICENCE, Matter.LICENCE_JOINT}
        return (promised >= 5 or not self.slow) and (licence or not self.licence)


def deck(cases: int, rng: Random) -> list[Fate]:
    """One fate for each case, in chance order: each at least once where there is room."""
    rare = [fate for fate in FATES for _ in range(max(1, fate.per_mille * cases // 1000))]
    rng.shuffle(rare)
    cards = rare[:cases] + [PLAIN] * (cases - len(rare))
    rng.shuffle(cards)
    return cards


def _plain(story: Story) -> None:
    _accepted(story)
    _done(story, story.pace())


def _accepted(story: Story) -> None:
    story.receive()
    story.accept()


def _done(story: Story, days: float) -> None:
    story.examine(days)
    story.decide()
    story.hand_over(_soon(story))


def _soon(story: Story) -> float:
    """Working days from decision to delivery where the window is quick."""
    return story.rng.uniform(0.02, 0.1 if story.item.promised <= 1 else 1.2)


def _materials_missing(story: Story) -> None:
    story.receive()
    story.ask_for_materials(story.rng.uniform(0.02, 3.5))
    story.accept()
    _done(story, story.pace())


def _told_too_late(story: Story) -> None:
    """Past the five days, so accepted by law from the day of receipt (许可法 32(4))."""
    story.receive()
    story.ask_for_materials(story.rng.uniform(6.1, 9))
    story.accept()
    _done(story, story.pace())


def _turned_down(story: Story) -> None:
    story.receive()
    story.wait(story.rng.uniform(0.02, 2))
    story.turn_down()


def _sent_away(story: Story) -> None:
    story.receive()
    story.send_away()
    story.accept()
    _done(story, story.pace())


def _refused(story: Story) -> None:
    _accepted(story)
    story.examine(story.pace())
    story.decide(Result.REFUSED)
    story.hand_over(_soon(story), CloseKind.REFUSED)


def _paused(story: Story) -> None:
    _accepted(story)
    days = story.pace()
    story.step("审查", 0.5 * days)
    story.pause(lawful=True)
    story.step("审核", 0.45 * days)
    story.decide()
    story.hand_over(_soon(story))


def _paused_without_ground(story: Story) -> None:
    _accepted(story)
    story.step("审查", 0.7 * story.item.promised)
    story.pause(lawful=False)
    story.step("审核", 0.3 * story.item.promised)
    story.decide()
    story.hand_over(_soon(story))


def _extended(story: Story) -> None:
    _longer(story, told=True)


def _extended_untold(story: Story) -> None:
    """The applicant is not told why, as 许可法 42 wants."""
    _longer(story, told=False)


def _longer(story: Story, *, told: bool) -> None:
    _accepted(story)
    story.step("审查", 0.8 * story.law_days)
    story.extend(told=told)
    story.step("审核", 0.2 * story.law_days + story.rng.uniform(1, 4))
    story.decide()
    story.hand_over(_soon(story))


def _over_promise(story: Story) -> None:
    _accepted(story)
    room = max(1.0, story.law_days - story.item.promised - 0.2)
    _done(story, story.item.promised + story.rng.uniform(1, min(room, 12)))


def _late(story: Story) -> None:
    _accepted(story)
    _done(story, story.law_days + story.rng.uniform(1.1, 9))


def _delivered_late(story: Story) -> None:
    _accepted(story)
    story.examine(story.pace())
    story.decide()
    story.hand_over(story.rng.uniform(11.2, 20))


def _filled_in_afterwards(story: Story) -> None:
    """体外循环: decided at the unit's office, the intake entered only then."""
    _accepted(story)
    story.examine(story.pace())
    story.decide()
    story.backfill()
    story.hand_over(_soon(story))


def _backdated(story: Story) -> None:
    """Decided after the promise, entered as decided within it."""
    _accepted(story)
    story.examine(story.pace())
    claimed = story.now
    story.wait(story.item.promised + story.rng.uniform(0, 3))
    story.decide(at=claimed)
    story.hand_over(_soon(story))


def _acceptance_corrected(story: Story) -> None:
    """The voucher was given at once, but entered a day later and then put right."""
    story.receive()
    given = story.now
    story.wait(1)
    story.accept()
    wrong = story.acts[-1]
    story.examine(0.5 * story.pace())
    assert isinstance(wrong.command, cmd.Accept), "the last act told is the acceptance"
    story.correct(wrong, given, wrong.command)
    _done(story, 0.4 * story.pace())


def _decision_corrected(story: Story) -> None:
    """A misprint in the number of the decision, put right the next day."""
    _accepted(story)
    story.examine(story.pace())
    story.decide()
    wrong = story.acts[-1]
    assert isinstance(wrong.command, cmd.Decide), "the last act told is the decision"
    number = wrong.command.decision_no.replace("号", "-1号")
    story.wait(1)
    story.correct(wrong, wrong.occurred_at, replace(wrong.command, decision_no=number))
    story.hand_over(_soon(story))


def _voided(story: Story) -> None:
    _accepted(story)
    story.wait(story.rng.uniform(0.1, 2))
    story.void()


def _withdrawn(story: Story) -> None:
    _accepted(story)
    story.wait(story.rng.uniform(0.3, 0.8) * story.item.promised)
    story.close(CloseKind.WITHDRAWN)


def _stuck(story: Story) -> None:
    """Nobody goes on with it."""
    _accepted(story)
    story.begin("审查")


PLAIN = Fate(run=_plain, per_mille=0)

FATES: tuple[Fate, ...] = (
    Fate(run=_materials_missing, per_mille=120),
    Fate(run=_over_promise, per_mille=45),
    Fate(run=_paused, per_mille=35, slow=True, licence=True),
    Fate(run=_turned_down, per_mille=25),
    Fate(run=_refused, per_mille=25),
    Fate(run=_plain, per_mille=20, origin=Origin.DEPT_OFFICE),
    Fate(run=_late, per_mille=18, slow=True),
    Fate(run=_extended, per_mille=15, slow=True, licence=True),
    Fate(run=_sent_away, per_mille=15, origin=Origin.HALL_WINDOW),
    Fate(run=_delivered_late, per_mille=12),
    Fate(run=_withdrawn, per_mille=10),
    Fate(run=_told_too_late, per_mille=8, licence=True),
    Fate(run=_paused_without_ground, per_mille=8, slow=True, licence=True),
    Fate(run=_filled_in_afterwards, per_mille=8, origin=Origin.DEPT_OFFICE),
    Fate(run=_backdated, per_mille=8, slow=True),
    Fate(run=_acceptance_corrected, per_mille=7, slow=True),
    Fate(run=_decision_corrected, per_mille=7),
    Fate(run=_voided, per_mille=6),
    Fate(run=_stuck, per_mille=10, slow=True),
    Fate(run=_extended_untold, per_mille=4, slow=True, licence=True),
)

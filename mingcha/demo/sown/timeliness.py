"""限时办结: terms overrun, delays unexplained, extensions and pauses that no law allows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from application.opening import CHINA
from application.rules import load_clock_rules
from domain.case import commands as cmd
from domain.case.events import PauseReason, StepStarted
from domain.clocks import given_clock
from domain.lateness import lawful_until
from mingcha.demo.sowing import Answers, Scheme, Sown, of_case, of_events, of_signs, sown
from mingcha.demo.sown.field import Field
from mingcha.demo.story import Story
from mingcha.demo.ways import Telling, begin, conclude, finish

PROMISE, STATUTORY = "CLK_OVERDUE_PROMISE", "CLK_OVERDUE_STATUTORY"
UNEXPLAINED, STEP = "CLK_OVERDUE_UNEXPLAINED", "CLK_STEP_OVERDUE"
_OF_PROMISE, _OF_LAW = ("PROMISE.DECIDE",), ("LIC.DECIDE",)
# Over the term of the law is over the promise, and both unexplained from the first of them on.
_BOTH = ((PROMISE, _OF_PROMISE), (STATUTORY, _OF_LAW), (UNEXPLAINED, _OF_PROMISE))


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for _ in field.times():
        for tell, answers in _OFTEN:
            yield Scheme(plots=[field.case(tell)], answers=answers)
    for _ in field.times(6):
        for tell, answers in _SELDOM:
            yield Scheme(plots=[field.case(tell)], answers=answers)


def _over(story: Story) -> float:
    """Working days past the promise and within the law."""
    room = story.item.law_days - story.item.promised
    return story.item.promised + story.rng.uniform(1.1, max(1.2, room - 1.1))


def _over_promise(story: Story) -> None:
    begin(story)
    finish(story, _over(story))


def _over_promise_explained(story: Story) -> None:
    """The delay is explained in public on the last lawful day, so over the promise alone."""
    begin(story)
    days = _over(story)
    story.wait(story.item.promised - 0.5)
    explained = cmd.ExplainDelay(
        reason="申请材料涉及多个部门核实，预计延后办结", published_at="http://www.hnhs.example/gs"
    )
    story.tell(explained, story.chief, story.desk)
    finish(story, days - story.item.promised + 0.5)


def _over_law(story: Story) -> None:
    begin(story)
    finish(story, story.item.law_days + story.rng.uniform(1.1, 9))


def _stuck(story: Story) -> None:
    """Nobody goes on with it."""
    begin(story)
    who = story.reviewer
    story.wait(1)
    story.tell(cmd.StartStep(step="审核", unit=story.unit.name, by=who.id), who, story.desk)


def _promised_too_much(story: Story) -> None:
    story.receive()
    story.accept(promised=story.item.law_days + 5)
    finish(story, story.pace())


def _step_overdue(story: Story) -> None:
    """The source gives the step a deadline, which it misses though the case is in time."""
    begin(story)
    due_at = lawful_until(story.today + timedelta(days=1), CHINA) - timedelta(hours=6)
    rule = next(rule for rule in load_clock_rules().rules if rule.clock == "SRC.GIVEN")
    clock = given_clock(rule, story.today, due_at, CHINA)
    who, step = story.reviewer, "审核"
    started = StepStarted(step=step, unit=story.unit.name, by=who.id, clocks=(clock,))
    story.tell(started, who, story.desk)
    story.review(min(4.2, 0.6 * story.item.promised))
    conclude(story)


def _of_step(stories: Sequence[Story]) -> Iterable[Sown]:
    [story] = stories
    number = next(act.number for act in story.acts if isinstance(act.says, StepStarted))
    yield sown(STEP, story, (f"@{story.stream}/{number}",))


def _extended_by_clerk(story: Story) -> None:
    """By somebody lower than the head of the organ."""
    _extended(story, approver=story.reviewer.id, approver_level="section_head")


def _extended_untold(story: Story) -> None:
    """The applicant is not told why, as 许可法 42 wants."""
    _extended(story, told_at=None)


def _extended_too_long(story: Story) -> None:
    _extended(story, days=20)


def _extended(story: Story, **changed: Any) -> None:
    begin(story)
    story.wait(0.3 * story.item.promised)
    story.extend(**changed)
    finish(story, 0.3 * story.item.promised)


def _paused_without_ground(story: Story) -> None:
    _paused(story, 2, reason=PauseReason.OTHER, basis="内部协调")


def _paused_without_notice(story: Story) -> None:
    _paused(story, 2, notice_no="", days_told=0)


def _paused_too_long(story: Story) -> None:
    """Told one day, and going on after three; what is over counts, and the promise still holds."""
    _paused(story, 3, days_told=1)


def _paused(story: Story, days: float, **changed: Any) -> None:
    begin(story)
    story.wait(0.4)
    pause = cmd.Pause(
        reason=PauseReason.EXPERT_REVIEW,
        basis="《行政许可法》第四十五条（专家评审）",
        notice_no=f"赫政务停〔2023〕{story.number}号",
        days_told=10,
    )
    story.tell(replace(pause, **changed), story.reviewer, story.desk)
    story.wait(days)
    story.tell(cmd.Resume(), story.reviewer, story.desk)
    finish(story, 0.3)


_OFTEN: tuple[tuple[Telling, Answers], ...] = (
    (_over_promise_explained, of_signs((PROMISE, _OF_PROMISE))),
    (_over_promise, of_signs((PROMISE, _OF_PROMISE), (UNEXPLAINED, _OF_PROMISE))),
    (_over_law, of_signs(*_BOTH)),
    (_promised_too_much, of_case("CLK_PROMISE_GT_STATUTORY")),
    (_step_overdue, _of_step),
)
_SELDOM: tuple[tuple[Telling, Answers], ...] = (
    (_stuck, of_signs(*_BOTH)),
    (_extended_by_clerk, of_events("CLK_EXT_INVALID", cmd.Extend)),
    (_extended_untold, of_events("CLK_EXT_INVALID", cmd.Extend)),
    (_extended_too_long, of_events("CLK_EXT_INVALID", cmd.Extend)),
    (_paused_without_ground, of_events("CLK_SUSPEND_ABUSE", cmd.Pause)),
    (_paused_without_notice, of_events("CLK_SUSPEND_ABUSE", cmd.Pause)),
    (_paused_too_long, of_events("CLK_SUSPEND_ABUSE", cmd.Pause)),
)

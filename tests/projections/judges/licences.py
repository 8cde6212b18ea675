"""What the tests of time limits share: local times, licences told step by step, bare rulebooks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from application.opening import shipped_rules
from domain.case import commands as cmd
from domain.case.events import Matter, Result
from domain.decider import Origin
from domain.reference import Reference, Rulebook
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.judge import Judge
from tests.projections.judged import FIRST_FACT, file, verdicts, world
from tests.projections.told import END_OF_TIME, ZONE, Case

VIOLATION, OK, UNDETERMINED = Decision.VIOLATION, Decision.OK, Decision.UNDETERMINED


def at(text: str) -> datetime:
    """A local time such as 2016-09-20 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))


def received(
    when: str, matter: Matter = Matter.LICENCE, origin: Origin = Origin.HALL_WINDOW
) -> Case:
    """A case of which the application was received."""
    case = Case()
    receive = cmd.Receive(item="i1", unit="u1", window="h/1", matter=matter)
    case.tell(at(when), receive, origin)
    return case


def accepted(when: str, matter: Matter = Matter.LICENCE, promised: int = 0) -> Case:
    """A case that begins with its acceptance."""
    case = Case()
    case.tell(
        at(when),
        cmd.Accept(
            receipt_no="r1",
            item="i1",
            unit="u1",
            window="h/1",
            sealed_voucher=True,
            matter=matter,
            promised_days=promised,
        ),
    )
    return case


def granted(case: Case, when: str, **fields: Any) -> Case:
    """The case with a grant."""
    case.tell(at(when), cmd.Decide(result=Result.GRANTED, **fields))
    return case


def said(
    judge: Judge,
    case: Case,
    code: str,
    facts: World | None = None,
    when: datetime = END_OF_TIME,
) -> list[Verdict]:
    """What is said on one code at a time."""
    return [v for v in verdicts(judge, file(case), facts or world(), when) if v.code == code]


def decided(
    judge: Judge,
    case: Case,
    code: str,
    facts: World | None = None,
    when: datetime = END_OF_TIME,
) -> list[Decision]:
    """The decisions on one code at a time."""
    return [v.decision for v in said(judge, case, code, facts, when)]


@cache
def _shipped() -> Reference:
    reference = Reference()
    for position, (_, event) in enumerate(shipped_rules(), 1):
        reference = reference.after(event, position)  # type: ignore[arg-type]  # all Published
    return reference


def world_without(*fields: str, facts: Iterable[Any] = ()) -> World:
    """A world in which some kinds of rules, such as `limits` or `notices`, are not published."""
    nothing: dict[str, Any] = dict.fromkeys(fields, ())
    book = Rulebook(replace(_shipped(), **nothing))
    return World(book, enumerate(facts, FIRST_FACT), zone=ZONE)

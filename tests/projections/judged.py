"""What judges are tested with: a world of facts, files of told cases, the verdicts that hold."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from tests.projections.told import BOOK, END_OF_TIME, ZONE, Case

FIRST_FACT = 100_001


def world(*facts: Any, heard: Mapping[str, Sequence[date]] | None = None) -> World:
    """The shipped rules and these facts, which stand at positions from FIRST_FACT on."""
    return World(BOOK, enumerate(facts, FIRST_FACT), heard, ZONE)


def file(case: Case) -> CaseFile:
    """A told case as judges read it."""
    return CaseFile(case.stream, case.row, ZONE)


def verdicts(
    judge: Judge, candidate: Any, facts: World, at: datetime = END_OF_TIME
) -> list[Verdict]:
    """What a judge says of a candidate at a time."""
    said = list(judge.judge(candidate, facts))
    assert {one.code for one in said} <= set(judge.codes)
    return [one for one in said if one.holds(at)]


def decisions(said: Iterable[Verdict], code: str) -> list[Decision]:
    """The decisions on one code."""
    return [one.decision for one in said if one.code == code]

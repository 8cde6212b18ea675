"""Disclosure 主动公开: what can happen to a document, from its draft to its publication.

One stream per document, disclosure-<id> (要点 (一)(三); 政府信息公开条例).
"""

from datetime import date
from enum import StrEnum
from typing import get_args

from domain.decider import Event, by_type, record
from domain.leaks import Leak
from domain.values import Imported


class ReviewStage(StrEnum):
    """保密审查环节: 自审, 专审, 领导审."""

    SELF = "self"
    SPECIALIST = "specialist"
    LEADER = "leader"


class ReviewResult(StrEnum):
    """保密审查结果."""

    PASS = "pass"
    FAIL = "fail"


@record
class DisclosureEvent(Event):
    """What every event of a document may carry."""

    imported: Imported | None = None


@record
class Drafted(DisclosureEvent):
    """拟制信息: formed on a day, which starts the twenty working days (公开条例 26).

    `category` is a code of the mandatory classes or "". `sources` are the units whose information
    it holds besides `unit`. `about` is the decision or licence number it makes public.
    """

    TYPE = "disclosure.drafted"
    title: str
    unit: str
    category: str = ""
    formed_on: date
    digest: str
    author: str = ""
    sources: tuple[str, ...] = ()
    about: str = ""


@record
class CoordinationAsked(DisclosureEvent):
    """发布协调：征求意见."""

    TYPE = "disclosure.coordination_asked"
    units: tuple[str, ...]


@record
class Coordinated(DisclosureEvent):
    """发布协调：一个单位确认."""

    TYPE = "disclosure.coordinated"
    unit: str
    document: str = ""


@record
class SecrecyReviewed(DisclosureEvent):
    """保密审查: of the text with this digest, by a reviewer."""

    TYPE = "disclosure.secrecy_reviewed"
    digest: str
    reviewer: str
    stage: ReviewStage = ReviewStage.SELF
    result: ReviewResult
    basis: str = ""


@record
class Published(DisclosureEvent):
    """公开: where, in which column, which text, by whom; and what the text leaks.

    The text itself is never kept. Without `scanned` nobody handed it in, and no leak means nothing.
    """

    TYPE = "disclosure.published"
    url: str
    column: str
    digest: str
    by: str = ""
    scanned: bool = False
    leaks: tuple[Leak, ...] = ()


@record
class Changed(DisclosureEvent):
    """信息变更: a new text, which is owed publication again (公开条例 26)."""

    TYPE = "disclosure.changed"
    changed_on: date
    digest: str
    author: str = ""


@record
class Withdrawn(DisclosureEvent):
    """撤下."""

    TYPE = "disclosure.withdrawn"
    reason: str
    approver: str = ""


@record
class Withheld(DisclosureEvent):
    """不予公开决定: with its basis (公开条例 14-16)."""

    TYPE = "disclosure.withheld"
    basis: str
    approver: str = ""
    document: str = ""


AnyEvent = (
    Drafted
    | CoordinationAsked
    | Coordinated
    | SecrecyReviewed
    | Published
    | Changed
    | Withdrawn
    | Withheld
)
EVENTS = by_type(*get_args(AnyEvent))

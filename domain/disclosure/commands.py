"""What can be asked of a document. Every command is a fact: recorded, also when unlawful."""

from datetime import date
from typing import get_args

from domain.decider import Command, by_name, record
from domain.disclosure.events import ReviewResult, ReviewStage


@record
class Draft(Command):
    """拟制信息; an empty author is whoever asks."""

    NAME = "draft"
    OPENS = True
    title: str
    unit: str
    category: str = ""
    formed_on: date
    digest: str
    author: str = ""
    sources: tuple[str, ...] = ()
    about: str = ""


@record
class AskCoordination(Command):
    """发布协调征求意见."""

    NAME = "ask-coordination"
    units: tuple[str, ...]


@record
class Coordinate(Command):
    """确认发布协调."""

    NAME = "coordinate"
    unit: str
    document: str = ""


@record
class Review(Command):
    """保密审查; an empty reviewer is whoever asks."""

    NAME = "review"
    digest: str
    reviewer: str = ""
    stage: ReviewStage = ReviewStage.SELF
    result: ReviewResult
    basis: str = ""


@record
class Publish(Command):
    """公开. The text is looked through for personal numbers and never kept."""

    NAME = "publish"
    url: str
    column: str
    digest: str
    by: str = ""
    text: str = ""


@record
class Change(Command):
    """变更信息; an empty author is whoever asks."""

    NAME = "change"
    changed_on: date
    digest: str
    author: str = ""


@record
class Withdraw(Command):
    """撤下."""

    NAME = "withdraw"
    reason: str
    approver: str = ""


@record
class Withhold(Command):
    """决定不予公开."""

    NAME = "withhold"
    basis: str
    approver: str = ""
    document: str = ""


AnyCommand = Draft | AskCoordination | Coordinate | Review | Publish | Change | Withdraw | Withhold
COMMANDS = by_name(*get_args(AnyCommand))

"""What a detector says 判定结果: a violation, none, or that it cannot tell, with its grounds."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.decider import record


class Decision(StrEnum):
    """Unknown is never compliant: 疑似违规, 未发现问题, 不能判定."""

    VIOLATION = "violation"
    OK = "ok"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """How grave a sign is: 提示, 黄, 红."""

    NOTICE = "notice"
    YELLOW = "yellow"
    RED = "red"


@record
class Verdict:
    """A detector's answer about one candidate; a machine's word, so at most a sign 疑似.

    It holds from `since` until `until` (None: for as long as nothing else is recorded), which
    is how a deadline of the future is known today. `about` tells verdicts of one code on one
    candidate apart and so makes its identity. `positions` are the entries it rests on.
    `explanation` is Chinese and says events, article and counted days. `waits` names the feeds
    on whose silence an UNDETERMINED hangs. `severity` only where it differs from the detector's.
    `dims` overrides what the candidate says of itself: unit, item, window, channel, person.
    """

    code: str
    decision: Decision
    since: datetime
    explanation: str
    until: datetime | None = None
    about: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()
    waits: tuple[str, ...] = ()
    severity: Severity | None = None
    dims: Mapping[str, str] | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is the answer at a time."""
        return self.since <= at and (self.until is None or at < self.until)

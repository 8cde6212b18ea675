"""The codes of the clock register: triggers, approvers, lapses, and what can be wrong."""

from enum import StrEnum


class Trigger(StrEnum):
    """The day a clock starts from (not counted), or, for a count backwards, ends at."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    HEARING_TOLD = "hearing_told"
    HEARING_REQUESTED = "hearing_requested"
    HEARING_HELD = "hearing_held"
    EXPIRY = "expiry"
    BEGUN = "begun"
    ASKED = "asked"
    GIVEN = "given"


class Level(StrEnum):
    """Who may approve an extension: 本行政机关负责人, 本级人民政府负责人."""

    ORGAN_HEAD = "organ_head"
    GOVERNMENT_HEAD = "government_head"


class Lapse(StrEnum):
    """What the law puts in place of an act that was not done in time."""

    NONE = ""
    DEEMED_ACCEPTED = "deemed_accepted"
    DEEMED_RENEWED = "deemed_renewed"


class UnitStatus(StrEnum):
    """How sure the unit is: settled by the text, contested, or not found in an official text."""

    SETTLED = "settled"
    CONTESTED = "contested"
    UNVERIFIED = "unverified"


class ExtensionFault(StrEnum):
    """Why an extension is not valid 违规延期."""

    NOT_ALLOWED = "not_allowed"
    TOO_LONG = "too_long"
    APPROVER_TOO_LOW = "approver_too_low"
    SECOND_TIME = "second_time"
    AFTER_DEADLINE = "after_deadline"
    NOT_TOLD = "not_told"


class ExclusionFault(StrEnum):
    """What is wrong with time said not to count 违规停止计时."""

    REASON_NOT_IN_LAW = "reason_not_in_law"
    NOT_TOLD_IN_WRITING = "not_told_in_writing"
    DAYS_NOT_TOLD = "days_not_told"
    BEGAN_AFTER_DEADLINE = "began_after_deadline"
    LONGER_THAN_TOLD = "longer_than_told"

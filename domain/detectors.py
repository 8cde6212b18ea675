"""Detectors 检测规则 as data: code, name, grounds with dates and rank, state, thresholds."""

from datetime import date
from enum import StrEnum

from domain.decider import record
from domain.rank import Rank
from domain.verdict import Severity


class Family(StrEnum):
    """What a detector is about; each family is a view and a page."""

    DOUBLE_TRACK = "double_track"
    ENTRY = "entry"
    TIMELINESS = "timeliness"
    RECORD_QUALITY = "record_quality"
    DISCLOSURE = "disclosure"


class DetectorState(StrEnum):
    """停用, 试运行, 启用; set for a jurisdiction by a document."""

    OFF = "off"
    TRIAL = "trial"
    ON = "on"


@record
class LegalBasis:
    """依据, 参照 or 系统设定 by its rank; `text` names the law and article in Chinese."""

    text: str
    rank: Rank
    in_force_from: date | None = None
    in_force_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return (self.in_force_from is None or self.in_force_from <= on) and (
            self.in_force_to is None or on <= self.in_force_to
        )


@record
class Detector:
    """One rule of the register. `seed` is the article of the founding document, such as （十三）.

    `discriminators` say in Chinese what tells two signs of this code on one candidate apart.
    """

    code: str
    name: str
    family: Family
    severity: Severity
    seed: str
    definition: str
    bases: tuple[LegalBasis, ...] = ()
    discriminators: tuple[str, ...] = ()
    state: DetectorState = DetectorState.ON
    document: str = ""

    def grounds(self, on: date) -> tuple[LegalBasis, ...]:
        """The bases in force on a day."""
        return tuple(basis for basis in self.bases if basis.in_force(on))


@record
class LimitRule:
    """A threshold of a detector from a day on: `value` in the unit its name says.

    Names end in _working_days, _days, _count or _percent.
    """

    name: str
    value: int
    in_force_from: date
    rank: Rank = Rank.SYSTEM
    source: str = ""


@record
class DisclosureClass:
    """应主动公开的类别: what the units of some kinds must have published.

    `unit_kinds` are codes of domain/organisation.py UnitKind. A class with `yearly` is owed
    every year by `due_month`, `due_day`; one without is owed once and kept up.
    """

    category: str
    name: str
    basis: str
    rank: Rank
    unit_kinds: frozenset[str]
    yearly: bool = False
    due_month: int = 12
    due_day: int = 31
    in_force_from: date
    in_force_to: date | None = None

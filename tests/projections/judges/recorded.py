"""Cases and facts for the judges of records, told in local time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.case import commands as cmd
from domain.case.events import Result, StepKind
from domain.catalogue import ItemListed
from domain.feed import Declared, Register, Rhythm
from domain.organisation import Authorised, Posted, Power
from domain.values import Imported
from domain.verdict import Decision
from ledger.codec import to_plain
from tests.projections.told import ZONE, Case

SOURCE = "hall-system"
IMPORTER = f"import:{SOURCE}"
SINCE = date(2016, 1, 1)
VIOLATION, OK, UNDETERMINED = Decision.VIOLATION, Decision.OK, Decision.UNDETERMINED


def local(text: str) -> datetime:
    """`2016-09-05 09:00` in the hall's time, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def item(**fields: Any) -> ItemListed:
    """An item 甲 of the unit 局."""
    return ItemListed(
        **{"item": "甲", "name": "甲证", "unit": "局", "in_force_from": SINCE} | fields
    )


def declared(rhythm: Rhythm, **fields: Any) -> Declared:
    """The hall's own system as a feed."""
    given = {"source": SOURCE, "register": Register.HALL, "rhythm": rhythm, "in_force_from": SINCE}
    return Declared(**given | fields)


def posted(staff: str, window: str = "大厅/1", **fields: Any) -> Posted:
    """Somebody of the unit at a window."""
    given = {"staff": staff, "unit": "局", "window": window, "in_force_from": SINCE}
    return Posted(**given | fields)


def authorised(*powers: Power, window: str = "大厅/1", **fields: Any) -> Authorised:
    """What the unit lets a window do."""
    given = {"unit": "局", "window": window, "powers": frozenset(powers), "in_force_from": SINCE}
    return Authorised(**given | fields)


def received(at: str = "2016-09-05 09:00", **told: Any) -> Case:
    """A case that was handed in."""
    case = Case()
    case.tell(local(at), cmd.Receive(item="甲", unit="局", window="大厅/1"), **told)
    return case


def accepted(at: str = "2016-09-05 10:00", **told: Any) -> Case:
    """A case that was handed in and accepted."""
    case = received(**told)
    case.tell(local(at), cmd.Accept(item="甲", unit="局", statutory_days=5), **told)
    return case


def reviewed(by: str = "审", at: str = "2016-09-06 09:00", **told: Any) -> Case:
    """An accepted case that somebody reviewed."""
    case = accepted(**told)
    case.tell(local(at), cmd.FinishStep(step="审核", kind=StepKind.REVIEW, by=by), **told)
    return case


def decide(case: Case, at: str = "2016-09-07 09:00", by: str = "批", **told: Any) -> Case:
    """The case after its decision."""
    case.tell(local(at), cmd.Decide(result=Result.GRANTED, by=by), **told)
    return case


def imported(case: Case, recorded: datetime | None = None) -> Case:
    """The same case as a source sent it, its last entry written down when the source says."""
    for number, entry in enumerate(case.entries):
        said = recorded if number == len(case.entries) - 1 else entry.occurred_at
        data = to_plain(Imported(source=SOURCE, key=str(number), recorded_at=said))
        entry.raw["data"] = entry.raw["data"] | {"imported": data}
    return replace(case)

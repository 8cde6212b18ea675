"""A small district for the judges of double track and entry: one unit, one item in one hall."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.case import commands as cmd
from domain.case.events import Result
from domain.catalogue import ApproverLevel, Exempted, ExemptionKind, ItemEntered, ItemListed
from domain.decider import Origin
from domain.feed import Declared, Register, Rhythm
from domain.organisation import UnitKind, UnitRegistered
from domain.register import Listed
from domain.verdict import Decision
from projections import registers
from projections.folding import fold_all
from projections.group import Group
from projections.registerfile import RegisterFile
from tests.projections.judged import file
from tests.projections.told import ZONE, Case, entry

VIOLATION, OK, UNDETERMINED = Decision.VIOLATION, Decision.OK, Decision.UNDETERMINED
HALL, OFFICE, UNKNOWN = Origin.HALL_WINDOW, Origin.DEPT_OFFICE, Origin.UNKNOWN
UNIT, ITEM = "区水利局", "取水许可"
YEAR = date(2016, 1, 1)
REGISTERED = UnitRegistered(unit=UNIT, kind=UnitKind.DEPARTMENT, in_force_from=YEAR)
ENTERED = ItemEntered(item="0117001", hall="大厅", on=YEAR)


def local(text: str) -> datetime:
    """`2016-09-05 09:00` in the district, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def listed(**fields: Any) -> ItemListed:
    """The item as the catalogue has it."""
    given = {"item": "0117001", "name": ITEM, "unit": UNIT, "in_force_from": YEAR}
    return ItemListed(**given | fields)


def exempted(kind: ExemptionKind = ExemptionKind.OFFHALL, **fields: Any) -> Exempted:
    """An exception for the unit, approved by the district's government."""
    given = {
        "exemption": "例外1",
        "kind": kind,
        "unit": UNIT,
        "approver": "区人民政府",
        "approver_level": ApproverLevel.GOVERNMENT,
        "document": "赫政函〔2016〕3号",
        "in_force_from": YEAR,
    }
    return Exempted(**given | fields)


def received(case: Case, at: str, origin: Origin = HALL, **fields: Any) -> Case:
    """A case with what its applicant handed in; `subject` may be given."""
    subject = fields.pop("subject", "s1")
    recorded_at = fields.pop("recorded_at", None)
    command = cmd.Receive(**{"item": ITEM, "unit": UNIT} | fields)
    case.tell(local(at), command, origin, subject=subject, recorded_at=recorded_at)
    return case


def accepted(case: Case, at: str, origin: Origin = HALL, **fields: Any) -> Case:
    """A case that was accepted."""
    subject = fields.pop("subject", "s1")
    command = cmd.Accept(**{"item": ITEM, "unit": UNIT} | fields)
    case.tell(local(at), command, origin, subject=subject)
    return case


def decided(case: Case, at: str, **fields: Any) -> Case:
    """A case that was decided."""
    recorded_at = fields.pop("recorded_at", None)
    command = cmd.Decide(**{"result": Result.GRANTED} | fields)
    case.tell(local(at), command, HALL, recorded_at=recorded_at)
    return case


def closed(case: Case, at: str, **fields: Any) -> Case:
    """A case that was closed."""
    case.tell(local(at), cmd.Close(**fields))
    return case


def written(*events: Listed, at: str = "2016-09-05 12:00", first: int = 9001) -> RegisterFile:
    """An entry of a department's register, as it was worded, one after another."""
    stream = f"register-{events[0].source}.{events[0].number}"
    entries = [entry(n, stream, event, local(at)) for n, event in enumerate(events, first)]
    row, poison = fold_all(registers.FOLD, None, entries)
    assert row is not None, poison
    return RegisterFile(stream, row, ZONE)


def certificate(**fields: Any) -> Listed:
    """A certificate that the department wrote down."""
    given = {
        "source": "证照库",
        "number": "水许2016-7",
        "unit": UNIT,
        "item": ITEM,
        "on": date(2016, 9, 5),
    }
    return Listed(**given | fields)


def imported(case: Case, source: str) -> Case:
    """The case as a source has it that does not say when it wrote things down."""
    for told in case.entries:
        told.raw["data"]["imported"] = {"source": source, "key": told.id}
    return case


def declared(source: str, register: Register, **fields: Any) -> Declared:
    """A feed."""
    given = {"source": source, "register": register, "rhythm": Rhythm.REALTIME}
    return Declared(**given | {"in_force_from": YEAR} | fields)


def group(key: str, *cases: Case, entries: Sequence[RegisterFile] = ()) -> Group:
    """What is judged together, in the order in which it began."""
    files = sorted(map(file, cases), key=lambda each: (each.slots["first_at"], each.stream))
    return Group(key, tuple(files), (), tuple(entries))


def days(*texts: str) -> Sequence[date]:
    """Local days."""
    return [date.fromisoformat(text) for text in texts]

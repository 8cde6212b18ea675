"""What judges of records share: which marks they look at, how they name one, who acted."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.catalogue import ItemListed
from domain.labels import event_label
from domain.organisation import AccountKind
from domain.world import World
from ledger.canonical import parse_instant
from projections.casefile import CaseFile
from projections.judges.words import entry, moment
from projections.marks import ACTOR, AT, DATA, POSITION, TYPE, Mark

# Events that start, stop, move or meet a term.
CLOCK_TYPES = frozenset(
    {
        "case.received",
        "case.accepted",
        "case.not_accepted",
        "case.correction_notified",
        "case.paused",
        "case.resumed",
        "case.extended",
        "case.decided",
        "case.delivered",
        "case.closed",
    }
)
INTAKES = ("case.received", "case.accepted")
IMPORTER = "import:"


def firsts(file: CaseFile) -> dict[str, Mark]:
    """The first event of each type."""
    found: dict[str, Mark] = {}
    for mark in file.marks:
        found.setdefault(mark[TYPE], mark)
    return found


def source_of(file: CaseFile) -> str:
    """The source a case was imported from, "" where it was written down here.

    Two sources never share a case; events in which a source names nobody are its importer's.
    """
    actors = (mark[ACTOR] for mark in file.marks)
    return next((a.removeprefix(IMPORTER) for a in actors if a.startswith(IMPORTER)), "")


def listed_on(file: CaseFile, world: World, on: date) -> ItemListed | None:
    """The case's item as the catalogue has it on a day; None where it has not."""
    item = world.item(file.slots["item"], file.slots["unit"])
    return None if item is None else item.version(on)


def by(mark: Mark) -> str:
    """Who did it: the staff named in the event, else who wrote it down."""
    person: str = mark[DATA].get("by") or mark[ACTOR]
    return person


def is_nobody(world: World, person: str, on: date) -> bool:
    """Whether an actor stands for no person: an import or a system."""
    return person.startswith(IMPORTER) or world.account(person, on) is AccountKind.SYSTEM


def happened(mark: Mark) -> datetime:
    """When it happened."""
    return parse_instant(mark[AT])


def day_of(instant: str, file: CaseFile) -> date:
    """The local day of an instant in the ledger's form, which a mark is known to be in."""
    return file.day(datetime.fromisoformat(instant))


def precedes(one: Mark, two: Mark, file: CaseFile) -> bool | None:
    """Whether one event happened no later than another; None where it cannot be told, because
    on one day a source gave only the day of either.
    """
    if one[AT] <= two[AT]:
        return True
    same_day = day_of(one[AT], file) == day_of(two[AT], file)
    return None if same_day and (_is_midnight(one, file) or _is_midnight(two, file)) else False


def told(mark: Mark, zone: str) -> str:
    """2016年4月29日 09:05受理（第 5 号记录）."""
    name = event_label(mark[TYPE]).zh
    return f"{moment(happened(mark), zone)}{name}（{entry(mark[POSITION])}）"


def _is_midnight(mark: Mark, file: CaseFile) -> bool:
    """Whether a time is how sources write a day alone."""
    return happened(mark).astimezone(ZoneInfo(file.zone)).time() == time.min

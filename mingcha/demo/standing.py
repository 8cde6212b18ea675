"""What the district is at the year's beginning, as facts: units, halls, windows, staff, items."""

# The facts say from when they are kept here: the registers of the district are taken over on the
# first day of the year, so no duty of an earlier year is reckoned.

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from domain import catalogue as cat
from domain import feed
from domain import organisation as org
from domain.decider import Event, Origin
from domain.organisation import HallLevel, Power, Role
from ledger.envelope import stream_id
from mingcha.demo.acts import OFFICE, OPENED_AT, Act, at
from mingcha.demo.codes import REGION
from mingcha.demo.district import (
    CHIEF,
    GOVERNMENT,
    HALL,
    HEAD,
    REVIEWER,
    WINDOW,
    Item,
    Unit,
    bodies,
    items,
    towns,
    units,
)
from mingcha.demo.materials import materials_of, steps_of
from mingcha.demo.story import PORTAL

FROM = date(2023, 1, 1)
ENTERED = date(2022, 11, 1)
DOCUMENT = "赫政办发〔2022〕18号"
ALL_POWERS = frozenset(Power)
HALL_FEED = "HS-HALL"
CERTIFICATES = ("SCJ", "WJJ", "NYJ")
"""Units whose own registers of certificates are compared with the hall's cases."""
SEALS = ("GAF", "LYJ", "YCJ", "CGJ", "TYJ", "XSP")
"""Units that send their registers of seals, in which there is nothing to compare yet."""


def fact_stream(fact: Event) -> str:
    """The stream that a fact of the organisation, the catalogue or a feed belongs to."""
    chapter = fact.TYPE.split(".")[0]
    names = ("exemption", "item", "source", "hall", "unit", "window", "account")
    key = next(getattr(fact, name) for name in names if getattr(fact, name, ""))
    return stream_id(chapter, key.split("/")[0])


def announced(fact: Event, occurred_at: datetime, recorded_at: datetime) -> Act:
    """A fact written down by the district's office."""
    return Act(
        stream=fact_stream(fact),
        number=0,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        says=fact,
        actor=OFFICE,
        origin=Origin.SYSTEM,
    )


def standing_facts(told: Iterable[Event]) -> list[Act]:
    """Facts that stand when the year begins, written down when the log is opened."""
    return [announced(fact, OPENED_AT, OPENED_AT + timedelta(hours=1)) for fact in told]


def announced_on(fact: Event, day: date) -> Act:
    """A fact that the office writes down on a day of the year."""
    return announced(fact, at(day, 8, 45), at(day, 8, 45))


def facts(unsectioned: Collection[str]) -> Iterator[Event]:
    """Everything that stands when the year begins; some units have no section for approvals."""
    yield org.HallOpened(hall=HALL, name="赫山区政务服务中心", region=REGION, in_force_from=FROM)
    for town in towns().values():
        yield org.HallOpened(
            hall=town.hall,
            name=town.hall,
            level=HallLevel.TOWNSHIP_CENTRE,
            region=town.region,
            unit=town.name,
            in_force_from=FROM,
        )
    for unit in bodies():
        yield from unit_facts(unit)
        if unit.windows and unit.code not in unsectioned:
            yield section(unit)
    for item in items():
        yield from item_facts(item)
    yield from accounts()
    yield from feeds()


def unit_facts(unit: Unit) -> Iterator[Event]:
    """A unit, who answers for it, and its place in the hall."""
    yield org.UnitRegistered(
        unit=unit.name,
        kind=unit.kind,
        uscc=unit.uscc,
        full_name=unit.full_name,
        parent="" if unit.name == GOVERNMENT else GOVERNMENT,
        region=unit.region,
        in_force_from=FROM,
    )
    for role, number in ((Role.CHIEF, 0), (Role.LEAD, 1)):
        yield org.ResponsibleNamed(
            unit=unit.name,
            role=role,
            staff=unit.staff(HEAD, number).id,
            document=DOCUMENT,
            in_force_from=FROM,
        )
    if unit.windows:
        yield from _at_the_hall(unit)


def _at_the_hall(unit: Unit) -> Iterator[Event]:
    yield org.EntryPlanned(
        unit=unit.name, hall=unit.hall, due=FROM, concentrate_by=FROM, document=DOCUMENT
    )
    yield org.Entered(unit=unit.name, hall=unit.hall, in_force_from=ENTERED, document=DOCUMENT)
    for number in range(1, unit.windows + 1):
        window = unit.window(number)
        yield org.WindowOpened(
            window=window, name=f"{unit.short}窗口", unit=unit.name, in_force_from=ENTERED
        )
        yield org.Authorised(
            unit=unit.name,
            window=window,
            powers=ALL_POWERS,
            document=f"赫{unit.short}授〔2022〕1号",
            in_force_from=ENTERED,
        )
    for seat in range(unit.clerks):
        yield _posted(unit, WINDOW, seat, unit.window_of(seat))
    yield _posted(unit, CHIEF, 0, unit.window())
    yield _posted(unit, REVIEWER, 0, unit.window())


def section(unit: Unit) -> org.ApprovalUnitEstablished:
    """两集中: one section for all approvals of a unit."""
    return org.ApprovalUnitEstablished(
        unit=unit.name,
        name=f"{unit.name}政务公开政务服务股",
        document=DOCUMENT,
        in_force_from=ENTERED,
    )


def _posted(unit: Unit, post: str, number: int, window: str) -> org.Posted:
    return org.Posted(
        staff=unit.staff(post, number).id,
        unit=unit.name,
        window=window,
        post=post,
        document=DOCUMENT,
        in_force_from=ENTERED,
    )


def item_facts(item: Item) -> Iterator[Event]:
    """An item of the catalogue, and that it is handled in the hall."""
    yield from in_the_hall(item)
    if item.handed_down_by:
        yield cat.ItemDelegated(
            item=item.code,
            from_unit=item.handed_down_by,
            to_unit=item.unit.name,
            on=ENTERED,
            take_by=FROM,
            document=DOCUMENT,
        )
        yield cat.ItemTaken(
            item=item.code, unit=item.unit.name, window=item.unit.window(), on=ENTERED
        )


def in_the_hall(item: Item) -> list[Event]:
    """An item listed, planned for the hall and handled there."""
    return [
        listed(item),
        cat.ItemEntryPlanned(item=item.code, due=FROM, document=DOCUMENT),
        cat.ItemEntered(item=item.code, hall=item.unit.hall, on=ENTERED, document=DOCUMENT),
    ]


def listed(item: Item, in_force_from: date = ENTERED) -> cat.ItemListed:
    """The version of an item, with the basics of its guide."""
    return cat.ItemListed(
        item=item.code,
        name=item.name,
        unit=item.unit.name,
        basic_code=f"00{item.code[21:]}",
        type=item.type,
        case_type=cat.CaseType.IMMEDIATE if item.promised <= 1 else cat.CaseType.PROMISED,
        statutory_days=item.statutory,
        promised_days=item.promised,
        must_enter=True,
        window_decides=item.at_window,
        trivial=item.at_once,
        publish_grants=item.published,
        needs_check=not item.at_once,
        materials=materials_of(item.type),
        steps=steps_of(on_site=item.on_site, at_once=item.at_once),
        basis=item.basis,
        fee="不收费",
        contact=f"{item.unit.window()}，0737-1008{int(item.code[-6:]) % 10000:04}",
        in_force_from=in_force_from,
    )


def accounts() -> Iterator[Event]:
    """Actor ids that are no members of staff."""
    kinds = {
        PORTAL.id: org.AccountKind.SYSTEM,
        OFFICE.id: org.AccountKind.SYSTEM,
        "TEST01": org.AccountKind.TEST,
        "ADMIN": org.AccountKind.ADMIN,
    }
    for account, kind in kinds.items():
        yield org.AccountListed(account=account, kind=kind, in_force_from=FROM)


def feeds() -> Iterator[Event]:
    """Who sends what, and how often."""
    yield feed.Declared(
        source=HALL_FEED,
        register=feed.Register.HALL,
        rhythm=feed.Rhythm.REALTIME,
        in_force_from=FROM,
    )
    for code in CERTIFICATES:
        weekly = code == CERTIFICATES[-1]
        yield feed.Declared(
            source=certificates_of(code),
            register=feed.Register.CERTIFICATES,
            rhythm=feed.Rhythm.WEEKLY if weekly else feed.Rhythm.NEXT_DAY,
            unit=units()[code].name,
            in_force_from=FROM,
        )
    for code in SEALS:
        yield feed.Declared(
            source=seals_of(code),
            register=feed.Register.SEALS,
            rhythm=feed.Rhythm.NEXT_DAY,
            unit=units()[code].name,
            in_force_from=FROM,
        )


def certificates_of(code: str) -> str:
    """The source that sends a unit's register of certificates."""
    return f"{code}-ZZ"


def seals_of(code: str) -> str:
    """The source that sends a unit's register of seals."""
    return f"{code}-YZ"

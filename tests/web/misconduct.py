"""A few wrongs in a log, each told at a known place, for the pages that show them."""

from collections.abc import Iterator
from datetime import UTC, date

from application.handler import Handler
from domain import catalogue as cat
from domain import feed, rules
from domain import organisation as org
from domain.case import commands as cmd
from domain.case.events import Result
from domain.decider import Actor, Asked, Command, Origin
from domain.detectors import DetectorState
from domain.disclosure import commands as dis
from domain.values import Person
from ledger.ledger import Ledger
from tests.web.world import Simulated, at

UNIT, ITEM, CODE = "区卫生健康局", "医疗机构执业登记", "11430903006590000A4000123001000"
BEGINS, ENDS = "2016-10-08T08:30", "2016-11-20T09:00"
SINCE = date(2016, 1, 1)
HALL, OFFICE, BARE, DOCUMENT = "case-hall", "case-office", "case-bare", "disclosure-notice"
Step = tuple[str, str, Command, Origin]


def _facts() -> Iterator[Step]:
    unit = org.UnitRegistered(unit=UNIT, kind=org.UnitKind.DEPARTMENT, in_force_from=SINCE)
    listed = cat.ItemListed(item=CODE, name=ITEM, unit=UNIT, in_force_from=SINCE)
    entered = cat.ItemEntered(item=CODE, hall="政务大厅", on=SINCE)
    declared = feed.Declared(
        source="卫健系统", register=feed.Register.DEPARTMENT, rhythm=feed.Rhythm.REALTIME,
        unit=UNIT, in_force_from=date(2016, 10, 10),
    )  # fmt: skip
    trial = rules.SetDetector(
        code="DT_DUAL_ACCEPT", state=DetectorState.TRIAL, document="赫政办函〔2016〕9号"
    )
    told: tuple[tuple[str, Command], ...] = (
        ("organisation-unit", org.Record(fact=unit)),
        ("catalogue-item", cat.Record(fact=listed)),
        ("catalogue-entered", cat.Record(fact=entered)),
        ("feed-health", feed.Record(fact=declared)),
        ("rules-trial", trial),
    )
    yield from ((BEGINS, stream, command, Origin.SYSTEM) for stream, command in told)


def _taken(stream: str, day: str, number: str, origin: Origin) -> Iterator[Step]:
    person = Person(name="王五", id_kind="ric", id_number="430903198501010001")
    receive = cmd.Receive(item=ITEM, unit=UNIT, receipt_no=number, applicant=person)
    yield f"{day}T09:05", stream, receive, origin
    yield f"{day}T10:00", stream, cmd.Accept(item=ITEM, unit=UNIT, promised_days=10), origin


def _story() -> Iterator[Step]:
    yield from _facts()
    yield from _taken(HALL, "2016-10-10", "WJ2016001", Origin.HALL_WINDOW)
    yield from _taken(OFFICE, "2016-10-11", "WJ2016002", Origin.DEPT_OFFICE)
    checked = cmd.FinishStep(step="审查", by="WJJ-02", outcome="同意")
    yield "2016-10-11T16:00", HALL, checked, Origin.HALL_WINDOW
    decided = cmd.Decide(result=Result.GRANTED, decision_no="赫卫〔2016〕3号")
    yield "2016-10-12T09:00", BARE, decided, Origin.DEPT_OFFICE
    yield "2016-10-12T15:00", BARE, cmd.Accept(item=ITEM, unit=UNIT), Origin.HALL_WINDOW
    draft = dis.Draft(title="医疗机构校验公告", unit=UNIT, formed_on=date(2016, 10, 9), digest="d1")
    publish = dis.Publish(url="https://wjj.example.gov.cn/1", column="公告", digest="d1")
    yield "2016-10-13T09:00", DOCUMENT, draft, Origin.DEPT_OFFICE
    yield "2016-10-14T09:00", DOCUMENT, publish, Origin.DEPT_OFFICE


def tell(ledger: Ledger, clock: Simulated) -> None:
    """Write it all down, each when it happens, after what is there already."""
    handler = Handler(ledger)
    recorded = clock.now
    for n, (moment, stream, command, origin) in enumerate(_story()):
        happened = at(moment).astimezone(UTC)
        clock.now = max(recorded, happened)
        asked = Asked(
            actor=Actor(id="WJJ-01", post="经办人员", unit=UNIT),
            occurred_at=happened, origin=origin, request=f"misconduct-{n}",
        )  # fmt: skip
        handler.handle(stream.partition("-")[0], stream, command, asked)
    clock.now = max(recorded, at(ENDS).astimezone(UTC))

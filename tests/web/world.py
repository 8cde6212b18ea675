"""A small simulated log for the tests of the pages: what a hall sees in the autumn of 2016."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from application.handler import Handler
from application.opening import ensure_open
from domain.case import commands as cmd
from domain.case.events import CloseKind, PauseReason, Result
from domain.decider import Actor, Asked, Origin
from domain.log import ClockKind
from domain.values import Attribute, Person
from ledger.ledger import Ledger

CHINA = timezone(timedelta(hours=8))
HOSTILE = "<script>alert('x')</script>\"&'"
ENDS = "2016-11-18T16:30"
ITEMS = (
    ("食品经营许可", "区食品药品监督管理局", "区政务中心/12号窗口", 10),
    ("道路运输经营许可", "区交通运输局", "区政务中心/7号窗口", 15),
    ("建筑工程施工许可", "区住房和城乡建设局", "区政务中心/21号窗口", 7),
    ("公众聚集场所卫生许可", "区卫生和计划生育局", "区政务中心/9号窗口", 12),
    ("排水许可", "区城市管理和行政执法局", "区政务中心/3号窗口", 15),
)


def at(text: str) -> datetime:
    """A local time of the log."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@dataclass
class Told:
    """Something that happens: when, in which case, and when it is written down if later."""

    at: datetime
    stream: str
    command: cmd.CaseCommand | Callable[[str], cmd.CaseCommand]
    origin: Origin = Origin.HALL_WINDOW
    recorded_at: datetime | None = None


@dataclass
class Simulated:
    """The clock of a simulated log, moved by whoever fills it."""

    now: datetime = field(default_factory=lambda: at("2016-08-01T08:00").astimezone(UTC))

    def __call__(self) -> datetime:
        return self.now


def receive(n: int, name: str = "张三") -> cmd.Receive:
    """A receipt at one of the windows."""
    item, unit, window, _ = ITEMS[n % len(ITEMS)]
    person = Person(name=name, id_kind="ric", id_number=f"43090318850101{n:04}")
    return cmd.Receive(
        item=item, unit=unit, window=window, channel="窗口", receipt_no=f"HS2016{n:05}",
        applicant=person, materials=("申请书", "营业执照复印件"),
    )  # fmt: skip


def ordinary(n: int, begins: datetime, days: int, end: datetime) -> Iterator[Told]:
    """A case that is received, accepted, examined and decided after so many natural days."""
    stream = f"case-2016-{n:04}"
    promised = ITEMS[n % len(ITEMS)][3]
    yield Told(begins, stream, receive(n))
    yield Told(begins + timedelta(minutes=25), stream, cmd.Accept(promised_days=promised))
    done = begins + timedelta(days=days, hours=1)
    steps: tuple[tuple[timedelta, cmd.CaseCommand], ...] = (
        (timedelta(hours=-26), cmd.FinishStep(step="审查", by="SYJ-11", outcome="同意")),
        (timedelta(0), cmd.Decide(result=Result.GRANTED, decision_no=f"赫许〔2016〕{n}号")),
        (timedelta(minutes=30), cmd.IssueLicence(licence_no=f"XK{n:05}")),
        (timedelta(hours=2), cmd.Deliver(mode="窗口领取")),
        (timedelta(hours=2, minutes=5), cmd.Close(kind=CloseKind.LICENSED)),
    )
    for later, command in steps:
        if done + later <= end:
            yield Told(done + later, stream, command)


def special() -> Iterator[Told]:
    """Cases that show what a page must show."""
    begun = at("2016-09-20T09:05")
    for stream, number in (("paused", 901), ("corrected", 902), ("hostile", 903), ("voided", 904)):
        name = HOSTILE if stream == "hostile" else "李四"
        yield Told(begun, f"case-{stream}", receive(number, name))
    yield Told(begun, "case-corrected", cmd.Accept(promised_days=10))
    yield Told(begun, "case-paused", cmd.Accept(promised_days=15))
    pause = cmd.Pause(
        reason=PauseReason.EXPERT_REVIEW, basis="行政许可法第四十五条", notice_no="告知〔2016〕5号",
        days_told=8,
    )  # fmt: skip
    yield Told(at("2016-09-27T10:00"), "case-paused", pause)
    yield Told(at("2016-10-12T10:00"), "case-paused", cmd.Resume())
    extend = cmd.Extend(
        days=10, approver="SYJ-21", approver_level="organ_head", reason="现场情况复杂",
        told_at=at("2016-10-20T15:00"),
    )  # fmt: skip
    yield Told(at("2016-10-20T14:00"), "case-paused", extend)
    yield Told(at("2016-09-29T16:00"), "case-corrected", cmd.Decide(result=Result.GRANTED))
    yield Told(
        at("2016-10-09T09:00"), "case-corrected",
        lambda id_: cmd.Correct(
            corrects=id_, happened_at=at("2016-10-08T16:00"), reason="决定日期登记错误",
            restated=cmd.Decide(result=Result.REFUSED, decision_no="赫许〔2016〕902号"),
        ),
    )  # fmt: skip
    hostile = cmd.FinishStep(
        step=HOSTILE, by=HOSTILE, outcome=HOSTILE, note="现场核查记录",
        attributes=(Attribute(name=HOSTILE, kind="string", value=HOSTILE),),
    )  # fmt: skip
    yield Told(begun, "case-hostile", cmd.Accept(item=HOSTILE, unit=HOSTILE, window=HOSTILE))
    yield Told(at("2016-09-21T09:00"), "case-hostile", hostile)
    void = cmd.Void(reason="重复登记", approver="ZWZX-1")
    yield Told(at("2016-09-22T09:00"), "case-voided", void)
    late = at("2016-10-10T11:00")
    yield Told(begun, "case-backdated", receive(905), Origin.DEPT_OFFICE, recorded_at=late)


def history(cases: int = 40) -> list[Told]:
    """Everything that happens, in the order it is written down."""
    end = at(ENDS)
    told = list(special())
    for n in range(cases):
        begins = at("2016-09-12T08:40") + timedelta(days=(n * 3) % 64, minutes=(n * 37) % 400)
        told.extend(ordinary(n, begins, 6 + (n * 11) % 45, end))
    return sorted(told, key=lambda one: one.recorded_at or one.at)


def fill(ledger: Ledger, clock: Simulated, cases: int = 40) -> None:
    """Open the log as a simulated one and write the history into it."""
    ensure_open(ledger, clock=ClockKind.SIMULATED)
    handler = Handler(ledger)
    last: dict[str, str] = {}
    for n, one in enumerate(history(cases)):
        clock.now = (one.recorded_at or one.at).astimezone(UTC)
        command = one.command
        if not isinstance(command, cmd.CaseCommand):
            command = command(last[one.stream])
        asked = Asked(
            actor=Actor(id="SYJ-01", post="窗口人员", unit="区食品药品监督管理局"),
            occurred_at=one.at.astimezone(UTC), origin=one.origin, request=f"world-{n}",
        )  # fmt: skip
        last[one.stream] = handler.handle("case", one.stream, command, asked).ids[-1]
    clock.now = at(ENDS).astimezone(UTC)

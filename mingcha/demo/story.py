"""What happens to one application, act by act, with the hours and delays of a real office."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from domain.case import commands as cmd
from domain.case.events import CloseKind, Matter, PauseReason, Result
from domain.decider import Actor, Origin, record
from domain.hours import SECOND, WorkTime
from domain.values import Person
from mingcha.demo.people import HEAD, REVIEWER, WINDOW, staff, town_clerk
from mingcha.demo.units import HALL, MATERIALS, UNITS, Item

EXCHANGE = 15 * 60
"""Seconds between two exchanges: the hall's system hands its records over every quarter hour."""

PORTAL = Actor(id="WSBS", post="网上申报系统", unit=HALL)
CHANNELS = {
    Origin.HALL_WINDOW: "大厅窗口",
    Origin.ONLINE: "网上申报",
    Origin.TOWN_CENTRE: "便民服务中心",
    Origin.DEPT_OFFICE: "单位自收",
}
_LAW_DAYS = {
    Matter.LICENCE: 20,
    Matter.LICENCE_JOINT: 45,
    Matter.HUNAN: 20,
    Matter.HUNAN_JOINT: 31,  # 45 natural days hold about 31 working days
    Matter.OTHER: 20,
}
_LAWFUL_PAUSES = (
    (PauseReason.EXPERT_REVIEW, "专家评审", 20),
    (PauseReason.HEARING, "听证", 20),
    (PauseReason.TESTING, "检测", 15),
    (PauseReason.INSPECTION, "检验", 10),
)


@record
class Application:
    """What somebody brings: the item, where, and when he stands at the window."""

    number: int
    stream: str
    item: Item
    applicant: Person
    origin: Origin
    arrived_at: datetime
    town: str = ""


@record
class Act:
    """One thing that happened, and when the ledger was told of it.

    `version` is its number in the stream; `corrects` the number of the act that it restates,
    0 for all but corrections, whose command learns the event's id when it is loaded.
    """

    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    command: cmd.CaseCommand
    actor: Actor
    origin: Origin
    applicant: Person
    corrects: int = 0


class Story:
    """An application on its way; `now` moves in worked time only."""

    def __init__(self, application: Application, rng: Random, work: WorkTime) -> None:
        self.application = application
        self.item = application.item
        self.unit = UNITS[application.item.unit]
        self.rng = rng
        self.now = application.arrived_at
        self.acts: list[Act] = []
        self._work = work
        authorised = self.unit.authorised or application.origin is Origin.DEPT_OFFICE
        self._desk = Origin.HALL_WINDOW if authorised else Origin.DEPT_OFFICE
        self._front = application.origin
        self._clerk = self._front_clerk()

    def _front_clerk(self) -> Actor:
        if self.application.town:
            return town_clerk(self.rng, self.application.town)
        return staff(self.rng, self.unit, WINDOW)

    @property
    def law_days(self) -> int:
        """Working days that the law gives."""
        return self.item.statutory or _LAW_DAYS[self.item.matter]

    def pace(self) -> float:
        """Working days that this one takes when all goes well."""
        return self.item.promised * min(0.8, max(0.03, self.rng.betavariate(2, 3)))

    def wait(self, days: float) -> None:
        """Let working time go by, at least a minute."""
        seconds = max(60, round(days * self._work.standard_day(self.now)))
        self.now = self._work.after(self.now, seconds * SECOND)

    def tell(
        self,
        command: cmd.CaseCommand,
        actor: Actor,
        origin: Origin,
        at: datetime | None = None,
        corrects: int = 0,
    ) -> None:
        """Record an act now; `at` is when it is claimed to have happened."""
        self.acts.append(
            Act(
                stream=self.application.stream,
                version=len(self.acts) + 1,
                occurred_at=at or self.now,
                recorded_at=_next_exchange(self.now),
                command=command,
                actor=actor,
                origin=origin,
                applicant=self.application.applicant,
                corrects=corrects,
            )
        )

    def backfill(self) -> None:
        """All that was told so far reaches the ledger only with the last act 事后补录."""
        late = self.acts[-1].recorded_at
        self.acts = [replace(act, recorded_at=late) for act in self.acts]

    def receive(self) -> None:
        """收件."""
        proxy = self.rng.random() < 0.12
        command = cmd.Receive(
            item=self.item.name,
            unit=self.unit.name,
            window=self._window(),
            channel=CHANNELS[self._front],
            receipt_no=f"赫政务收〔2016〕{self.application.number:05}号",
            applicant=self.application.applicant,
            materials=tuple(self.rng.sample(MATERIALS, self.rng.randint(3, 6))),
            matter=self.item.matter,
            note="委托代办，已核验委托书和代办人身份证。" if proxy else "",
        )
        self.tell(command, PORTAL if self._front is Origin.ONLINE else self._clerk, self._front)
        self.wait(self.rng.uniform(0.05, 0.6) if self._front is Origin.ONLINE else 0.02)

    def _window(self) -> str:
        if self.application.town:
            return f"{self.application.town}便民服务中心/综合窗口"
        if self._front is Origin.DEPT_OFFICE:
            return ""
        return f"{HALL}/{self.unit.short}{int(self._clerk.id[-2:])}号窗口"

    def ask_for_materials(self, days: float) -> None:
        """补正告知 after so many days, and the materials some days later."""
        self.wait(days)
        missing = tuple(self.rng.sample(MATERIALS, self.rng.randint(1, 3)))
        notice = f"赫政务补〔2016〕{self.application.number:05}号"
        self.tell(
            cmd.NotifyCorrection(materials=missing, notice_no=notice), self._clerk, self._counter()
        )
        self.wait(self.rng.uniform(0.5, 8))
        self.tell(cmd.ReceiveCorrection(materials=missing), self._clerk, self._counter())
        self.wait(0.02)

    def accept(self) -> None:
        """受理, with the terms of the item."""
        command = cmd.Accept(
            receipt_no=f"赫政务受〔2016〕{self.application.number:05}号",
            item=self.item.name,
            unit=self.unit.name,
            window=self._window(),
            channel=CHANNELS[self._front],
            sealed_voucher=self.rng.random() < 0.97,
            matter=self.item.matter,
            statutory_days=self.item.statutory,
            promised_days=self.item.promised,
        )
        self.tell(command, self._clerk, self._counter())

    def _counter(self) -> Origin:
        """What is filed online is handled at the window."""
        return Origin.HALL_WINDOW if self._front is Origin.ONLINE else self._front

    def send_away(self) -> None:
        """要求申请人到单位办理; from there on the unit's own office acts."""
        command = cmd.Redirect(
            to_origin=Origin.DEPT_OFFICE.value,
            to_unit=self.unit.name,
            reason="窗口未获授权，请到单位业务股室办理",
        )
        self.tell(command, self._clerk, self._counter())
        self.wait(self.rng.uniform(0.2, 1))
        self._front = Origin.DEPT_OFFICE
        self._desk = Origin.DEPT_OFFICE

    def examine(self, days: float) -> None:
        """The steps between acceptance and decision, `days` in all; none where done at once."""
        if self.item.promised <= 1:
            self.wait(days)
            return
        steps = ["审查", "现场核查", "审核"] if self.item.on_site else ["审查", "审核"]
        for name in steps:
            self.step(name, days / len(steps))

    def step(self, name: str, days: float) -> None:
        """One step by one of the reviewers; a visit is made by two, as 许可法 34 wants."""
        by = staff(self.rng, self.unit, REVIEWER)
        self.begin(name, by)
        self.wait(days)
        visit = name == "现场核查"
        pair = tuple(f"{self.unit.code}{n:02}" for n in self.rng.sample((11, 12, 13), 2))
        command = cmd.FinishStep(
            step=name,
            unit=self.unit.name,
            by=by.id,
            outcome="通过",
            checkers=(pair if self.rng.random() < 0.96 else pair[:1]) if visit else (),
            note="现场情况与申报材料一致，已拍照存档。" if visit else "",
        )
        self.tell(command, by, self._desk)

    def begin(self, name: str, by: Actor | None = None) -> None:
        """环节开始."""
        who = by or staff(self.rng, self.unit, REVIEWER)
        self.wait(0)
        self.tell(cmd.StartStep(step=name, unit=self.unit.name, by=who.id), who, self._desk)

    def pause(self, *, lawful: bool) -> None:
        """Time that does not count (许可法 45); unlawful is without reason in law or notice."""
        number = f"赫政务停〔2016〕{self.application.number:05}号"
        if lawful:
            reason, basis, days = self.rng.choice(_LAWFUL_PAUSES)
            basis = f"《行政许可法》第四十五条（{basis}）"
            command = cmd.Pause(reason=reason, basis=basis, notice_no=number, days_told=days)
        else:
            days = self.rng.randint(8, 15)
            command = cmd.Pause(reason=PauseReason.OTHER, basis="内部协调")
        who = staff(self.rng, self.unit, REVIEWER)
        self.wait(0)
        self.tell(command, who, self._desk)
        self.wait(days * self.rng.uniform(0.45, 0.65))
        self.tell(cmd.Resume(), who, self._desk)

    def extend(self, *, told: bool) -> None:
        """延长期限 by the head of the organ, or of the government for joint matters."""
        joint = self.item.matter in {Matter.LICENCE_JOINT, Matter.HUNAN_JOINT}
        head = staff(self.rng, self.unit, HEAD)
        command = cmd.Extend(
            days=self.rng.choice((5, 10)),
            approver="QZF01" if joint else head.id,
            approver_level="government_head" if joint else "organ_head",
            reason="案情复杂，需进一步核实",
            told_at=self.now.astimezone(UTC) if told else None,
        )
        self.tell(command, head, self._desk)

    def decide(self, result: Result = Result.GRANTED, at: datetime | None = None) -> None:
        """作出决定; a refusal nearly always says why, and how to appeal (许可法 38)."""
        head = staff(self.rng, self.unit, HEAD)
        refused = result is Result.REFUSED
        command = cmd.Decide(
            result=result,
            decision_no=f"赫{self.unit.short}决〔2016〕{self.application.number:05}号",
            by=head.id,
            reason="不符合法定条件" if refused else "",
            remedy=REMEDY if refused and self.rng.random() < 0.85 else "",
        )
        self.wait(0)
        self.tell(command, head, self._desk, at)

    def hand_over(self, days: float, kind: CloseKind | None = None) -> None:
        """颁发、送达 within so many days of the decision, then 办结."""
        licensed = kind is None and self.item.matter in {Matter.LICENCE, Matter.LICENCE_JOINT}
        self.wait(days / 2)
        if licensed:
            number = f"HS{self.unit.code}2016{self.application.number:05}"
            self.tell(cmd.IssueLicence(licence_no=number), self._clerk, Origin.HALL_WINDOW)
        self.wait(days / 2)
        mode = self.rng.choice(("窗口领取", "窗口领取", "邮寄送达"))
        self.tell(cmd.Deliver(mode=mode), self._clerk, Origin.HALL_WINDOW)
        self.close(kind or (CloseKind.LICENSED if licensed else CloseKind.DONE))

    def close(self, kind: CloseKind) -> None:
        """办结."""
        self.wait(0)
        self.tell(cmd.Close(kind=kind), self._clerk, Origin.HALL_WINDOW)

    def turn_down(self) -> None:
        """不予受理, and 办结."""
        remedy = REMEDY if self.rng.random() < 0.9 else ""
        command = cmd.NotAccept(reason="申请事项依法不属于本机关职权范围", remedy=remedy)
        self.tell(command, self._clerk, self._counter())
        self.close(CloseKind.NOT_ACCEPTED)

    def void(self) -> None:
        """作废."""
        head = staff(self.rng, self.unit, HEAD)
        self.tell(cmd.Void(reason="同一申请重复录入", approver=head.id), head, self._desk)

    def correct(self, wrong: Act, happened_at: datetime, restated: cmd.Restating) -> None:
        """更正: an earlier act as it should have been written."""
        command = cmd.Correct(
            corrects="", happened_at=happened_at, restated=restated, reason="与纸质凭证核对后更正"
        )
        self.tell(command, self._clerk, self._desk, corrects=wrong.version)


REMEDY = "可在收到本决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼"


def _next_exchange(at: datetime) -> datetime:
    slots = -(-int(at.timestamp()) // EXCHANGE)
    return datetime.fromtimestamp(slots * EXCHANGE, UTC)

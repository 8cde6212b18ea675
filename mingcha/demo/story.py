"""What happens to one application, act by act, with the hours and delays of a real office."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from domain.case import commands as cmd
from domain.case.events import CloseKind, PauseReason, Result, StepKind
from domain.catalogue import ItemType
from domain.decider import Actor, Origin, record
from domain.hours import WorkTime
from mingcha.demo.acts import Act
from mingcha.demo.diary import Application, Diary
from mingcha.demo.district import HALL, HEAD, OFFICE, OFFICERS
from mingcha.demo.materials import materials_of

PORTAL = Actor(id="WSBS", post="网上申报系统", unit=HALL)
CHANNELS = {
    Origin.HALL_WINDOW: "大厅窗口",
    Origin.ONLINE: "网上申报",
    Origin.TOWN_CENTRE: "便民服务中心",
    Origin.DEPT_OFFICE: "单位自收",
}
OUT_OF_POWER = "申请事项依法不属于本机关职权范围"
REMEDY = "可在收到本决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼"
LOOKED_AFTER = 1.8
"""Working days between two entries of a follow-up, where three are allowed."""

_LAWFUL_PAUSES = (
    (PauseReason.EXPERT_REVIEW, "专家评审", 20),
    (PauseReason.HEARING, "听证", 20),
    (PauseReason.TESTING, "检测", 15),
    (PauseReason.INSPECTION, "检验", 10),
)


@record
class Grant:
    """What a case granted: the number of the decision, of the licence if any, and when."""

    decision_no: str
    licence_no: str
    decided_at: datetime


class Story(Diary):
    """An application on its way: each method is an act, or a few that belong together."""

    def __init__(self, application: Application, rng: Random, work: WorkTime) -> None:
        super().__init__(application, rng, work)
        self.grant: Grant | None = None
        self.published = True  # what it grants is made public, and its licence written
        self.registered = True  # into the unit's own register, unless a scheme says no

    def pace(self) -> float:
        """Working days that this one takes when all goes well."""
        return self.item.promised * min(0.7, max(0.03, self.rng.betavariate(2, 3)))

    def receive(self, *, materials: tuple[str, ...] | None = None, answer: bool = True) -> None:
        """收件; what comes in online is answered within two days 网上预受理."""
        command = cmd.Receive(
            item=self.item.name,
            unit=self.unit.name,
            window=self.counter,
            channel=CHANNELS[self.front],
            receipt_no=f"赫政务收〔2023〕{self.number}号",
            applicant=self.application.applicant,
            materials=materials_of(self.item.type) if materials is None else materials,
            matter=self.item.matter,
            note="委托代办，已核验委托书和代办人身份证。" if self.rng.random() < 0.05 else "",
        )
        self.tell(command, self.receiver, self.front)
        if self.front is Origin.ONLINE and answer:
            self.wait(self.rng.uniform(0.05, 1.2))
            self.tell(cmd.PreAccept(), self.clerk, self.desk)
        self.wait(0.01)

    @property
    def counter(self) -> str:
        """The window that the application is for; none at the unit's own office."""
        return "" if self.front is Origin.DEPT_OFFICE else self.window

    @property
    def receiver(self) -> Actor:
        """Who takes it in."""
        if self.front is Origin.ONLINE:
            return PORTAL
        return self.unit.staff(OFFICE) if self.front is Origin.DEPT_OFFICE else self.clerk

    @property
    def accepting(self) -> Origin:
        """Where it is accepted: what is filed online is handled at the window."""
        return self.desk if self.front is Origin.ONLINE else self.front

    def ask_for_materials(self, days: float, missing: tuple[str, ...] = ()) -> None:
        """补正告知 after so many days, and the materials some days later."""
        self.wait(days)
        asked = missing or tuple(self.rng.sample(materials_of(self.item.type), 2))
        notice = f"赫政务补〔2023〕{self.number}号"
        self.tell(
            cmd.NotifyCorrection(materials=asked, notice_no=notice), self.clerk, self.accepting
        )
        self.wait(self.rng.uniform(0.5, 8))
        where = Origin.ONLINE if self.front is Origin.ONLINE else self.accepting
        who = PORTAL if self.front is Origin.ONLINE else self.clerk
        self.tell(cmd.ReceiveCorrection(materials=asked), who, where)
        self.wait(0.02)

    def accept(self, *, receipt: bool = True, promised: int = 0) -> None:
        """受理, with the terms of the item, and a dated and sealed voucher."""
        command = cmd.Accept(
            receipt_no=f"赫政务受〔2023〕{self.number}号" if receipt else "",
            item=self.item.name,
            unit=self.unit.name,
            window=self.counter,
            channel=CHANNELS[self.front],
            sealed_voucher=receipt,
            matter=self.item.matter,
            statutory_days=self.item.statutory,
            promised_days=promised or self.item.promised,
        )
        who = self.clerk if self.front is Origin.ONLINE else self.receiver
        self.tell(command, who, self.accepting)
        self.settle()

    def examine(self, days: float) -> None:
        """The steps between acceptance and decision, `days` in all.

        The office goes and looks where the item wants it, and the window follows it up; the
        review is always made in the hall (两集中、两到位).
        """
        if self.item.at_once:
            self.wait(days)
            return
        if self.item.on_site:
            self.look(max(0.1, days - 0.5))
            days = min(days, 0.5)
        self.review(days)

    def look(self, days: float, checkers: int = 2) -> None:
        """现场核查 by two of the unit's office (许可法 34), followed up by the window."""
        who = self.unit.staff(OFFICE, self.rng.randrange(OFFICERS))
        name = "现场核查"
        self.wait(0)
        self.tell(cmd.StartStep(step=name, unit=self.unit.name, by=who.id), who, Origin.DEPT_OFFICE)
        self.wait(0.02)
        self.tell(cmd.AssignFollowUp(staff=self.clerk.id), self.clerk, self.desk)
        self.follow(days)
        pair = self.rng.sample(range(OFFICERS), checkers)
        command = cmd.FinishStep(
            step=name,
            kind=StepKind.CHECK,
            unit=self.unit.name,
            by=who.id,
            outcome="通过",
            checkers=tuple(self.unit.staff(OFFICE, n).id for n in pair),
            note="现场情况与申报材料一致，已拍照存档。" if self.rng.random() < 0.3 else "",
        )
        self.tell(command, who, Origin.DEPT_OFFICE)

    def follow(self, days: float) -> None:
        """窗口跟踪督办 for so many days."""
        while days > LOOKED_AFTER:
            self.wait(LOOKED_AFTER)
            self.tell(cmd.LogFollowUp(staff=self.clerk.id), self.clerk, self.desk)
            days -= LOOKED_AFTER
        self.wait(days)

    def review(self, days: float, by: Actor | None = None, origin: Origin | None = None) -> None:
        """审核."""
        who, name = by or self.reviewer, "审核"
        self.wait(days)
        command = cmd.FinishStep(
            step=name, kind=StepKind.REVIEW, unit=self.unit.name, by=who.id, outcome="通过"
        )
        self.tell(command, who, origin or self.desk)

    def pause(self) -> None:
        """Time that does not count (许可法 45), told in writing, and no longer than told."""
        reason, basis, days = self.rng.choice(_LAWFUL_PAUSES)
        command = cmd.Pause(
            reason=reason,
            basis=f"《行政许可法》第四十五条（{basis}）",
            notice_no=f"赫政务停〔2023〕{self.number}号",
            days_told=days,
        )
        self.wait(0)
        self.tell(command, self.reviewer, self.desk)
        self.wait(days * self.rng.uniform(0.45, 0.85))
        self.tell(cmd.Resume(), self.reviewer, self.desk)

    def extend(self, **changed: Any) -> None:
        """延长期限 by the head of the organ, the applicant told why (许可法 42)."""
        command = cmd.Extend(
            days=10,
            approver=self.unit.staff(HEAD).id,
            approver_level="organ_head",
            reason="情况复杂，需进一步核实",
            told_at=self.now.astimezone(UTC),
        )
        self.tell(replace(command, **changed), self.chief, self.desk)

    def decide(
        self,
        result: Result = Result.GRANTED,
        *,
        at: datetime | None = None,
        by: Actor | None = None,
        origin: Origin | None = None,
        reason: str = "不符合法定条件",
        remedy: str = REMEDY,
    ) -> None:
        """作出决定; a refusal says why, and how to appeal (许可法 38)."""
        who = by or self.chief
        refused = result is Result.REFUSED
        number = f"赫{self.unit.short}决〔2023〕{self.number}号"
        command = cmd.Decide(
            result=result,
            decision_no=number,
            by=who.id,
            reason=reason if refused else "",
            remedy=remedy if refused else "",
        )
        self.wait(0)
        self.tell(command, who, origin or self.desk, at)
        if not refused:
            decided_at = at or self.now
            self.grant = Grant(
                decision_no=number, licence_no=self.licence_no, decided_at=decided_at
            )

    @property
    def licence_no(self) -> str:
        """The number of the licence, where the item is one."""
        if self.item.type is not ItemType.LICENCE:
            return ""
        return f"HS{self.unit.code}2023{self.number}"

    def seal(self, origin: Origin | None = None) -> None:
        """用印."""
        self.wait(0)
        self.tell(
            cmd.UseSeal(seal="行政审批专用章", by=self.clerk.id), self.clerk, origin or self.desk
        )

    def hand_over(self, days: float, kind: CloseKind | None = None) -> None:
        """颁发、送达 within so many days of the decision, then 办结."""
        licensed = kind is None and bool(self.licence_no)
        self.wait(days / 2)
        if licensed:
            self.issue()
        self.wait(days / 2)
        mode = self.rng.choice(("窗口领取", "窗口领取", "邮寄送达"))
        self.tell(cmd.Deliver(mode=mode), self.clerk, self.desk)
        self.close(kind or (CloseKind.LICENSED if licensed else CloseKind.DONE))

    def issue(self) -> None:
        """颁发许可证件."""
        self.tell(cmd.IssueLicence(licence_no=self.licence_no), self.clerk, self.desk)

    def close(self, kind: CloseKind) -> None:
        """办结."""
        self.wait(0)
        self.tell(cmd.Close(kind=kind), self.clerk, self.desk)

    def turn_down(
        self, reason: str = "申请事项依法不属于本机关职权范围", remedy: str = REMEDY
    ) -> None:
        """不予受理, and 办结."""
        self.tell(cmd.NotAccept(reason=reason, remedy=remedy), self.clerk, self.accepting)
        self.close(CloseKind.NOT_ACCEPTED)

    def correct(self, wrong: Act, happened_at: datetime, restated: cmd.Restating) -> None:
        """更正: an earlier act as it should have been written."""
        command = cmd.Correct(
            corrects="", happened_at=happened_at, restated=restated, reason="与纸质凭证核对后更正"
        )
        self.tell(command, self.clerk, self.desk, corrects=wrong.number)

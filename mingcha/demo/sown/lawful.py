"""What looks like misconduct and is none: the judges must keep silent about all of it."""

from collections.abc import Iterator

from domain import catalogue as cat
from domain.case import commands as cmd
from domain.case.events import PauseReason
from domain.decider import Origin
from mingcha.demo.district import Item
from mingcha.demo.documents import Document
from mingcha.demo.sowing import Plot, Scheme
from mingcha.demo.sown.double_track import at_office, paper
from mingcha.demo.sown.field import Field, quick, slow
from mingcha.demo.standing import FROM, in_the_hall, listed, standing_facts
from mingcha.demo.story import Story
from mingcha.demo.ways import begin, conclude, finish, plain, soon

APPROVER = "区人民政府常务会议"


def sow(field: Field) -> Iterator[Scheme]:
    """All of it."""
    for n in field.times(6):
        yield _exempted_intake(field, n)
        yield _exempted_entry(field, n)
        yield _exempted_seal(field, n)
        yield _exempted_exit(field, n)
        yield _long_pause(field)
        yield _valid_extension(field)
        yield _two_items(field)
        yield _one_after_another(field)
        yield _within_the_day(field)
        yield _withheld(field, n)
        yield _republished(field, n)


def _exempted(kind: cat.ExemptionKind, item: Item, n: int) -> cat.Exempted:
    return cat.Exempted(
        exemption=f"HS2023-{kind.value}-{n:02}",
        kind=kind,
        unit=item.unit.name,
        item=item.code,
        approver=APPROVER,
        approver_level=cat.ApproverLevel.GOVERNMENT,
        document=f"赫政函〔2022〕{60 + n}号",
        reason="须在专用场所办理",
        in_force_from=FROM,
    )


def _exempted_intake(field: Field, n: int) -> Scheme:
    """Taken in at the office and at the window in one month, by leave of the government."""
    item, day = field.special(), field.early()
    exempted = _exempted(cat.ExemptionKind.OFFHALL, item, n)
    office = Plot(day, item, at_office, Origin.DEPT_OFFICE)
    hall = Plot(day, item, plain, Origin.HALL_WINDOW)
    return Scheme(plots=[office, hall], acts=standing_facts([*in_the_hall(item), exempted]))


def _exempted_entry(field: Field, n: int) -> Scheme:
    item = field.special()
    planned = cat.ItemEntryPlanned(item=item.code, due=FROM)
    exempted = _exempted(cat.ExemptionKind.ENTRY, item, n)
    return Scheme(acts=standing_facts([listed(item), planned, exempted]))


def _exempted_exit(field: Field, n: int) -> Scheme:
    item, day = field.special(), field.day()
    left = cat.ItemExited(item=item.code, on=day, document=f"赫政函〔2022〕{60 + n}号")
    kinds = (cat.ExemptionKind.EXIT, cat.ExemptionKind.ENTRY)
    exempted = [_exempted(kind, item, 20 + n) for kind in kinds]
    return Scheme(acts=standing_facts([*in_the_hall(item), *exempted, left]))


def _exempted_seal(field: Field, n: int) -> Scheme:
    """Decided at the window, sealed at the office by leave of the government."""
    item = field.special(at_window=True)

    def tell(story: Story) -> None:
        begin(story)
        story.examine(story.pace())
        story.decide()
        story.seal(Origin.DEPT_OFFICE)
        story.hand_over(soon(story))

    exempted = _exempted(cat.ExemptionKind.SEAL, item, n)
    plot = Plot(field.day(), item, tell, Origin.HALL_WINDOW)
    return Scheme(plots=[plot], acts=standing_facts([*in_the_hall(item), exempted]))


def _long_pause(field: Field) -> Scheme:
    """An expert review of eight weeks, told in writing beforehand."""

    def tell(story: Story) -> None:
        begin(story)
        story.wait(1)
        pause = cmd.Pause(
            reason=PauseReason.EXPERT_REVIEW,
            basis="《行政许可法》第四十五条（专家评审）",
            notice_no=f"赫政务停〔2023〕{story.number}号",
            days_told=45,
        )
        story.tell(pause, story.reviewer, story.desk)
        story.wait(40)
        story.tell(cmd.Resume(), story.reviewer, story.desk)
        finish(story, 1)

    return Scheme(plots=[Plot(field.day(), field.item(slow), tell, Origin.HALL_WINDOW)])


def _valid_extension(field: Field) -> Scheme:
    """Told in time why, by the head of the organ; decided within the promise after all."""

    def tell(story: Story) -> None:
        begin(story)
        story.wait(0.5 * story.item.promised)
        story.extend(days=5)
        story.review(0.2 * story.item.promised)
        conclude(story)

    return Scheme(plots=[Plot(field.day(), field.item(slow), tell, Origin.HALL_WINDOW)])


def _two_items(field: Field) -> Scheme:
    """One applicant, two items, the same days."""
    one = field.item(paper)
    other = field.item(lambda i: paper(i) and i.persons == one.persons and i.name != one.name)
    person, day = field.person(one), field.day()
    return Scheme(plots=[Plot(day, item, plain, None, person) for item in (one, other)])


def _one_after_another(field: Field) -> Scheme:
    """One applicant, one item, the second time when the first is long over."""
    item = field.item(quick)
    person, day = field.person(item), field.day((1, 5), (5, 31))
    days = (day, field.after(day, 60))
    return Scheme(plots=[Plot(each, item, plain, None, person) for each in days])


def _within_the_day(field: Field) -> Scheme:
    """Received, reviewed, decided and handed over within hours, all of it in the hall."""

    def tell(story: Story) -> None:
        begin(story)
        story.review(0.05)
        story.decide()
        story.seal()
        story.hand_over(0.05)

    return Scheme(plots=[Plot(field.day(), field.item(quick), tell, None, hour=0.2)])


def _withheld(field: Field, n: int) -> Scheme:
    """Not published, by a decision that says on what ground."""
    unit, day = field.department(), field.day()
    document = Document(f"HS2023-B-{n}", unit, f"{unit.full_name}内部会议纪要（{n}）")
    document.draft(day)
    document.withhold(field.after(day, 5), "《政府信息公开条例》第十六条（内部事务信息）")
    return Scheme(acts=document.acts)


def _republished(field: Field, n: int) -> Scheme:
    """Coordinated, published, changed, reviewed and published again, each in good time."""
    unit, day = field.department(), field.day()
    document = Document(f"HS2023-G-{n}", unit, f"{unit.full_name}便民措施清单（{n}）")
    sources = ("区财政局",)
    document.draft(day, sources=sources)
    document.coordinate(field.after(day, 1), sources, sources)
    document.review(field.after(day, 2))
    document.publish(field.after(day, 3), "便民服务")
    new = document.change(field.after(day, 30))
    document.review(field.after(day, 32), of=new)
    document.publish(field.after(day, 33), "便民服务", of=new)
    return Scheme(acts=document.acts)

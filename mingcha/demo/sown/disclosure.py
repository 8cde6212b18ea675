"""主动公开: late, missing, unreviewed, changed after the review, uncoordinated, leaking."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from mingcha.demo.codes import digest
from mingcha.demo.documents import Document
from mingcha.demo.people import resident
from mingcha.demo.sowing import Scheme, Sown
from mingcha.demo.sown.field import Field

COLUMN = "政策文件"
_TITLES = (
    "关于进一步优化服务流程的通知", "关于开展专项检查情况的通报", "惠民补贴发放情况公示",
    "项目建设进展公告", "关于公布办事服务指南的通知", "公开招聘工作人员公告",
    "安全生产工作情况通报", "政府采购意向公告",
)  # fmt: skip
Signs = Sequence[tuple[str, tuple[str, ...]]]
Faulty = Callable[[Field, Document], Signs]
_YEARLY, _LASTING = ("budget", "accounts"), ("functions", "services")


def sow(field: Field) -> Iterator[Scheme]:
    """All of the family."""
    for n in field.times():
        for fault in _FAULTS:
            yield _document(field, fault, f"{fault.__name__.strip('_')}-{n}")
    for n in field.times(8, 4):
        yield _missing(field, (*_YEARLY, *_LASTING)[n % 4])


def _document(field: Field, fault: Faulty, name: str) -> Scheme:
    unit = field.department()
    title = f"{unit.full_name}{field.rng.choice(_TITLES)}（{name}）"
    document = Document(f"HS2023-W-{name}", unit, title)
    signs = fault(field, document)
    return Scheme(
        acts=document.acts,
        answers=lambda _: [
            Sown(
                code=code,
                candidate=document.stream,
                place=f"{unit.name}，《{title}》",
                about=about,
            )
            for code, about in signs
        ],
    )


def _late(field: Field, document: Document) -> Signs:
    day = field.day()
    document.draft(day)
    document.review(field.after(day, 3))
    document.publish(field.after(day, field.rng.randint(21, 40)), COLUMN)
    return (("DISC_LATE", (day.isoformat(),)),)


def _unreviewed(field: Field, document: Document) -> Signs:
    day = field.day()
    document.draft(day)
    document.publish(field.after(day, 2), COLUMN)
    return (("DISC_NO_SECRECY_REVIEW", (document.digest,)),)


def _reviewed_by_author(
    field: Field, document: Document
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    day = field.day()
    document.draft(day)
    document.review(field.after(day, 1), by=document.author)
    document.publish(field.after(day, 2), COLUMN)
    return (("DISC_NO_SECRECY_REVIEW", (document.digest,)),)


def _changed(field: Field, document: Document) -> Signs:
    """What was published is not what was reviewed, so its own text was never reviewed either."""
    day = field.day()
    document.draft(day)
    document.review(field.after(day, 1))
    other = digest(document.title + "（改）")
    document.publish(field.after(day, 3), COLUMN, of=other)
    return (("DISC_CHANGED_AFTER_REVIEW", (other,)), ("DISC_NO_SECRECY_REVIEW", (other,)))


def _alone(field: Field, document: Document) -> Signs:
    """Two units were asked, one answered."""
    day = field.day()
    sources = ("区财政局", "区审计局")
    document.draft(day, sources=sources)
    document.coordinate(field.after(day, 1), sources, sources[:1])
    document.review(field.after(day, 2))
    document.publish(field.after(day, 3), COLUMN)
    return (("DISC_UNCOORDINATED", (document.digest,)),)


def _leaking(field: Field, document: Document) -> Signs:
    """The list of those who receive something shows their numbers in full."""
    day = field.day()
    people = [resident(Random(f"{document.name}:{n}")) for n in range(3)]
    rows = "；".join(f"{person.name} {person.id_number}" for person in people)
    document.draft(day)
    document.review(field.after(day, 1))
    document.publish(field.after(day, 2), COLUMN, text=f"{document.title}。名单：{rows}")
    return (("DISC_PII_LEAK", (document.digest,)),)


def _missing(field: Field, category: str) -> Scheme:
    """A unit publishes nothing of a mandatory class."""
    while ((unit := field.department()).name, category) in field.withheld:
        pass
    field.withheld.add((unit.name, category))
    sign = Sown(
        code="DISC_MISSING",
        candidate=f"class:{unit.name}|{category}",
        place=f"{unit.name}，{category}",
        about=("2023",) if category in _YEARLY else (),
    )
    return Scheme(answers=lambda _: [sign])


_FAULTS: tuple[Faulty, ...] = (
    _late,
    _unreviewed,
    _reviewed_by_author,
    _changed,
    _alone,
    _leaking,
)

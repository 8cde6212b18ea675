"""DISC_LATE 主动公开超期: what was formed or changed is public within twenty working days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.calendar import CalendarError
from domain.disclosure.events import Changed, Drafted, Published, Withheld
from domain.lateness import lawful_until
from domain.organisation import UnitKind
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import END, Noted
from projections.documentfile import DocumentFile
from projections.judge import Judge
from projections.judges import words
from projections.judges.disclosure_publication import title

CODE = "DISC_LATE"
LIMIT = "publish_working_days"
# From this day on public enterprises follow the rules of their sector (公开条例 55).
ENTERPRISES_APART = date(2019, 5, 15)


class Text(NamedTuple):
    """A text owed to the public: the day it was formed or changed, its digest, by which event."""

    day: date
    digest: str
    noted: Noted


class Term(NamedTuple):
    """How long it may take from a day on: so many working days, lawful until 24:00 of `due`.

    `late_at` is the first late instant. With a `doubt` it cannot be told, or is provisional.
    """

    days: int = 0
    due: date = date.max
    late_at: datetime = END
    doubt: str = ""

    @property
    def text(self) -> str:
        """应在20个工作日内公开，至2016年5月30日24时止."""
        return f"应在{self.days}个工作日内公开，至{words.day(self.due)}24时止"


def judge(file: DocumentFile, world: World) -> Iterator[Verdict]:
    """One verdict for each day on which the information was formed or changed."""
    texts = sorted(_texts(file), key=lambda text: (text.day, text.noted.at, text.noted.position))
    published = file.all(Published)
    if not texts and published:
        yield Verdict(
            code=CODE,
            decision=Decision.UNDETERMINED,
            since=published[0].at,
            explanation=f"{title(file)}没有拟制记录，形成日期不明，不能判定是否按期公开。",
            positions=(published[0].position,),
        )
    by_day = {text.day: text for text in texts}
    for day, text in by_day.items():
        done = next((p for p in published if _fulfils(file, p, day, texts)), None)
        verdict = _verdict(file, text, done, world)
        if verdict is not None:
            yield verdict


def term(world: World, unit: str, on: date) -> Term | None:
    """The term to publish what a unit forms on a day; None where no law asks for it."""
    registered = world.unit(unit, on)
    kind = registered.kind if registered else None
    if kind is UnitKind.INTERMEDIARY:
        return None
    if on >= ENTERPRISES_APART and kind is None:
        return Term(doubt=f"单位“{unit}”没有登记类别，不能确定适用的公开期限")
    if on >= ENTERPRISES_APART and kind is UnitKind.PUBLIC_ENTERPRISE:
        return Term(
            doubt="2019年5月15日起公共企事业单位的信息公开依有关主管部门的规定"
            "（《政府信息公开条例》第五十五条），没有载入其期限"
        )
    return counted(world, on)


def counted(world: World, on: date) -> Term | None:
    """The term of the text in force on a day (公开条例 2007: 18, 2019: 26)."""
    book = world.book
    days = book.limit(LIMIT, on)
    if days is None:
        # Before the first text in force nothing was owed.
        known = book.limit(LIMIT, date.max) is not None
        return None if known else Term(doubt="没有载入主动公开的期限（publish_working_days）")
    if book.calendar is None:
        return Term(doubt="没有载入放假安排，不能计算工作日")
    try:
        deadline = book.calendar.add_working_days(on, days)
        late_at = lawful_until(deadline.due, world.zone)
    except (CalendarError, OverflowError):
        return Term(doubt=f"放假安排不及{words.day(on)}起算的期限")
    doubt = "期限所在年度的放假安排尚未公布，期限为暂定" if deadline.provisional else ""
    return Term(days, deadline.due, late_at, doubt)


def withheld_by(file: DocumentFile, at: datetime | None) -> Noted | None:
    """The first decision with a basis not to publish it, up to a time."""
    found = (w for w in file.all(Withheld) if w.event.basis.strip())
    return next((w for w in found if at is None or w.at <= at), None)


def _texts(file: DocumentFile) -> Iterator[Text]:
    for noted in file.all(Drafted, Changed):
        event: Drafted | Changed = noted.event
        day = event.formed_on if isinstance(event, Drafted) else event.changed_on
        yield Text(day, event.digest, noted)


def _fulfils(file: DocumentFile, published: Noted, day: date, texts: Sequence[Text]) -> bool:
    """Whether a publication shows the text of a day or a later one; one of which no draft is
    known shows what there was on its own day.
    """
    digest = published.event.digest
    of_digest = [text.day for text in texts if digest and text.digest == digest]
    return max(of_digest, default=file.day(published.at)) >= day


def _verdict(file: DocumentFile, text: Text, done: Noted | None, world: World) -> Verdict | None:
    owed = term(world, file.slots["unit"], text.day)
    if owed is None:
        return None
    withheld = withheld_by(file, done.at if done else None)
    if withheld is not None:
        why = f"已依据{withheld.event.basis}决定不予公开（{words.entry(withheld.position)}）"
        return _said(Decision.OK, file, text, withheld.at, why, withheld)
    if not owed.days:
        return _said(Decision.UNDETERMINED, file, text, text.noted.at, owed.doubt, done)
    if done is not None and done.at < owed.late_at:
        return _said(Decision.OK, file, text, done.at, f"{owed.text}，已按期公开", done)
    basis = words.grounds(world, CODE, text.day)
    if owed.doubt:
        why = f"{owed.text}；{owed.doubt}{basis}"
        return _said(Decision.UNDETERMINED, file, text, owed.late_at, why, done)
    why = f"{owed.text}，{_came(file, done, owed.due, world)}{basis}"
    return _said(Decision.VIOLATION, file, text, owed.late_at, why, done)


def _came(file: DocumentFile, done: Noted | None, due: date, world: World) -> str:
    if done is None:
        return "期满未见公开记录，疑似主动公开超期"
    calendar = world.book.calendar
    over = calendar.working_days_between(due, file.day(done.at)) if calendar else 0
    excess = f"超{over}个工作日" if over else "期满后均为休息日，不足1个工作日"
    moment = words.moment(done.at, file.zone)
    return f"实际于{moment}公开（{words.entry(done.position)}），{excess}，疑似主动公开超期"


def _said(
    decision: Decision,
    file: DocumentFile,
    text: Text,
    since: datetime,
    why: str,
    done: Noted | None,
) -> Verdict:
    word = "形成" if isinstance(text.noted.event, Drafted) else "变更"
    return Verdict(
        code=CODE,
        decision=decision,
        since=since,
        explanation=f"{title(file)}于{words.day(text.day)}{word}"
        f"（{words.entry(text.noted.position)}）；{why}。",
        about=(text.day.isoformat(),),
        positions=(text.noted.position, *([done.position] if done else ())),
    )


JUDGES = (Judge((CODE,), judge),)

"""A clock as a small calendar: counted days filled, the others hatched with their reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from domain.calendar import DAY
from domain.explain import Day, Standing
from domain.labels import label
from web.formats import zh_date
from web.templating import text as _

COUNTS = (Standing.COUNTED, Standing.MAKEUP)
CLASSES = {
    Standing.START: "in",
    Standing.COUNTED: "in counted",
    Standing.MAKEUP: "in counted",
    Standing.WEEKEND: "in off",
    Standing.HOLIDAY: "in off",
    Standing.EXCLUDED: "in excluded",
    Standing.ROLLED: "in off",
}
TAGS = {
    Standing.START: _("起"),
    Standing.MAKEUP: _("班"),
    Standing.HOLIDAY: _("休"),
    Standing.EXCLUDED: _("停"),
    Standing.ROLLED: _("顺"),
}
# A case that is years late would fill pages with days that all say the same.
SHOWN_AFTER_DUE = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of one character in a cell: its sense and how strongly it is printed."""

    word: str
    sense: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: its number if it counts, its tags, and all of it in words."""

    date: date
    classes: str = ""
    number: int = 0
    tags: tuple[Tag, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks from Monday; None where the week reaches into another month."""

    title: str
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked beside the counting: the deadline, the end or today, other deadlines.

    `reasons` puts names to the codes of time that does not count.
    """

    due: date
    end: date
    ended: bool
    others: Mapping[date, Tag] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def months(days: Sequence[Day], start: date, marks: Marks) -> tuple[Month, ...]:
    """The months from the start to the deadline, or to the end where that is later."""
    known = {day.date: day for day in days}
    first = min([start, marks.due])
    last = max(start, marks.due, min(marks.end, marks.due + SHOWN_AFTER_DUE), *marks.others)
    every = [first + n * DAY for n in range((last - first).days + 1)]
    cells = {day: _cell(day, known.get(day), marks) for day in every}
    return tuple(
        _month(year, month, cells)
        for (year, month), _group in groupby(every, key=lambda day: (day.year, day.month))
    )


def is_cut(marks: Marks) -> bool:
    """Whether the calendar stops before the end that it would have to show."""
    return marks.end > marks.due + SHOWN_AFTER_DUE


def _month(year: int, month: int, cells: Mapping[date, Cell]) -> Month:
    day = date(year, month, 1)
    line: list[Cell | None] = [None] * day.weekday()
    weeks = []
    while day.month == month:
        line.append(cells.get(day) or Cell(day))
        if len(line) == 7:
            weeks.append(tuple(line))
            line = []
        day += DAY
    if line:
        weeks.append(tuple(line + [None] * (7 - len(line))))
    kept = [week for week in weeks if any(cell and cell.words for cell in week)]
    return Month(f"{year}年{month}月", tuple(kept))


def _cell(day: date, known: Day | None, marks: Marks) -> Cell:
    late = day > marks.due and day <= marks.end
    classes = CLASSES[known.standing] if known else "in past-due" if late else "in"
    tags = _tags(day, known, marks)
    words = [zh_date(day)]
    if known:
        words.append(_standing(known, marks.reasons))
    elif late:
        words.append(_("期限已过"))
    return Cell(
        date=day,
        classes=classes + (" due" if day == marks.due else ""),
        number=known.number if known else 0,
        tags=tags,
        words="，".join(words + [tag.sense for tag in tags if tag.weight or not known]),
    )


def _standing(day: Day, reasons: Mapping[str, str]) -> str:
    if day.number:
        counted = f"第{day.number}日"
        return f"{label(day.standing).zh}，{counted}" if day.name else f"计入，{counted}"
    name = reasons.get(day.name, day.name)
    words = label(day.standing).zh + (f"（{name}）" if name else "")
    return words if day.published else f"{words}，放假安排尚未公布"


def _tags(day: date, known: Day | None, marks: Marks) -> tuple[Tag, ...]:
    found = []
    if day == marks.due:
        found.append(Tag(_("限"), _("期限届满之日"), "strong"))
    if day in marks.others:
        found.append(marks.others[day])
    if day == marks.end:
        late = "red" if marks.end > marks.due else "strong"
        found.append(
            Tag(_("结"), _("计时终了"), late) if marks.ended else Tag(_("今"), _("截至日"), late)
        )
    if known and known.standing in TAGS:
        found.append(Tag(TAGS[known.standing], label(known.standing).zh))
    return tuple(found[:2])

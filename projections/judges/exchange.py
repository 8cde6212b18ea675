"""What a department wrote down itself, against the hall's cases 双系统未交换, 体外循环."""

# The hall has some working days to know of it (exchange_working_days). A certificate that it then
# has no case of was handled past it; where its case is there but knows of no decision, the two
# systems have not exchanged. While a feed of the hall is silent nothing can be said.

from datetime import date, datetime
from typing import NamedTuple

from domain.calendar import CalendarError
from domain.catalogue import ExemptionKind
from domain.feed import Register
from domain.lateness import lawful_until
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.fold import Row
from projections.judges import words
from projections.judges.presence import Hall, presence
from projections.silence import silent

SHADOW, UNEXCHANGED = "DT_SHADOW_DECISION", "DT_UNEXCHANGED"
LIMIT = "exchange_working_days"


class Window(NamedTuple):
    """Until when the hall is to know of it, and which of its feeds may still bring it; `missing`
    says why nobody can tell.
    """

    due: date | None
    until: datetime | None
    waits: tuple[str, ...]
    missing: str


class Kept(NamedTuple):
    """What a department wrote down: where, when, its number there, and how it is told."""

    slots: Row
    on: date
    at: datetime
    position: int
    about: tuple[str, ...]
    text: str


def judged(
    code: str,
    kept: Kept,
    ending: str,
    world: World,
    more: tuple[int, ...] = (),
    decision: Decision = Decision.VIOLATION,
) -> Verdict:
    """What the hall does not know of: a sign only where the item was handled in the hall."""
    found = presence(kept.slots, world, kept.on, ExemptionKind.OFFHALL)
    positions = (*found.positions, *more)
    if found.hall in (Hall.OUT, Hall.EXEMPT):
        return verdict(code, Decision.OK, kept, kept.at, f"{found.text}。", positions)
    window = window_of(world, kept)
    missing = f"{found.text}，不能判定。" if found.hall is Hall.UNKNOWN else window.missing
    if missing or window.until is None or window.due is None:
        return verdict(code, Decision.UNDETERMINED, kept, kept.at, missing, positions)
    text = f"{found.text}。至{words.day(window.due)}，"
    if window.waits:
        ending = f"大厅数据源{words.joined(window.waits)}尚无消息，不能判定。"
        decision = Decision.UNDETERMINED
    return verdict(code, decision, kept, window.until, text + ending, positions, waits=window.waits)


def window_of(world: World, kept: Kept) -> Window:
    """When the hall is to know of it."""
    days = world.book.limit(LIMIT, kept.on)
    calendar = world.book.calendar
    if days is None or calendar is None:
        lacks = f"阈值 {LIMIT}" if days is None else "工作日日历"
        return Window(None, None, (), f"没有公布{lacks}，不能判定。")
    try:
        due = calendar.add_working_days(kept.on, days).due
    except CalendarError:
        return Window(None, None, (), f"日历不含{words.day(kept.on)}，不能判定。")
    feeds = world.feeds(Register.HALL, kept.slots["unit"], due)
    waits = sorted({each.source for each in feeds if silent(world, each.source, due)})
    return Window(due, lawful_until(due, world.zone), tuple(waits), "")


def verdict(
    code: str,
    decision: Decision,
    kept: Kept,
    since: datetime,
    ending: str,
    positions: tuple[int, ...] = (),
    waits: tuple[str, ...] = (),
) -> Verdict:
    """A verdict about what a department wrote down."""
    return Verdict(
        code=code,
        decision=decision,
        since=max(since, kept.at),
        explanation=f"{kept.text}。{ending}",
        about=kept.about,
        positions=(kept.position, *positions),
        waits=waits,
        dims={name: kept.slots[name] for name in ("unit", "item") if kept.slots[name]},
    )

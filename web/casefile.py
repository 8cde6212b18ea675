"""One case for its page: the clock that matters now, what it says in words, the others beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.cards import Card, CardTimes, card_at
from domain.case.events import PauseReason
from domain.case.timing import Running
from domain.clocks import Basis
from domain.explain import Standing
from domain.labels import clock_label, label
from domain.lateness import Unit
from projections.case_answer import CaseAnswer, ClockAnswer
from web.formats import local_day
from web.months import Marks, Month, Tag, is_cut, months
from web.standing import Shown
from web.templating import text as _

TERMS = ("LIC.DECIDE", "HN.", "SRC.GIVEN")
REASONS = {reason.value: label(reason).zh for reason in PauseReason}


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock in words, with its calendar. `left` are counted days to come, 0 once it ended."""

    name: str
    basis: str
    article: str
    term: str
    started_on: date
    due: date
    due_at: datetime | None
    not_counted: str
    ended_at: datetime | None
    left: int
    state: Shown
    late: tuple[str, ...]
    card_late: tuple[str, ...]
    provisional: bool
    months: tuple[Month, ...]
    cut: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card, the instant it falls due, and whether it was reached."""

    name: str
    at: datetime
    state: Shown


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the page of a case shows of its clocks; `main` is None where none ran."""

    main: ClockShown | None
    others: tuple[ClockShown, ...]
    cards: tuple[CardShown, ...]
    card_late: tuple[str, ...]


def case_file(answer: CaseAnswer, zone: str) -> CaseFile:
    """The clocks of a case: the one that matters now first."""
    ordered = sorted(answer.clocks, key=lambda clock: _weight(clock.running))
    shown = [_shown(clock, answer, zone) for clock in ordered]
    return CaseFile(
        main=shown[0] if shown else None,
        others=tuple(shown[1:]),
        cards=_cards(answer.cards, answer, ordered),
        card_late=tuple(words for one in shown for words in one.card_late),
    )


def _weight(running: Running) -> tuple[bool, bool, bool, date]:
    """What runs before what ended, the term to decide before other clocks, law before promise."""
    clock = running.clock
    return (
        running.ended_at is not None,
        not clock.clock.startswith(TERMS),
        clock.basis is Basis.PROMISED,
        clock.due,
    )


def _shown(answer: ClockAnswer, case: CaseAnswer, zone: str) -> ClockShown:
    running, clock = answer.running, answer.running.clock
    end = local_day(running.ended_at or case.as_of, zone)
    left = sum(1 for day in answer.days if day.number and day.date > end)
    marks = Marks(
        due=clock.due,
        end=end,
        ended=running.ended_at is not None,
        others=_other_dues(answer, case.clocks),
        reasons=REASONS,
    )
    # Reasons come by law first, then by card; the two are never told in one breath.
    by_law = 1 if end > clock.due else 0
    unit = label(clock.unit).zh
    lost = sum(1 for day in answer.days if day.standing is Standing.EXCLUDED)
    return ClockShown(
        name=clock_label(clock.clock).zh + (f"：{running.step}" if running.step else ""),
        basis=label(clock.basis).zh,
        article=clock.article,
        term=_term(running, unit),
        started_on=clock.started_on,
        due=clock.due,
        due_at=clock.due_at,
        not_counted=f"{clock.not_counted}个{unit}（{lost}日）" if lost else "",
        ended_at=running.ended_at,
        left=left if running.ended_at is None else 0,
        state=_state(running, end, left, unit),
        late=answer.late[:by_law],
        card_late=answer.late[by_law:],
        provisional=clock.provisional,
        months=months(answer.days, clock.started_on, marks),
        cut=is_cut(marks),
        counted=bool(answer.days),
    )


def _term(running: Running, unit: str) -> str:
    clock = running.clock
    if clock.unit is Unit.GIVEN:
        return _("来源给出")
    words = f"{clock.length}{_measure(unit)}"
    return words + (f"，延长{clock.extended}{_measure(unit)}" if clock.extended else "")


def _measure(unit: str) -> str:
    return f"个{unit}" if unit == label(Unit.WORKING).zh else unit


def _state(running: Running, end: date, left: int, unit: str) -> Shown:
    late = end > running.clock.due
    if late:
        promised = running.clock.basis is Basis.PROMISED
        return Shown(_("超承诺时限") if promised else _("超期"), "warn" if promised else "bad")
    if running.ended_at is not None:
        return Shown(_("在期限内"), "good")
    if end == running.clock.due:
        return Shown(_("今日到期"), "warn")
    if running.clock.unit is Unit.GIVEN:
        return Shown(f"还有{(running.clock.due - end).days}日")
    return Shown(f"还有{left}{_measure(unit)}")


def _other_dues(mine: ClockAnswer, all_clocks: Sequence[ClockAnswer]) -> dict[date, Tag]:
    """The deadlines of the clocks that the same event started, as tags in this one's calendar."""
    found = {}
    for other in all_clocks:
        clock = other.running.clock
        if other is mine or other.running.started_by != mine.running.started_by:
            continue
        if clock.basis is Basis.PROMISED:
            found[clock.due] = Tag(_("诺"), _("承诺时限届满之日"), "strong")
        else:
            found[clock.due] = Tag(_("法"), _("法定时限届满之日"), "strong")
    return found


def _cards(
    times: CardTimes | None, answer: CaseAnswer, clocks: Sequence[ClockAnswer]
) -> tuple[CardShown, ...]:
    if times is None:
        return ()
    term = next((c.running for c in clocks if c.running.clock.clock.startswith(TERMS)), None)
    ended = term.ended_at if term else answer.row["closed_at"]
    given = card_at(times, ended or answer.as_of, ended)
    dues = ((Card.WARNING, times.warn_at), (Card.YELLOW, times.yellow_at), (Card.RED, times.red_at))
    return tuple(
        CardShown(label(card).zh, at, _card_state(card, card is given, ended or answer.as_of, at))
        for card, at in dues
        if at is not None
    )


def _card_state(card: Card, given: bool, end: datetime, at: datetime) -> Shown:
    if end < at:
        return Shown(_("未到"))
    word = _("现为此牌") if given else _("已过此时点")
    return Shown(word, "bad" if card is Card.RED else "warn") if given else Shown(word)

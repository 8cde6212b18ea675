"""Cards against a recomputation: what ought to stand by the cases and rules, and what does."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from domain.card_acts import Act, State, act_id, kind_of, matter_of
from ledger.canonical import instant
from projections import issued
from projections.card_desk import Desk, by_now, by_stream
from projections.fold import Row
from projections.read import Views
from projections.rounds import Round, last_round
from projections.when import When

NAMED = 20


@dataclass(slots=True)
class Checked:
    """How many cards ought to stand, how many do, and what is wrong.

    `waiting` are due since the steward's last round, or by what was recorded since: no fault.
    """

    expected: int = 0
    found: int = 0
    missing: int = 0
    extra: int = 0
    doubled: int = 0
    waiting: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, fault: str, acts: Collection[Act]) -> int:
        """Name the first of these faults; how many there are."""
        for act in acts:
            if len(self.faults) < NAMED:
                what = f"{kind_of(act)} ({matter_of(act)}) of {act.case}"
                self.faults.append(f"{fault}: {what}, due {instant(act.due_at)}")
        return len(acts)


def check_cards(views: Views, present: datetime | None = None) -> Checked:
    """Whether the cards are those that the steward's last round ought to have left.

    The present is now, in a simulated log the time of its last entry. What was recorded since
    that round counts for the cards as well: they may follow it already.
    """
    views.catch_up()
    with views.desk() as (desk, _):
        done = last_round(desk.connection)
    views.catch_up()  # the cards of that round are in the log; only now they are surely in the view
    found = Checked()
    with views.desk() as (desk, moment), _then(views, done) as then:
        present = present or moment.known_at
        present = max(present, done.present) if done else present
        for streams in desk.portions():
            now = _expected(desk, streams, present)
            owed = _expected(then, streams, done.present) if then and done else {}
            for case, cards in _cards(desk, streams).items():
                _check(found, now.get(case, {}), owed.get(case, {}), cards)
    return found


@contextmanager
def _then(views: Views, done: Round | None) -> Iterator[Desk | None]:
    """The desk as the steward had it in its last round."""
    if done is None:
        yield None
        return
    with views.desk(When(known_at=done.position)) as (desk, _):
        yield desk


Acts = Mapping[str, Act]


def _expected(desk: Desk, streams: Collection[str], present: datetime) -> dict[str, Acts]:
    due = desk.due(streams)
    return {case: by_stream(desk.log, by_now(acts, present)) for case, acts in due.items()}


def _cards(desk: Desk, streams: Collection[str]) -> dict[str, Mapping[str, Row]]:
    """The cards of each case that is not frozen, those of none included."""
    given = desk.given(streams)
    return {
        case: {key: row for key, row in given.get(case, {}).items() if key not in desk.frozen}
        for case in streams
        if case not in desk.frozen
    }


def _check(found: Checked, now: Acts, owed: Acts, cards: Mapping[str, Row]) -> None:
    """One case: what ought to stand now, what ought to after the last round, what was given."""
    acts = {key: issued.act(row) for key, row in cards.items()}
    stands = {key for key, row in cards.items() if issued.state(row) is State.STANDING}
    absent = now.keys() - stands
    missing = [now[key] for key in sorted(absent & owed.keys())]
    extra = [acts[key] for key in sorted(stands - now.keys() - owed.keys())]
    given = Counter(act_id("", acts[key]) for key in cards)
    doubled = [
        act
        for key, act in acts.items()
        if given[act_id("", act)] > 1 or issued.times_given(cards[key]) > 1
    ]
    found.expected += len(now)
    found.found += len(stands)
    found.missing += found.count("missing", missing)
    found.extra += found.count("extra", extra)
    found.doubled += found.count("doubled", doubled)
    found.waiting += len(absent - owed.keys()) + len((stands & owed.keys()) - now.keys())

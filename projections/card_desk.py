"""What a steward looks at: cases with the cards they ought to have and those they were given."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from domain.card_acts import Act, State, act_id
from domain.log import Opened
from domain.reference import Rulebook
from domain.rules import CHAPTER as RULES
from ledger.envelope import stream_id
from projections import cases, issued, reference
from projections.casefile import CaseFile
from projections.dues import dues
from projections.fold import Row
from projections.freezing import frozen_keys
from projections.registry import builds, chosen
from projections.scene import Scene
from projections.snapshot import Behind, Snapshot
from projections.views import VIEWS
from projections.worlds import Worlds

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Desk:
    """Cases and cards at a position, and the rules they rest on; `opened` None without entry 1.

    Frozen cases are left alone: what is known of them is out of date.
    """

    connection: sa.Connection
    log: str
    position: int
    cases: Snapshot
    cards: Snapshot
    book: Rulebook
    opened: Opened | None
    frozen: Set[str]

    @property
    def zone(self) -> str:
        """The log's time zone."""
        return self.opened.time_zone if self.opened else "UTC"

    def portions(self) -> Iterator[list[str]]:
        """The keys of all cases in order, not too many at once."""
        after = ""
        keys = cases.TABLE.c.key
        query = sa.select(keys).where(self.cases.condition()).order_by(keys).limit(AT_ONCE)
        while found := list(self.connection.execute(query.where(keys > after)).scalars()):
            yield found
            after = found[-1]
        changed = sorted(self.cases.changed)
        for first in range(0, len(changed), AT_ONCE):
            yield changed[first : first + AT_ONCE]

    def due(self, streams: Collection[str]) -> dict[str, list[Act]]:
        """Every act that falls due for each of these cases, however far in the future."""
        rows = self.cases.among(self.connection, [s for s in streams if s not in self.frozen])
        return {
            stream: dues(CaseFile(stream, row, self.zone), self.book)
            for stream, row in sorted(rows.items())
        }

    def given(self, streams: Collection[str]) -> dict[str, dict[str, Row]]:
        """The cards that were given for each of these cases, by the stream of the card."""
        found: dict[str, dict[str, Row]] = defaultdict(dict)
        wanted = sa.bindparam(None, list(streams), type_=sa.ARRAY(sa.Text))
        named = issued.TABLE.c.case == sa.any_(wanted)
        stored = self.cards.rows(self.connection, named, order=(issued.TABLE.c.key,))
        for key, row in (*stored, *self.cards.changed.items()):
            case = issued.act(row).case
            if case in streams:
                found[case][key] = row
        return found


def by_stream(log: str, acts: Collection[Act]) -> dict[str, Act]:
    """Acts by the stream that each has, whoever gives it."""
    return {stream_id("card", act_id(log, act)): act for act in acts}


def by_now(acts: Collection[Act], present: datetime) -> list[Act]:
    """Those that ought to stand at a time."""
    return [act for act in acts if act.due_at <= present]


def standing(cards: Mapping[str, Row], present: datetime) -> dict[str, Row]:
    """Those cards that stand, of the ones that were due by a time."""
    return {
        key: row
        for key, row in cards.items()
        if issued.state(row) is State.STANDING and issued.act(row).due_at <= present
    }


def desk_of(scene: Scene, log: str) -> Desk:
    """The desk at the position of a question."""
    return Desk(
        scene.connection,
        log,
        scene.moment.position,
        scene.cases,
        scene.rows[issued.FOLD.name],
        scene.book,
        scene.log,
        scene.frozen,
    )


@dataclass(slots=True)
class Desks:
    """Opens desks at the position of the views. One thread at a time.

    Unlike a scene it knows the rules alone of the world, and makes a book anew only for them: a
    steward looks often, and the calendars of a book are dear.
    """

    connection: Callable[[], AbstractContextManager[sa.Connection]]
    log: str
    _build: int = 0
    _rules: int = 0
    _worlds: Worlds = field(default_factory=Worlds)

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """The desk as of the views' last batch; raises Behind before there is any."""
        with self.connection() as connection:
            build = chosen(builds(connection), VIEWS)
            if build is None:
                raise Behind("expected the views to be built, they are not; let them catch up")
            self._renew(connection, build.build)
            yield Desk(
                connection,
                self.log,
                build.position,
                Snapshot(cases.FOLD, build.build, None, {}),
                Snapshot(issued.FOLD, build.build, None, {}),
                self._worlds.world.book,
                self._worlds.opened,
                frozen_keys(connection, build.build),
            )

    def _renew(self, connection: sa.Connection, build: int) -> None:
        """Take in the rules that were published since; a book is made anew only for them."""
        if build != self._build:
            self._build, self._rules, self._worlds = build, 0, Worlds()
        rows = Snapshot(reference.FOLD, build, None, {})
        news = [row for _, row in rows.rows(connection, reference.TABLE.c.position > self._rules)]
        rules = [row for row in news if row["type"] in RULES.events or row["type"] == Opened.TYPE]
        if rules:
            self._worlds.after(rules, {})
        self._rules = max((row["position"] for row in news), default=self._rules)

"""The judges of a build: they know the world as of its position and write what they say."""

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from projections import feeds, reference, signs, store
from projections.fold import Row
from projections.folding import Versions
from projections.freezing import frozen_keys
from projections.judging import Changes, judge
from projections.library import Library
from projections.snapshot import Snapshot
from projections.viewset import ViewSet
from projections.worlds import Worlds, touched

Changed = Mapping[str, Mapping[str, Versions]]


class JudgesAtWork:
    """One build's judges. They remember the world, so each batch of a build is theirs in turn."""

    def __init__(self, views: ViewSet, build: int) -> None:
        self._views = views
        self._build = build
        self._worlds: Worlds | None = None

    def judge(
        self, connection: sa.Connection, changed: Changed, position: int, *, again: bool = False
    ) -> None:
        """Judge what a batch changed, whose rows are written, and write what is new of it.

        `again` where something was judged at this position before, which is forgotten.
        """
        if not self._views.dockets:
            return
        changes = self._changes(connection, changed)
        assert self._worlds is not None, "the changes of a batch make the world"
        library = Library(
            connection,
            self._rows(changed),
            self._views.filing,
            self._worlds.world,
            frozen=frozen_keys(connection, self._build),
        )
        said = dict(judge(library, self._views.dockets, changes))
        before = store.load(connection, signs.KEPT, self._build, said.keys())
        news = {key: row for key, row in said.items() if before.get(key, signs.EMPTY) != row}
        for key in news if again else ():
            store.forget(connection, signs.KEPT, self._build, key, position)
        store.write(connection, signs.KEPT, self._build, news, position)

    def _changes(self, connection: sa.Connection, changed: Changed) -> Changes:
        facts = [row for _, row in changed[reference.FOLD.name].values()]
        heard = {key: row for key, (_, row) in changed[feeds.FOLD.name].items()}
        if self._worlds is None:
            self._worlds = read_worlds(connection, self._rows({}))
        else:
            self._worlds.after(facts, heard)
        return Changes(
            rows=changed,
            touched=touched(facts, self._worlds.world),
            facts=bool(facts),
            heard=bool(heard),
            waiting=self._waiting(connection, heard),
        )

    def _waiting(
        self, connection: sa.Connection, heard: Collection[str]
    ) -> Mapping[str, Collection[str]]:
        """The candidates of each docket whose verdicts hang on a feed that was heard."""
        found: dict[str, set[str]] = defaultdict(set)
        if heard:
            rows = Snapshot(signs.KEPT, self._build, None, {})
            wanted = sa.bindparam(None, list(heard), type_=sa.ARRAY(sa.Text))
            for key, row in rows.rows(connection, signs.TABLE.c.waits.op("&&")(wanted)):
                found[row["docket"]].add(key.removeprefix(f"{row['docket']}:"))
        return found

    def _rows(self, changed: Changed) -> Mapping[str, Snapshot]:
        """The rows as they are now; what this batch changed need not be read again."""
        return {
            fold.name: Snapshot(
                fold,
                self._build,
                None,
                {key: row for key, (_, row) in changed.get(fold.name, {}).items()},
            )
            for fold in self._views.folds
        }


def read_worlds(connection: sa.Connection, rows: Mapping[str, Snapshot]) -> Worlds:
    """The world as the rows of `reference` and `feeds` have it."""
    worlds = Worlds()
    worlds.after(
        _all(connection, rows[reference.FOLD.name]).values(),
        _all(connection, rows[feeds.FOLD.name]),
    )
    return worlds


def _all(connection: sa.Connection, rows: Snapshot) -> dict[str, Row]:
    return dict(rows.changed) | dict(rows.rows(connection))

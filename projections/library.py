"""What is judged, at one position and time: files by key and by group, and the world."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.world import World
from projections.docket import Docket, Filing
from projections.fold import Row
from projections.group import Group
from projections.snapshot import Snapshot


class Library:
    """Opens each file once. With `as_of` only what had happened by then is in them.

    `frozen` rows stand still at an entry that could not be folded.
    """

    def __init__(
        self,
        connection: sa.Connection,
        rows: Mapping[str, Snapshot],
        filings: Mapping[str, Filing],
        world: World,
        as_of: datetime | None = None,
        frozen: Collection[str] = (),
    ) -> None:
        self.connection = connection
        self.rows = rows
        self.world = world
        self.filings = filings
        self.frozen = frozen
        self._as_of = as_of
        self._files: dict[tuple[str, str], Any] = {}
        self._changed: dict[str, Mapping[str, list[str]]] = {}
        self._groups: dict[tuple[str, str], Sequence[str]] = {}

    def files(self, view: str, keys: Collection[str]) -> dict[str, Any]:
        """The files of these rows; those without a row are left out."""
        found = self.rows[view].among(self.connection, keys)
        return self._filed(view, found.items())

    def in_groups(self, view: str, groups: Collection[str]) -> dict[str, Row]:
        """The rows that belong to any of these groups, by key."""
        if not groups:
            return {}
        at = self.rows[view]
        changed = self._changed_in(view)
        keys = dict.fromkeys(key for group in groups for key in changed.get(group, ()))
        found = {key: at.changed[key] for key in keys}
        return found | dict(at.in_groups(self.connection, groups))

    def groups_of(self, view: str, key: str, row: Row) -> Sequence[str]:
        """The groups of a row as it stands here, reckoned once."""
        if (view, key) not in self._groups:
            self._groups[view, key] = self.filings[view].fold.groups(row)
        return self._groups[view, key]

    def _changed_in(self, view: str) -> Mapping[str, list[str]]:
        """The keys of the changed rows of a view by the groups they belong to."""
        if view not in self._changed:
            index: dict[str, list[str]] = defaultdict(list)
            for key, row in self.rows[view].changed.items():
                for group in self.groups_of(view, key, row):
                    index[group].append(key)
            self._changed[view] = index
        return self._changed[view]

    def all_keys(self, view: str) -> list[str]:
        """The keys of every row."""
        return self.rows[view].keys(self.connection)

    def all_rows(self, view: str) -> Iterator[Row]:
        """Every row, one after another."""
        shown = self.rows[view]
        yield from shown.changed.values()
        for _, row in shown.rows(self.connection):
            yield row

    def groups(self, docket: Docket, keys: Collection[str]) -> dict[str, Group]:
        """The groups of a docket with these keys, whether or not they have members."""
        members: dict[str, dict[str, list[Any]]] = {key: {} for key in keys}
        wanted = {f"{docket.prefix}:{key}": key for key in keys}
        for view in docket.sources:
            part = self.filings[view].part
            rows = self.in_groups(view, wanted)
            for key, file in self._filed(view, rows.items()).items():
                for group in self.groups_of(view, key, rows[key]):
                    if group in wanted:
                        members[wanted[group]].setdefault(part, []).append(file)
        return {key: _group(key, parts) for key, parts in members.items()}

    def _filed(self, view: str, rows: Iterable[tuple[str, Row]]) -> dict[str, Any]:
        found = {}
        for key, row in rows:
            file = self._files.get((view, key)) or self._open(view, key, row)
            if file is not None:
                found[key] = file
        return found

    def _open(self, view: str, key: str, row: Row) -> Any:
        filing = self.filings[view]
        told = row if self._as_of is None else filing.until(row, self._as_of)
        if told is None:
            return None
        file = self._files[view, key] = filing.file(key, told, self.world.zone)
        return file


def _group(key: str, parts: Mapping[str, list[Any]]) -> Group:
    ordered = {
        part: tuple(sorted(files, key=lambda file: (file.slots["first_at"], file.stream)))
        for part, files in parts.items()
    }
    return Group(key, **ordered)

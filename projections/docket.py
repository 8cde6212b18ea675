"""Dockets: what there is to judge, where it comes from, and which judges it meets."""

# A candidate is one row of a view, or a group: rows name the groups they belong to, and a group is
# judged as a whole. Some groups are made by the world itself (an item, a unit, a feed), with or
# without rows. So a changed row says which candidates it concerns, and a changed fact of the
# world, through the items and units it names, which rows.

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.world import World
from projections.fold import Fold, Row
from projections.judge import Judge

KnownKeys = Callable[[World], Collection[str]]
Admits = Callable[[World, str], bool]
Dims = Callable[[World, str], Mapping[str, str]]


def nothing_known(world: World) -> Collection[str]:
    """The keys of a docket whose groups are made by rows alone."""
    return ()


def no_dims(world: World, key: str) -> Mapping[str, str]:
    """What the key of a group says of it, where its members say it better."""
    return {}


def admit_all(world: World, key: str) -> bool:
    """Whether a group may be judged at all."""
    return True


@dataclass(frozen=True, slots=True)
class Filing:
    """How the rows of a view become what judges read.

    `until(row, as_of)` is the row of what had happened by then, None if nothing had;
    `file(key, row, zone)` opens it; `part` is the field of Group that holds such files.
    """

    fold: Fold
    part: str
    until: Callable[[Row, datetime], Row | None]
    file: Callable[[str, Row, str], Any]


@dataclass(frozen=True, slots=True)
class Docket:
    """Candidates of one kind. A changed judge raises `version`.

    `view`: the candidates are its rows. Else `prefix` is what stands before the colon of the
    groups, whose members are rows of `sources`; `known(world)` are keys without rows, too,
    judged again after every fact, and with `hears` after news of a feed. Groups are judged only
    where `admits(world, key)`, and where a row names the same key under `opened_by`, if given:
    that keeps great groups unread in which nothing can be wrong. `dims(world, key)` is what the
    key says of unit, item, window, channel and person. A docket without sources is judged by its
    keys alone.
    """

    name: str
    version: int
    judges: tuple[Judge, ...]
    view: str = ""
    prefix: str = ""
    sources: tuple[str, ...] = ()
    opened_by: str = ""
    known: KnownKeys = nothing_known
    hears: bool = False
    admits: Admits = admit_all
    dims: Dims = no_dims

    def codes(self, world: World) -> frozenset[str]:
        """The codes of its judges that run under the rules of a world."""
        return frozenset(c for j in self.judges for c in j.codes if world.book.runs(c))

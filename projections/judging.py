"""Judging what a batch concerns: changed candidates, and those that a changed fact selects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from domain.verdict import Decision, Verdict
from domain.world import World
from projections import signs
from projections.docket import Docket
from projections.fold import Row
from projections.folding import Versions
from projections.group import Group
from projections.library import Library
from projections.signs import Candidate
from projections.worlds import EVERYTHING

AT_ONCE = 500
STANDS_STILL = "有一条记录无法整理，此后的记录暂未计入，不能判定。请到“审计”页查看原因。"
BROKEN = "检测程序出错（{error}），不能判定。请报告系统管理员。"
Grouped = Mapping[str, Collection[str]]
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch changed: rows by view and key (before, after); the groups that its facts
    touch; whether there were facts, and news of a feed; candidates that waited for a feed, by
    docket.
    """

    rows: Mapping[str, Mapping[str, Versions]]
    touched: frozenset[str] = frozenset()
    facts: bool = False
    heard: bool = False
    waiting: Mapping[str, Collection[str]] = field(default_factory=dict)


def judge(
    library: Library, dockets: Iterable[Docket], changes: Changes
) -> Iterator[tuple[str, Row]]:
    """The row of every candidate concerned; EMPTY where nothing is to be said of it.

    What comes depends on the rows and the world alone, never on what was judged before.
    """
    groups = {view: _groups_concerned(library, view, changes) for view in library.filings}
    for docket in dockets:
        codes = docket.codes(library.world)
        for keys in _portions(_concerned(library, docket, changes, groups)):
            yield from judge_keys(library, docket, codes, keys)


def judge_keys(
    library: Library,
    docket: Docket,
    codes: Set[str],
    keys: Sequence[str],
    *,
    every: bool = False,
) -> Iterator[tuple[str, Row]]:
    """The rows of these candidates of a docket; with `every` verdict, OK is told as well."""
    for key, candidate, file in _candidates(library, docket, keys):
        said: Iterable[Verdict] = ()
        if key in library.frozen:
            said = [_untold(code, STANDS_STILL) for code in sorted(codes)]
        elif file is not None:
            said = verdicts(docket, file, library.world, codes)
        yield key, signs.row_of(candidate, said, every=every) or signs.EMPTY


def verdicts(docket: Docket, file: Any, world: World, codes: Set[str]) -> Iterator[Verdict]:
    """What the judges of a docket say of one candidate, OK included."""
    for each in docket.judges:
        if codes.isdisjoint(each.codes):
            continue
        try:
            said = list(each.judge(file, world))
        except Exception as error:  # one candidate that no rule foresaw must not stop the others
            said = [_untold(code, BROKEN.format(error=repr(error))) for code in each.codes]
        yield from (one for one in said if one.code in codes)


def _untold(code: str, why: str) -> Verdict:
    return Verdict(code=code, decision=Decision.UNDETERMINED, since=BEGINNING, explanation=why)


def _concerned(
    library: Library, docket: Docket, changes: Changes, groups: Mapping[str, Grouped]
) -> set[str]:
    """The keys of the candidates of a docket that changes concern, without their prefix."""
    waiting = set(changes.waiting.get(docket.name, ()))
    if docket.view:
        return waiting | _rows_concerned(library, docket.view, changes)
    keys = waiting.union(*(groups[view].get(docket.prefix, ()) for view in docket.sources))
    if docket.opened_by:
        keys = _opened(library, docket, keys)
    if changes.facts or (changes.heard and docket.hears):
        keys |= set(docket.known(library.world))
    return {key for key in keys if docket.admits(library.world, key)}


def _rows_concerned(library: Library, view: str, changes: Changes) -> set[str]:
    if changes.touched == EVERYTHING:
        return set(library.all_keys(view))
    return {*changes.rows.get(view, ()), *library.in_groups(view, changes.touched)}


def _groups_concerned(library: Library, view: str, changes: Changes) -> Grouped:
    """The groups of changed rows, as they were and as they are, and of the rows touched: keys by
    prefix.
    """
    of = library.filings[view].fold.groups
    found: dict[str, set[str]] = defaultdict(set)
    for key, (before, row) in changes.rows.get(view, {}).items():
        _add(found, library.groups_of(view, key, row))
        _add(found, () if before is None else of(before))
    if changes.touched == EVERYTHING:
        for row in library.all_rows(view):
            _add(found, of(row))
    else:
        for row in library.in_groups(view, changes.touched).values():
            _add(found, of(row))
    return found


def _add(found: dict[str, set[str]], groups: Iterable[str]) -> None:
    for group in groups:
        prefix, _, key = group.partition(":")
        found[prefix].add(key)


def _opened(library: Library, docket: Docket, keys: Collection[str]) -> set[str]:
    """Those of the keys that some row names as the docket's opening."""
    wanted = {f"{docket.opened_by}:{key}": key for key in keys}
    return {
        wanted[group]
        for view in docket.sources
        for key, row in library.in_groups(view, wanted).items()
        for group in library.groups_of(view, key, row)
        if group in wanted
    }


def _candidates(
    library: Library, docket: Docket, keys: Sequence[str]
) -> Iterator[tuple[str, Candidate, Any]]:
    """Each candidate with what its judges read; None where nothing is there to judge."""
    if docket.view:
        files = library.files(docket.view, keys)
        for key in keys:
            yield key, _of_file(docket, key, files.get(key)), files.get(key)
        return
    groups = library.groups(docket, keys)
    for key, group in groups.items():
        name = f"{docket.name}:{key}"
        yield name, _of_group(docket, name, group, library.world), group if docket.sources else key


def _of_file(docket: Docket, key: str, file: Any) -> Candidate:
    if file is None:
        return Candidate(docket.name, key, {})
    slots = file.slots
    return Candidate(docket.name, key, _dims(slots), slots["first_at"], slots["last_at"])


def _of_group(docket: Docket, name: str, group: Group, world: World) -> Candidate:
    members = group.members
    own = docket.dims(world, group.key)
    if not members:
        return Candidate(docket.name, name, own)
    shared = {dim: members[0].slots.get(dim, "") for dim in ("unit", "item")}
    return Candidate(
        docket.name,
        name,
        shared | dict(own),
        min(member.slots["first_at"] for member in members),
        max(member.slots["last_at"] for member in members),
    )


def _dims(slots: Row) -> Mapping[str, str]:
    found = {name: slots.get(name, "") for name in signs.DIMS}
    return found | {"person": slots.get("clerk", "") or slots.get("author", "")}


def _portions(keys: Collection[str]) -> Iterator[list[str]]:
    """The keys in order, not too many at once."""
    ordered = sorted(keys)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]

"""What the judges say of one case or document: of itself, OK included, and of its groups."""

from collections.abc import Iterator

from domain.verdict import Decision
from projections import signs
from projections.docket import Docket
from projections.fold import Row
from projections.judging import judge_keys
from projections.scene import Scene
from projections.sign_list import shown
from projections.sign_rows import held, library, sign_rows
from projections.views import VIEWS

_ORDER = {Decision.VIOLATION: 0, Decision.UNDETERMINED: 1, Decision.OK: 2}


def case_signs(scene: Scene, view: str, key: str) -> list[Row]:
    """The verdicts on one row of `cases` or `documents` as `list_signs` shows them: violations,
    what cannot be told, then what was found in order; each by time.

    Of its groups only what is not OK is told, since that is all that is kept of them.
    """
    row = scene.rows[view].row(scene.connection, key)
    if row is None:
        return []
    found = [*_own(scene, view, key), *_of_groups(scene, view, row)]
    runs = [one for one in found if scene.book.runs(one["code"])]
    return sorted(runs, key=lambda one: (_ORDER[one["decision"]], one["since"], one["code"]))


def _own(scene: Scene, view: str, key: str) -> Iterator[Row]:
    """Judged anew of what had happened by the time asked, for what is OK is never kept."""
    as_of = scene.moment.as_of
    files = library(scene, as_of)
    for docket in VIEWS.dockets:
        if docket.view == view:
            codes = docket.codes(scene.world)
            for candidate, row in judge_keys(files, docket, codes, [key], every=True):
                yield from (shown(scene, candidate, row, one) for one in held(row, as_of))


def _of_groups(scene: Scene, view: str, row: Row) -> Iterator[Row]:
    as_of, filing = scene.moment.as_of, VIEWS.filing[view]
    told = filing.until(row, as_of)
    groups = {*filing.fold.groups(row), *(filing.fold.groups(told) if told else ())}
    dockets = [docket for docket in VIEWS.dockets if view in docket.sources]
    names = {name for docket in dockets for name in _candidates(docket, groups)}
    named = signs.TABLE.c.key.in_(sorted(names))
    for candidate, judged in sign_rows(scene, dockets, named, groups=groups):
        if candidate in names:
            for one in held(judged, as_of):
                yield shown(scene, candidate, judged, one)


def _candidates(docket: Docket, groups: set[str]) -> Iterator[str]:
    """The names of the candidates of a docket among these groups."""
    for group in groups:
        prefix, _, key = group.partition(":")
        if prefix == docket.prefix:
            yield f"{docket.name}:{key}"

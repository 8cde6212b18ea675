"""A set of views that is folded together, and judged, under one position."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from projections.docket import Docket, Filing
from projections.fold import Fold, Kept


@dataclass(frozen=True)
class ViewSet:
    """Views, and the dockets that are judged on their rows.

    They advance in one transaction, so a verdict never meets rows of another position, and one
    changed version builds all of them anew.
    """

    name: str
    folds: tuple[Fold, ...]
    filings: tuple[Filing, ...] = ()
    dockets: tuple[Docket, ...] = ()
    verdicts: Kept | None = None

    @cached_property
    def version(self) -> int:
        """Grows with the version of any part, and with every part that is added."""
        folds = sum(fold.version for fold in self.folds)
        return folds + sum(docket.version for docket in self.dockets)

    @cached_property
    def kept(self) -> tuple[Kept, ...]:
        """Everything that has rows."""
        return (*self.folds, *([self.verdicts] if self.verdicts else ()))

    @cached_property
    def fold(self) -> Mapping[str, Fold]:
        """The views by name."""
        return {fold.name: fold for fold in self.folds}

    @cached_property
    def filing(self) -> Mapping[str, Filing]:
        """How the rows of a view are judged, by its name."""
        return {filing.fold.name: filing for filing in self.filings}

"""The reject file: the rows an import did not take, so that they can be mended and tried again."""

import csv
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from exchange.staging import Reject

HEADER = ("row", "line", "case", "column", "reason", "raw")


class CannotWrite(Exception):
    """The rejected rows cannot be written where they should go; the others are imported."""


class RejectFile:
    """A CSV that is made with the first row rejected, and not at all where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def write(self, bad: Reject) -> None:
        """Add a row; raises CannotWrite."""
        if not self.rows:
            self._out = csv.writer(self._open.enter_context(self._made()))
            self._out.writerow(HEADER)
        self.rows += 1
        raw = (bad.raw or "").rstrip("\r\n")
        raw = raw.encode("utf-8", "backslashreplace").decode()
        self._out.writerow((bad.row, bad.line, bad.case_id, bad.column, bad.reason, raw))

    def _made(self) -> TextIO:
        try:
            return self.path.open("w", encoding="utf-8", newline="")
        except OSError as problem:
            raise CannotWrite(
                f"expected to write the rejected rows to {self.path}, but "
                f"{(problem.strerror or str(problem)).lower()}; the other rows are imported, run "
                "again with --rejected and another path to get these"
            ) from None

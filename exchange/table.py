"""CSV and its kin as a stream: every row with the line it starts on, or why it is none."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from exchange.lexical import shown
from exchange.mapping import Mapping
from exchange.source import CASE_PREFIX, Attribute, BadRow, SourceError, SourceEvent, storable

DELIMITERS = (",", ";", "\t", "|")
MAX_LINE = 1 << 20
MAX_ROW = 4 << 20


class TableReader:
    """Yields the rows below the header; a column named `case:x` is the case's x.

    Strict about quotes: a stray one is reported instead of silently joining rows.
    """

    def __init__(self, stream: BinaryIO, mapping: Mapping, encoding: str = "utf-8") -> None:
        self._mapping = mapping
        self._empty = mapping.source.empty
        codec = "utf-8-sig" if encoding == "utf-8" else encoding
        self._lines = _Lines(TextIOWrapper(stream, codec, "surrogateescape", newline=""))

    def __iter__(self) -> Iterator[SourceEvent | BadRow]:
        cells, header = self._header()
        self._lines.take()
        number = 0
        while True:
            line = self._lines.number + 1
            try:
                row = next(cells, None)
            except csv.Error as error:
                number += 1
                reason = f"expected quoted CSV, came a row that is not ({error}); quote it again"
                yield BadRow(number, line, "", reason, self._lines.take())
                continue
            raw = self._lines.take()
            if row is None:
                return
            if row:
                number += 1
                yield self._event(number, line, header, row, raw)

    def _header(self) -> tuple[Iterator[list[str]], list[str]]:
        first = next(self._lines, "")
        delimiter = self._mapping.source.delimiter or _sniffed(first)
        lines = _Rejoined(first, self._lines)
        cells = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            names = next(cells, [])
        except csv.Error as error:
            raise SourceError(f"expected a header row, came a broken one ({error})", 1) from None
        header = [name or f"#{position}" for position, name in enumerate(names, 1)]
        self._check(header)
        return cells, header

    def _check(self, header: list[str]) -> None:
        if not header:
            raise SourceError("expected a header row with the column names, came nothing", 1)
        problem = storable("".join(header))
        if problem:
            raise SourceError(f"in the header: {problem}", 1)
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise SourceError(f"expected each column once, came {', '.join(twice)} again", 1)
        source = self._mapping.source
        moved = [
            CASE_PREFIX + name
            for name in header
            if source.rows == "case" or name in source.case_columns
        ]
        known = {*header, *moved}
        absent = [ref.text for ref in self._mapping.columns if not ref.among(known)]
        if absent:
            raise SourceError(
                f"expected the columns the mapping names, came none called "
                f"{', '.join(map(repr, absent))}; the file has {', '.join(header)}",
                1,
            )

    def _event(
        self, number: int, line: int, header: list[str], row: list[str], raw: str
    ) -> SourceEvent | BadRow:
        if len(row) != len(header):
            reason = f"expected {len(header)} cells as in the header, came {len(row)}"
            return BadRow(number, line, "", reason, raw)
        if "\x00" in raw or not raw.isascii():
            for name, cell in zip(header, row, strict=True):
                problem = storable(cell)
                if problem:
                    return BadRow(number, line, name, f"{problem} ({shown(cell)})", raw)
        case: list[Attribute] = []
        event: list[Attribute] = []
        for name, cell in zip(header, row, strict=True):
            if cell in self._empty:
                continue
            if name.startswith(CASE_PREFIX):
                case.append(_text(name.removeprefix(CASE_PREFIX), cell))
            else:
                event.append(_text(name, cell))
        return SourceEvent(number, line, tuple(case), tuple(event), raw)


class _Lines:
    """The physical lines of a file, kept for the row being read, bounded in size."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._kept: list[str] = []
        self._size = 0
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if len(line) == MAX_LINE or self._size > MAX_ROW:
            raise SourceError(
                f"expected lines of at most {MAX_LINE >> 20} MiB and rows of {MAX_ROW >> 20} MiB, "
                "came more; is a quote left open?",
                self.number,
            )
        self._kept.append(line)
        return line

    def take(self) -> str:
        """The text read since the last call."""
        text = "".join(self._kept)
        self._kept.clear()
        self._size = 0
        return text


class _Rejoined:
    """A line already read, then the rest: what the csv module reads after the sniffing."""

    def __init__(self, first: str, rest: _Lines) -> None:
        self._first = first
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._first:
            first, self._first = self._first, ""
            return first
        return next(self._rest)


def _text(name: str, cell: str) -> Attribute:
    return Attribute(name, "string", cell)


def _sniffed(header: str) -> str:
    """The delimiter that splits the header into most cells; a comma where none does."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([header], delimiter=sign), [])))

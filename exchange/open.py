"""Opening a log file: by its name, else by its first bytes; gzip is unpacked on the way."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from exchange.mapping import Mapping
from exchange.ndjson import NdjsonReader
from exchange.source import BadRow, Reader, SourceError, SourceEvent
from exchange.table import TableReader
from exchange.xes import XesReader

SUFFIXES = {
    ".xes": "xes",
    ".xml": "xes",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
GZIP_MAGIC = b"\x1f\x8b"
FOREIGN = {
    b"PK\x03\x04": "a ZIP file (an Excel workbook?)",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
}
HEAD = 4096
# Deflate swells at most 1,032 times; real logs stay far under 100. Small files may be odd.
FREE_BYTES = 256 << 20
MAX_RATIO = 200


class LogFile:
    """An opened log: iterate it once; `position` of `size` bytes says how far it is.

    Iterating raises `SourceError`, opening raises it too where the format is unknown.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._file = path.open("rb")
        try:
            self.size = path.stat().st_size
            self._stream = self._unpacked()
            head = self._stream.peek(HEAD)[:HEAD]
            self.format = _format(path, head, mapping.source.format)
            self._reader = self._open_reader(path, mapping, head)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """Bytes of the file on disk read so far."""
        return self._file.tell()

    def __iter__(self) -> Iterator[SourceEvent | BadRow]:
        return iter(self._reader)

    def _unpacked(self) -> io.BufferedReader:
        packed = self._file.peek(2)[:2] == GZIP_MAGIC
        inner = _Unpacked(self._file) if packed else self._file
        return io.BufferedReader(inner) if isinstance(inner, _Unpacked) else inner

    def _open_reader(self, path: Path, mapping: Mapping, head: bytes) -> Reader:
        foreign = next((name for magic, name in FOREIGN.items() if head.startswith(magic)), "")
        if foreign:
            raise SourceError(f"expected XES, CSV or NDJSON, came {foreign}; export it as CSV")
        match self.format:
            case "xes":
                return XesReader(self._stream, mapping)
            case "ndjson":
                return NdjsonReader(self._stream, mapping)
            case _:
                encoding = _encoding(path, mapping.source.encodings, head)
                if b"\x00" in head and not encoding.startswith("utf-16"):
                    raise SourceError(
                        "expected text, came binary data or UTF-16; for the latter say "
                        'encoding = "utf-16" in the mapping'
                    )
                return TableReader(self._stream, mapping, encoding)


class _Unpacked(io.RawIOBase):
    """A gzip stream whose faults are explained and which refuses to swell without end."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise SourceError("expected a whole gzip file, came a cut one; copy it") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"expected gzip, came damaged data ({error})") from None
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > FREE_BYTES and self._given > MAX_RATIO * self._packed.tell():
            raise SourceError(
                f"expected a log that unpacks to at most {MAX_RATIO} times its size, came more; "
                "unpack it yourself if you trust it"
            )
        return len(data)


def _format(path: Path, head: bytes, hint: str) -> str:
    """xes, csv or ndjson: by the name without .gz, else the mapping, else the first sign."""
    name = path.name.lower().removesuffix(".gz")
    named = SUFFIXES.get(Path(name).suffix)
    if named or hint:
        return named or hint
    sign = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if sign in (b"<", b"{"):
        return "xes" if sign == b"<" else "ndjson"
    raise SourceError(
        f"expected a file named .xes, .csv, .tsv, .ndjson or .jsonl (with .gz or without), "
        f"came {path.name}; rename it or say `format` in the mapping"
    )


def _encoding(path: Path, encodings: tuple[str, ...], head: bytes) -> str:
    """The first encoding of the mapping that reads the whole file; a UTF-8 BOM settles it."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if len(encodings) == 1:
        return encodings[0]
    return next((name for name in encodings if _reads(path, name)), encodings[0])


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        stream: BinaryIO | _Unpacked = _Unpacked(file) if file.peek(2)[:2] == GZIP_MAGIC else file
        try:
            while chunk := stream.read(1 << 16):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True

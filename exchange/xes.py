"""XES (IEEE 1849) as a stream: expat, so that lines are exact and no tree is ever built."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from exchange.lexical import LexicalError, canonical
from exchange.mapping import Mapping
from exchange.source import Attribute, BadRow, SourceError, SourceEvent, as_xes

CHUNK = 1 << 16
MAX_TOKEN = 4 << 20
MAX_DEPTH = 32
MAX_ATTRIBUTES = 10_000
VALUED = {"string", "date", "int", "float", "boolean", "id"}
HOLDERS = {"list", "container"}
CHECKED = VALUED - {"string", "id"}
LOG_TAGS = VALUED | HOLDERS | {"extension", "global", "classifier", "values"}


class XesReader:
    """Yields the events of a log, each with the attributes of its trace.

    An error inside a trace's own attributes spoils all its events, because each of them
    would be half a case; an error inside an event spoils that event.
    """

    def __init__(self, stream: BinaryIO, mapping: Mapping) -> None:
        self._stream = stream
        self._handler = _Handler(mapping)

    def __iter__(self) -> Iterator[SourceEvent | BadRow]:
        fed = 0
        parser = self._handler.parser
        try:
            while chunk := self._stream.read(CHUNK):
                parser.Parse(chunk, False)
                fed += len(chunk)
                yield from self._handler.drain()
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise SourceError(
                        f"expected values of at most {MAX_TOKEN >> 20} MiB, came a longer one",
                        parser.CurrentLineNumber,
                    )
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._handler.drain()
            raise SourceError(
                f"expected well-formed XML in UTF-8, UTF-16 or Latin-1, came: "
                f"{expat.ErrorString(error.code)}; export the log again",
                error.lineno,
            ) from None
        except SourceError as error:
            yield from self._handler.drain()
            raise SourceError(error.reason, error.line or parser.CurrentLineNumber) from None
        yield from self._handler.drain()


class _Handler:
    """Follows the nesting log > trace > event > attribute and collects what is complete."""

    def __init__(self, mapping: Mapping) -> None:
        self._dates = mapping.source.dates
        self._empty = mapping.source.empty
        self._case_name = mapping.source.case.name
        self._done: deque[SourceEvent | BadRow] = deque()
        self._path: list[str] = []
        self._names: list[str] = []
        self._skipping = 0
        self._row = 0
        self._open_trace(0)
        self._open_event(0)
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def drain(self) -> Iterator[SourceEvent | BadRow]:
        """What has been completed since the last call."""
        while self._done:
            yield self._done.popleft()

    def _doctype(self, *_declaration: object) -> None:
        raise SourceError(
            "expected a log without DOCTYPE, came one (it can define entities that "
            "swell or fetch); remove it",
            self._line,
        )

    @property
    def _case_id(self) -> str:
        return next((item.value for item in self._trace if item.name == self._case_name), "")

    @property
    def _line(self) -> int:
        return self.parser.CurrentLineNumber

    def _start(self, qualified: str, given: dict[str, str]) -> None:
        tag = qualified.rpartition(" ")[2]
        if self._skipping or not self._path:
            self._start_outside(tag)
            return
        path = self._path
        path.append(tag)
        if len(path) > 3 and path[2] == "event" and path[1] == "trace":
            self._attribute(tag, given, self._event, self._event_keys)
            return
        match path:
            case ["log", "trace"]:
                self._open_trace(self._line)
            case ["log", "trace", "event"]:
                self._open_event(self._line)
            case ["log", "trace", *_]:
                self._attribute(tag, given, self._trace, self._trace_keys)
            case ["log", *_] if tag not in LOG_TAGS:
                wanted = "an event inside a trace" if tag == "event" else "a tag of XES"
                self._row += tag == "event"
                row = self._row if tag == "event" else 0
                self._reject(f"expected {wanted}, came <{tag}> inside <{path[-2]}>", tag, row)
                self._skip()

    def _start_outside(self, tag: str) -> None:
        if self._skipping:
            self._skipping += 1
        elif tag == "log":
            self._path.append(tag)
        else:
            raise SourceError(f"expected the root <log> of XES, came <{tag}>", self._line)

    def _end(self, _qualified: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        path = self._path
        if self._names:
            self._names.pop()
        elif path == ["log", "trace", "event"]:
            self._close_event()
        elif path == ["log", "trace"] and not self._events_in_trace:
            column, reason = self._fault or ("", "expected a trace with events, came none")
            self._reject(reason, column, line=self._trace_line)
        path.pop()

    def _open_trace(self, line: int) -> None:
        self._trace: list[Attribute] = []
        self._trace_keys: set[str] = set()
        self._trace_line = line
        self._events_in_trace = 0
        self._fault: tuple[str, str] | None = None

    def _open_event(self, line: int) -> None:
        self._event: list[Attribute] = []
        self._event_keys: set[str] = set()
        self._event_line = line
        self._event_fault: tuple[str, str, int] | None = None
        if line:
            if not self._events_in_trace:
                self._case = tuple(self._trace)
            self._events_in_trace += 1
            self._row += 1

    def _close_event(self) -> None:
        if not (self._fault or self._event_fault):
            self._done.append(
                SourceEvent(self._row, self._event_line, self._case, tuple(self._event))
            )
            return
        raw = as_xes(self._trace, self._event)
        if self._fault:
            column, reason = self._fault
            self._done.append(
                BadRow(self._row, self._event_line, column, reason, raw, self._case_id)
            )
        elif self._event_fault:
            column, reason, line = self._event_fault
            self._done.append(BadRow(self._row, line, column, reason, raw, self._case_id))

    def _attribute(
        self, tag: str, given: dict[str, str], into: list[Attribute], keys: set[str]
    ) -> None:
        if tag == "values" and self._path[-2] == "list":
            self._names.append("")
            return
        key, value = given.get("key", ""), given.get("value")
        self._names.append(key)
        problem = self._problem(tag, key, value)
        name = key if len(self._names) == 1 else ".".join(filter(None, self._names))
        if name in keys and not problem and "list" not in self._path[:-1]:
            problem = "expected each key once, came it again"
        if problem:
            self._spoil(name, problem)
            return
        keys.add(name)
        if value is not None and tag in VALUED and value not in self._empty:
            into.append(Attribute(name, tag, value))
        if len(into) > MAX_ATTRIBUTES:
            raise SourceError(f"expected at most {MAX_ATTRIBUTES} attributes together", self._line)

    def _problem(self, tag: str, key: str, value: str | None) -> str:
        """Why this element is no attribute; empty where it is one."""
        if len(self._path) > MAX_DEPTH:
            raise SourceError(f"expected nesting of at most {MAX_DEPTH}, came more", self._line)
        if tag not in VALUED and tag not in HOLDERS:
            return f"expected an attribute of XES, came <{tag}>"
        if not key:
            return f"expected a key on <{tag}>, came none"
        if value is None and tag in VALUED:
            return f"expected a value on <{tag}>, came none"
        if self._events_in_trace and self._path[2] != "event":
            return "expected attributes of a trace before its events, came one after"
        try:
            if value is not None and tag in CHECKED and value not in self._empty:
                canonical(tag, value, self._dates)
        except LexicalError as error:
            return str(error)
        return ""

    def _spoil(self, column: str, problem: str) -> None:
        """Notes the first fault of the event, or of the trace it stands in."""
        line = self._line
        if self._path[2] == "event":
            self._event_fault = self._event_fault or (column, problem, line)
        elif self._events_in_trace:
            self._reject(problem, column)
        else:
            self._fault = self._fault or (column, f"{problem} (in the trace, line {line})")

    def _skip(self) -> None:
        self._path.pop()
        self._skipping = 1

    def _reject(self, reason: str, column: str, row: int = 0, line: int = 0) -> None:
        self._done.append(BadRow(row, line or self._line, column, reason, case_id=self._case_id))

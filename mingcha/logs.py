"""What the program says while it runs: one line per happening on stderr, as JSON or for people.

Nothing of a person stands in it. What code of ours tells is told by name; of an exception nobody
foresaw its kind and its place are told, not its text, which may quote what was sent.
"""

import logging
import sys
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import orjson
import structlog
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from mingcha.settings import Form

ROOT = Path(__file__).parents[1]
FRAMES = 20


class Lines(logging.Handler):
    """Writes the lines of the standard library's logging to the same place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        Stderr().msg(self.format(record))


class Stderr:
    """Writes lines to wherever stderr is when they come."""

    def msg(self, message: str) -> None:
        """Write one line whole, so that those of several threads do not mix."""
        sys.stderr.write(f"{message}\n")

    debug = info = warning = error = critical = msg


HANDLER = Lines()


def configure(form: Form, level: str) -> None:
    """Have every line from now on written in this form if it is of this level or above."""
    least = logging.getLevelNamesMapping()[level.upper()]
    steps: list[Processor] = [
        add_log_level,
        TimeStamper(fmt="iso", utc=True, key="at"),
        without_texts,
    ]
    renderer = _renderer(form)
    structlog.configure(
        processors=[*steps, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: Stderr(),
    )
    # Lines of libraries, and of the seal, come through the standard library's logging.
    HANDLER.setFormatter(
        ProcessorFormatter(
            processors=[ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=steps,
        )
    )
    root = logging.getLogger()
    root.addHandler(HANDLER)
    # What libraries call information is of no use to those who run the program.
    root.setLevel(least if level == "debug" else max(least, logging.WARNING))


def without_texts(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put the kind and the place of an exception where its traceback would stand."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    elif isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    if given and given[0] is not None:
        event["error"] = given[0].__qualname__
        event["trace"] = places(given[2])
    return event


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, innermost last: `api/commands.py:97 endpoint`."""
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in extract_tb(trace)][
        -FRAMES:
    ]


def _short(filename: str) -> str:
    path = Path(filename)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def _renderer(form: Form) -> Processor:
    if form is Form.JSON:
        return JSONRenderer(serializer=_json, default=str)
    return ConsoleRenderer(colors=sys.stderr.isatty(), timestamp_key="at")


def _json(event: dict[str, Any], **options: Any) -> str:
    return orjson.dumps(event, **options).decode()

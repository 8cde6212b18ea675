"""The seal of the log a command works with, and its refusals in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.cosignature import CosignatureKey
from audit.heads import HeadsDamaged
from audit.keys import KeyFileError
from audit.note import NoteError
from audit.office import REFUSALS, NoSuchEntry, NothingToSign, Office
from ledger.names import schemas
from mingcha.errors import ExplainedError
from mingcha.runtime import Runtime

EXPECTED = (*REFUSALS, NothingToSign, NoSuchEntry, HeadsDamaged, KeyFileError, NoteError)


class SealError(ExplainedError):
    """What the seal of a log does not do, and why."""

    def __init__(self, reason: str) -> None:
        Exception.__init__(self, reason)


def office(run: Runtime) -> Office:
    """The sealing office of the log that a command works with."""
    return Office(run.dsn("writer"), schemas(run.log).ledger, run.log, run.folder)


def witnesses(run: Runtime) -> tuple[CosignatureKey, ...]:
    """The witnesses whose cosignatures are checked: the vkeys in the file `witnesses` of the log.

    One a line, as `mingcha witness` prints its own; none where there is no file.
    """
    path = run.folder / "witnesses"
    lines = path.read_text(encoding="utf-8").split() if path.is_file() else []
    return tuple(CosignatureKey.parse(line) for line in lines)


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the seal refuses into one line and exit 1."""
    try:
        yield
    except EXPECTED as problem:
        raise SealError(str(problem)) from None

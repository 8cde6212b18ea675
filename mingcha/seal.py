"""The seal of the log a command works with, and its refusals in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.heads import HeadsDamaged
from audit.keys import KeyFileError
from audit.office import REFUSALS, NoSuchEntry, NothingToSign, Office
from ledger.names import schemas
from mingcha.errors import ExplainedError
from mingcha.runtime import Runtime

EXPECTED = (*REFUSALS, NothingToSign, NoSuchEntry, HeadsDamaged, KeyFileError)


class SealError(ExplainedError):
    """What the seal of a log does not do, and why."""

    def __init__(self, reason: str) -> None:
        Exception.__init__(self, reason)


def office(run: Runtime) -> Office:
    """The sealing office of the log that a command works with."""
    return Office(run.dsn("writer"), schemas(run.log).ledger, run.log, run.folder)


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the seal refuses into one line and exit 1."""
    try:
        yield
    except EXPECTED as problem:
        raise SealError(str(problem)) from None

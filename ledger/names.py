"""What a log is called, and what its schemas and the database roles are called."""

import re
from dataclasses import dataclass

LOG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")

OWNER, WRITER, READER, VAULT = (
    "mingcha_owner",
    "mingcha_writer",
    "mingcha_reader",
    "mingcha_vault",
)


class BadLogName(ValueError):
    """A log's name is 1 to 32 of a-z, 0-9 and inner hyphens, such as 430903."""


@dataclass(frozen=True, slots=True)
class Schemas:
    """The PostgreSQL schemas of one log: entries and head, personal data, views."""

    ledger: str
    vault: str
    views: str


def schemas(log: str) -> Schemas:
    """The schemas of a log; raises BadLogName. Distinct logs never share a schema."""
    if not LOG.fullmatch(log):
        raise BadLogName(
            f"a log's name is 1 to 32 of a-z, 0-9 and inner hyphens, such as 430903; got {log!r}"
        )
    name = log.replace("-", "_")
    return Schemas(f"log_{name}", f"vault_{name}", f"view_{name}")

"""Values that events of every chapter share: sealed personal data, attributes, imports."""

import json
from dataclasses import asdict
from datetime import datetime

from domain.decider import record


@record
class Clear:
    """A personal value on its way to be sealed; it never reaches the ledger in this form.

    `subject` is the random id that stands for the person (个人信息保护法 51: 去标识化).
    """

    subject: str
    value: str


@record
class Sealed:
    """A personal value as the ledger keeps it: readable only while the subject's key lives.

    nonce 12 bytes, ciphertext AES-256-GCM, commitment 32 bytes; each base64 (RFC 4648 §4).
    """

    subject: str
    nonce: str
    ciphertext: str
    commitment: str


Personal = Clear | Sealed


@record
class Attribute:
    """What a source said beyond our fields: its own name, a kind, the lexical value.

    Lexical, because the ledger holds no floats. Dates are UTC with microseconds.
    """

    name: str
    kind: str
    value: str


@record
class Imported:
    """Where an imported event came from.

    `recorded_at` is the source's own recording time, so that late recording can be judged
    by it and not by the day of the import.
    """

    source: str
    key: str
    recorded_at: datetime | None = None


@record
class Person:
    """A person as a window writes him down; sealed before anything is stored."""

    name: str = ""
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def personal(person: Person | None, subject: str) -> Clear | None:
    """A person's data as one text to be sealed under a subject."""
    if person is None:
        return None
    text = json.dumps(asdict(person), ensure_ascii=False, sort_keys=True)
    return Clear(subject=subject, value=text)

"""What of a source is in the ledger already, and whether the source still says the same."""

from collections.abc import Iterator
from typing import Any

from domain.values import Sealed
from exchange.appending import Chunk, in_chunks
from exchange.interpret import MappedEvent
from exchange.recording import recorded
from exchange.staged import Waiting
from exchange.staging import Fault, Staging
from ledger.entry import Entry, sealed_fields
from ledger.ledger import Ledger
from ledger.vault import Erased

ERASED = object()
"""What is left of a sealed field whose subject was erased: it agrees with everything."""

Answer = tuple[MappedEvent, str, Fault | None]


def settle_known(ledger: Ledger, staging: Staging, source: str) -> None:
    """Sort out the staged events whose identity the ledger knows: there already, or changed."""
    for chunk in in_chunks(staging.known()):
        entries = _imported(staging, source, chunk)
        staging.settle(_answers(ledger, source, chunk, entries))
    staging.conclude()


def _imported(staging: Staging, source: str, chunk: Chunk) -> dict[tuple[str, str], Entry]:
    """The entries of a chunk's streams that came from this source, by stream and identity."""
    found = {}
    for entry in staging.entries([case.stream for case in chunk]):
        imported = entry.raw["data"].get("imported")
        if imported and imported["source"] == source:
            found[entry.stream, imported["key"]] = entry
    return found


def _answers(
    ledger: Ledger, source: str, chunk: Chunk, entries: dict[tuple[str, str], Entry]
) -> Iterator[Answer]:
    sealed = (found for entry in entries.values() for _, found in sealed_fields(entry.data))
    ledger.vault.recall(found.subject for found in sealed)
    for case in chunk:
        for waiting in case.events:
            entry = entries.get((case.stream, waiting.identity))
            if entry is not None:
                changed = _changed(ledger, source, waiting, entry)
                yield waiting.event, waiting.identity, _fault(changed) if changed else None


def _fault(changed: list[str]) -> Fault:
    return Fault(
        "",
        f"changed at the source since import, or read otherwise by the mapping: "
        f"{', '.join(changed)}; the ledger keeps what it has, record a correction if it is wrong",
    )


def _changed(ledger: Ledger, source: str, waiting: Waiting, entry: Entry) -> list[str]:
    """The names of what the source says otherwise than the entry, opened."""
    now, then = _said(source, waiting), _kept(ledger, entry)
    return sorted(
        name
        for name in now.keys() | then.keys()
        if now.get(name) != then.get(name) and then.get(name) is not ERASED
    )


def _said(source: str, waiting: Waiting) -> dict[str, Any]:
    """An event as it would be recorded, personal values in clear and without their subject."""
    found = recorded(source, waiting, "")
    clear = {name: value.value for name, value in found.clear.items()}
    asked = found.asked
    return {
        **found.data,
        **clear,
        "type": found.kind.TYPE,
        "occurred_at": asked.occurred_at,
        "origin": asked.origin,
        "actor": asked.actor,
    }


def _kept(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """The same of an entry."""
    sealed = sealed_fields(entry.data)
    data = entry.data | {path: _opened(ledger, entry, path, found) for path, found in sealed}
    data.pop("subject", None)
    return data | {
        "type": entry.type,
        "occurred_at": entry.occurred_at,
        "origin": entry.origin,
        "actor": entry.actor,
    }


def _opened(ledger: Ledger, entry: Entry, path: str, sealed: Sealed) -> Any:
    try:
        return ledger.vault.open(entry.place(), path, sealed)
    except Erased:
        return ERASED

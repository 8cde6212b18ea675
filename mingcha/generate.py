"""Writes what is generated from the code; with --check says what is stale and exits 1.

    python -m mingcha.generate [--check]

`schemas/published.sha256` holds the digest of every event schema ever published. One that is in
it is never written again: entries of that version exist, and their proofs with them.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from api.openapi import document
from domain.chapters import COMMANDS, EVENTS
from ledger.shape import BASE64, DRAFT, INSTANT, fixed_text, schema_of
from mingcha.glossary import with_codes
from mingcha.register import register

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    """Write, or check, every generated file."""
    edited = edited_schemas()
    for name in edited:
        print(
            f"{name} was published and may not change any more: give the event class the next "
            "SCHEMA and write an upcaster in ledger/upcast.py"
        )
    if edited:
        return 1
    if "--check" in arguments:
        stale = [path for path, text in generated() if not path.is_file() or _text(path) != text]
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}; run python -m mingcha.generate")
        return 1 if stale else 0
    for path, text in generated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def event_schemas() -> dict[str, str]:
    """The schema of the envelope and of every event at its newest version, by file name."""
    names = {f"{type_}.v{event.SCHEMA}": event for type_, event in EVENTS.items()}
    texts = {f"{name}.json": _json(schema_of(event, name)) for name, event in names.items()}
    return {"entry.v1.json": _json(entry_schema()), **texts}


def published() -> dict[str, str]:
    """The digests of the published schemas by file name."""
    path = ROOT / "schemas" / "published.sha256"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def edited_schemas() -> list[str]:
    """Published schemas that the code or the file would have otherwise."""
    now = event_schemas()
    return [
        name
        for name, digest in published().items()
        if digest != _digest(now[name] if name in now else _text(ROOT / "schemas" / name))
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file and what it should hold."""
    glossary = ROOT / "docs" / "glossary.md"
    yield glossary, with_codes(glossary.read_text(encoding="utf-8"))
    yield ROOT / "docs" / "rules.md", register()
    schemas = ROOT / "schemas"
    texts = event_schemas()
    for name, text in texts.items():
        yield schemas / name, text
    digests = published() | {name: _digest(text) for name, text in texts.items()}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    yield schemas / "published.sha256", "".join(lines)
    for (chapter, name), command in COMMANDS.items():
        path = schemas / "commands" / f"{chapter}.{name}.json"
        yield path, _json(schema_of(command, f"{chapter}.{name}"))
    # Last, because it is made from the commands' schemas.
    yield ROOT / "docs" / "openapi.json", _json(document())


def entry_schema() -> dict[str, object]:
    """The schema of the envelope; `data` is checked by the schema of its type."""
    text, moment = {"type": "string"}, fixed_text(INSTANT, 27)
    count = {"type": "integer", "minimum": 1}
    maybe = {"anyOf": [text, {"type": "null"}]}
    actor: dict[str, object] = dict.fromkeys(("id", "post", "unit"), text)
    properties: dict[str, object] = {
        "actor": _closed(actor),
        "causation": maybe,
        "correlation": maybe,
        "data": {"type": "object"},
        "id": fixed_text("^[0-9a-f]{32}$", 32),
        "log": text,
        "occurred_at": moment,
        "origin": text,
        "position": count,
        "recorded_at": moment,
        "request": text,
        "salt": fixed_text(BASE64, 24),
        "schema": count,
        "stream": text,
        "type": text,
        "v": {"const": 1},
        "version": count,
    }
    return {"$schema": DRAFT, "title": "entry.v1", **_closed(properties)}


def _closed(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes what is generated from the code; with --check says what is stale and exits 1.

    python -m mingcha.generate [--check]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from domain.chapters import COMMANDS, EVENTS
from ledger.shape import BASE64, DRAFT, INSTANT, schema_of

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    """Write, or check, every generated file."""
    stale = [
        path
        for path, text in generated()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}; run python -m mingcha.generate")
        return 1 if stale else 0
    for path, text in generated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file and what it should hold."""
    schemas = ROOT / "schemas"
    yield schemas / "entry.v1.json", _json(entry_schema())
    for type_, event in EVENTS.items():
        name = f"{type_}.v{event.SCHEMA}"
        yield schemas / f"{name}.json", _json(schema_of(event, name))
    for (chapter, name), command in COMMANDS.items():
        path = schemas / "commands" / f"{chapter}.{name}.json"
        yield path, _json(schema_of(command, f"{chapter}.{name}"))


def entry_schema() -> dict[str, object]:
    """The schema of the envelope; `data` is checked by the schema of its type."""
    text, moment = {"type": "string"}, {"type": "string", "pattern": INSTANT}
    count = {"type": "integer", "minimum": 1}
    maybe = {"anyOf": [text, {"type": "null"}]}
    actor = {name: text for name in ("id", "post", "unit")}
    properties = {
        "actor": _closed(actor),
        "causation": maybe,
        "correlation": maybe,
        "data": {"type": "object"},
        "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "log": text,
        "occurred_at": moment,
        "origin": text,
        "position": count,
        "recorded_at": moment,
        "request": text,
        "salt": {"type": "string", "pattern": BASE64, "minLength": 24, "maxLength": 24},
        "schema": count,
        "stream": text,
        "type": text,
        "v": {"const": 1},
        "version": count,
    }
    return {"$schema": DRAFT, "title": "entry.v1", **_closed(properties)}


def _closed(properties: dict[str, dict[str, object]]) -> dict[str, object]:
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

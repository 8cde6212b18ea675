"""Small logs and mappings written on the spot, and what they come to."""

from pathlib import Path

from exchange.interpret import MappedEvent, interpret_all
from exchange.mapping import Mapping
from exchange.mapping_file import load_mapping
from exchange.open import LogFile
from exchange.source import BadRow, SourceEvent

MAPPINGS = Path(__file__).parents[2] / "exchange" / "mappings"

PLAIN = """
[source]
name = "plain"
zone = "Europe/Amsterdam"
case = "case:id"
activity = "activity"
time = "at"
{source}
[[rule]]
event = "case.received"
once = true
{more}
"""


def mapping(folder: Path, source: str = "", more: str = "") -> Mapping:
    """A small mapping with extra lines in [source] and at its end."""
    return written(folder, PLAIN.format(source=source, more=more))


def written(folder: Path, text: str) -> Mapping:
    """A mapping from its text."""
    path = folder / "mapping.toml"
    path.write_text(text, "utf-8")
    return load_mapping(path)


def rows(
    folder: Path, name: str, content: bytes | str, using: Mapping
) -> list[SourceEvent | BadRow]:
    """What the reader of a file of this name and content yields."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with LogFile(path, using) as log:
        return list(log)


def shipped(name: str) -> Mapping:
    """A mapping that ships with the project."""
    return load_mapping(MAPPINGS / f"{name}.toml")


def events(path: Path, using: Mapping) -> tuple[list[MappedEvent], list[BadRow]]:
    """The events of a file and the rows it could not give."""
    with LogFile(path, using) as log:
        found = list(interpret_all(using, log))
    return (
        [item for item in found if isinstance(item, MappedEvent)],
        [item for item in found if isinstance(item, BadRow)],
    )


def meant(
    folder: Path, name: str, content: bytes | str, using: Mapping
) -> tuple[list[MappedEvent], list[BadRow]]:
    """The events of a file of this name and content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return events(path, using)

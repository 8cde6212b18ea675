"""Imports 历史数据导入: which file, by which mapping, so that the file can be proven again."""

from domain.decider import Asked, Chapter, Command, Event, Happened, by_name, by_type, record


@record
class Started(Event):
    """An import of a file began; digests are SHA-256, hexadecimal."""

    TYPE = "import.started"
    source: str
    file_digest: str
    mapping_digest: str
    rows: int
    new_events: int


@record
class Start(Command):
    """Announce an import."""

    NAME = "start"
    source: str
    file_digest: str
    mapping_digest: str
    rows: int
    new_events: int


def decide(state: int, command: Start, asked: Asked, facts: None) -> list[Event]:
    """A fact: always recorded."""
    return [
        Started(
            source=command.source,
            file_digest=command.file_digest,
            mapping_digest=command.mapping_digest,
            rows=command.rows,
            new_events=command.new_events,
        )
    ]


def evolve(state: int, happened: Happened) -> int:
    """How often this source was imported."""
    return state + 1


CHAPTER: Chapter[int] = Chapter("import", 0, decide, evolve, by_name(Start), by_type(Started))

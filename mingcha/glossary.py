"""The part of docs/glossary.md that is generated: every code of the program and its names."""

from collections.abc import Iterable, Iterator

from domain.label import Label
from domain.labels import CLOCKS, CODES, EVENT_TYPES, KINDS, STATUSES

MARK = "<!-- From here on generated: python -m mingcha.generate -->"


def with_codes(text: str) -> str:
    """The glossary with its generated part made anew."""
    terms = text.partition(MARK)[0].rstrip()
    return "\n".join([terms, "", MARK, "", *_codes()])


def _codes() -> Iterator[str]:
    yield "## Codes of the program"
    yield ""
    named = [("event types", EVENT_TYPES), ("clocks", CLOCKS), ("statuses", STATUSES)]
    named.append(("kinds of lateness", KINDS))
    for name, labels in named:
        yield from _table(name, labels.items())
    for kind, codes in CODES.items():
        yield from _table(f"`{kind.__name__}`", ((code.value, it) for code, it in codes.items()))


def _table(name: str, labels: Iterable[tuple[str, Label]]) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    yield "| code | 中文 | English |"
    yield "| --- | --- | --- |"
    for code, label in labels:
        yield f"| `{code}` | {label.zh} | {label.en} |"
    yield ""

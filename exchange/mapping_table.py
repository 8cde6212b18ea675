"""One table of a mapping file, read key by key, so that every fault can name its key."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, Self
from zoneinfo import ZoneInfo

SOURCE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
RULE_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")


class MappingError(Exception):
    """A mapping that cannot be used; the text says where, what was expected, came, to do."""

    def __init__(self, path: Path, key: str, expected: str, came: str, remedy: str) -> None:
        at = f"{path}, {key}" if key else str(path)
        super().__init__(f"{at}: expected {expected}, came {came}; {remedy}")
        self.path = path
        self.key = key


class Table:
    """A TOML table with its place in the file; every reading method may raise `MappingError`."""

    def __init__(self, path: Path, place: str, found: dict[str, Any]) -> None:
        self._path = path
        self._place = place
        self._found = found
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._found

    @property
    def given(self) -> tuple[str, ...]:
        """The keys in the file."""
        return tuple(self._found)

    def nothing(self) -> Self:
        """An empty table at the same place."""
        return type(self)(self._path, self._place, {})

    def is_table(self, key: str) -> bool:
        """Whether the key holds a table and not a plain value."""
        return isinstance(self._found.get(key), dict)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A string; a required one is not empty."""
        value = self._get(key, default)
        if not isinstance(value, str):
            self.fail(key, "a text in quotes", repr(value), "put it in quotes")
        if required and not value:
            self.fail(key, "a text", "nothing", "fill it in")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A string, or a list of them."""
        value = self._get(key, [])
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in found):
            self.fail(key, "a text or a list of texts", repr(value), "put each in quotes")
        return tuple(found)

    def source_name(self, key: str) -> str:
        """A name that begins streams; without the dot that ends it there."""
        return self._name(key, "", SOURCE_NAME, "_ -")

    def rule_name(self, key: str, default: str) -> str:
        """A name that becomes part of identities."""
        return self._name(key, default, RULE_NAME, "_ . : -")

    def _name(self, key: str, default: str, form: re.Pattern[str], signs: str) -> str:
        value = self.text(key, default, required=True)
        if not form.fullmatch(value):
            expected = f"a small letter, then small letters, digits and {signs} (at most 64)"
            self.fail(key, expected, repr(value), "rename it")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            self.fail(key, "true or false", repr(value), "write it without quotes")
        return value

    def choice(
        self, key: str, among: Iterable[str], default: str, *, required: bool = False
    ) -> str:
        """One of some words."""
        value = self.text(key, default, required=required)
        words = list(among)
        if value not in words and (value or key in self):
            self.fail(key, f"one of {', '.join(filter(None, words))}", repr(value), "choose one")
        return value

    def zone(self, key: str, default: ZoneInfo | None = None) -> ZoneInfo:
        """An IANA time zone."""
        value = self.text(key, default.key if default else "", required=True)
        try:
            return ZoneInfo(value)
        except (ValueError, KeyError, OSError):
            self.fail(key, "an IANA time zone", repr(value), 'say for example "Asia/Shanghai"')

    def pattern(self, key: str) -> re.Pattern[str]:
        """A regular expression."""
        value = self.text(key, required=True)
        try:
            return re.compile(value)
        except re.error as error:
            self.fail(key, "a regular expression", f"{value!r} ({error})", "correct it")

    def table(self, key: str, *, required: bool = False) -> "Table":
        """A table inside this one; an absent one is empty."""
        value = self._get(key, {})
        if not isinstance(value, dict) or (required and not value):
            self.fail(key, "a table", repr(value) if value else "none", f"write [{key}]")
        return type(self)(self._path, self._inner(key), value)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables ([[key]]); an absent one is empty."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, "a list of tables", repr(value), f"write [[{key}]]")
        return [
            type(self)(self._path, f"{self._inner(key)}[{number}]", item)
            for number, item in enumerate(value, 1)
        ]

    def done(self) -> None:
        """Complains of a key nobody asked for: a misspelt one would be silently ignored."""
        for key in self._found:
            if key not in self._asked:
                self.unknown(key, self._asked)

    def unknown(self, key: str, known: Iterable[str]) -> NoReturn:
        """Refuses a key that means nothing here."""
        words = sorted(known)
        close = difflib.get_close_matches(key, words, 1)
        remedy = f"did you mean {close[0]}?" if close else "remove it; see docs/mappings.md"
        self.fail(key, f"one of {', '.join(words)}", "a key of no meaning here", remedy)

    def fail(self, key: str, expected: str, came: str, remedy: str) -> NoReturn:
        """Raises the error for a key of this table (empty: the table itself)."""
        raise MappingError(
            self._path, self._inner(key) if key else self._place, expected, came, remedy
        )

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self._found.get(key, default)

    def _inner(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

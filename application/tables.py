"""Reading tables of data files with errors that say where, what was expected and what came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)
MISSING = object()


class DataError(ValueError):
    """A data file that cannot be read as it stands."""


@dataclass(slots=True)
class Table:
    """One table of a file: read every field once, then `done` refuses what is left over."""

    where: str
    values: Mapping[str, Any]
    seen: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required unless a default is given."""
        return str(self._get(key, str, "a text", default))

    def number(self, key: str) -> int:
        """A required whole number."""
        return int(self._get(key, int, "a whole number"))

    def number_or_none(self, key: str) -> int | None:
        """A whole number, or None where the field is absent."""
        return self.number(key) if key in self.values else None

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        return bool(self._get(key, bool, "true or false", default))

    def day(self, key: str) -> date:
        """A required date, as TOML's own or as YYYY-MM-DD."""
        came = self._get(key, object, "a date")
        try:
            return came if type(came) is date else date.fromisoformat(came)
        except (TypeError, ValueError):
            raise self.wrong(key, "a date YYYY-MM-DD", came) from None

    def day_or_none(self, key: str) -> date | None:
        """A date, or None where the field is absent."""
        return self.day(key) if key in self.values else None

    def code(self, key: str, codes: type[E], default: E | None = None) -> E:
        """One of an enumeration's codes."""
        came = self._get(key, str, "a code", default)
        try:
            return codes(came)
        except ValueError:
            raise self.wrong(key, "one of " + ", ".join(codes), came) from None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty where absent."""
        came = self._get(key, list, "a list of texts", [])
        if not all(isinstance(item, str) for item in came):
            raise self.wrong(key, "a list of texts", came)
        return tuple(came)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A required list of whole numbers."""
        came = self._get(key, list, "a list of whole numbers")
        if not all(type(item) is int for item in came):
            raise self.wrong(key, "a list of whole numbers", came)
        return tuple(came)

    def table(self, key: str) -> "Table | None":
        """A table inside this one, or None where absent."""
        if key not in self.values:
            return None
        return Table(f"{self.where}.{key}", self._get(key, dict, "a table"))

    def tables(self, key: str) -> list["Table"]:
        """A required list of tables."""
        came = self._get(key, list, "a list of tables")
        if not all(isinstance(item, dict) for item in came):
            raise self.wrong(key, "a list of tables", came)
        return [Table(f"{self.where}.{key}[{n}]", item) for n, item in enumerate(came, 1)]

    def done(self) -> None:
        """Raise DataError for fields nobody asked for: a misspelt one must not be lost."""
        unknown = sorted(set(self.values) - self.seen)
        if unknown:
            raise DataError(
                f"{self.where}: unknown field {', '.join(unknown)}; "
                f"expected only {', '.join(sorted(self.seen))}"
            )

    def wrong(self, key: str, expected: str, came: object) -> DataError:
        """The error for one field."""
        return DataError(f"{self.where}.{key}: expected {expected}, came {came!r}")

    def _get(self, key: str, kind: type, expected: str, default: object = MISSING) -> Any:
        self.seen.add(key)
        came = self.values.get(key, MISSING)
        if came is MISSING and default is not None and default is not MISSING:
            return default
        if came is MISSING:
            raise DataError(f"{self.where}: expected {expected} in {key!r}, came nothing; add it")
        # bool is an int to Python, not to a reader of the file.
        if not isinstance(came, kind) or (kind is int and isinstance(came, bool)):
            raise self.wrong(key, expected, came)
        return came

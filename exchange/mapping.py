"""A mapping: how one municipality's log becomes events of our case chapter (docs/mappings.md)."""

import re
from collections import abc
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from exchange.lexical import Dates
from exchange.source import CASE_PREFIX

Words = abc.Mapping[str, str]
"""A source's own words and what they mean."""

OPENING = ("case.received", "case.accepted")
"""The events that open a case: they take [fields] and [applicant]."""
PLACED = (*OPENING, "case.seal_used")
"""The events of which it counts where they happened: they take [origins]."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A column as the mapping names it: `case:x` is the case's x, `x` the row's, else the case's.

    `text` is the name as written, `name` it without prefix, `of_case` whether it had one.
    """

    text: str
    name: str = field(init=False)
    of_case: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.text.removeprefix(CASE_PREFIX))
        object.__setattr__(self, "of_case", self.text.startswith(CASE_PREFIX))

    def among(self, header: Collection[str]) -> bool:
        """Whether a table with these columns has it."""
        return self.text in header or CASE_PREFIX + self.name in header


@dataclass(frozen=True, slots=True)
class Source:
    """The feed: its identity, its encoding, and the columns every row is read by.

    `name` is part of the identity of every imported event, and so is `part`, which tells apart
    the files that together are one feed. `rows` is "event" or "case"; `case_columns` are columns
    of the case that a flat table does not mark with `case:`.
    """

    name: str
    part: str
    case: Ref
    dates: Dates
    time: Ref | None
    activity: Ref | None
    key: Ref | None
    recorded: Ref | None
    rows: str
    format: str
    encodings: tuple[str, ...]
    delimiter: str
    empty: frozenset[str]
    case_columns: frozenset[str]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of instants without an offset, and of a log opened for this source."""
        return self.dates.zone


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one column; an empty cell passes `absent` and `not_in` only.

    `differs` compares it with an `other` column of the row.
    """

    column: Ref
    test: str
    values: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    other: Ref | None = None

    def holds(self, text: Callable[[Ref], str]) -> bool:
        """Whether a row passes, of which `text` reads the cells."""
        value = text(self.column)
        match self.test:
            case "present" | "absent":
                return bool(value) == (self.test == "present")
            case "matches":
                return bool(value and self.pattern and self.pattern.fullmatch(value))
            case "not_in":
                return value not in self.values
            case "differs":
                return bool(value and self.other and value != text(self.other))
            case _:
                return value in self.values


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where a field of an event comes from: a column, translated by `values`, or a constant.

    `shape` is text, int, bool, choice, texts, instant or day; `choices` are a choice's codes.
    """

    field: str
    shape: str
    column: Ref | None = None
    constant: str = ""
    values: Words | None = None
    default: str = ""
    split: str = ""
    choices: frozenset[str] = frozenset()
    required: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineSource:
    """A deadline the source gives, which replaces statutory ones.

    A day without a time of day means its end, unless `end_of_day` is off.
    """

    column: Ref
    dates: Dates
    end_of_day: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """When a row yields an event, and which.

    `once` events are the same for all rows of a case; `name` is part of their identity.
    `time` is tried in order; a rule none of whose time columns is filled does not apply.
    """

    name: str
    event: str
    once: bool
    time: tuple[Ref, ...]
    when: tuple[Condition, ...] = ()
    fields: tuple[FieldSource, ...] = ()
    deadline: DeadlineSource | None = None
    recorded: Ref | None = None
    attributes: frozenset[str] = frozenset()
    also_step: bool = False

    @property
    def of_case(self) -> bool:
        """Whether it reads the case's own columns alone, so that one row says all."""
        read = [*self.time, *(ref for test in self.when for ref in (test.column, test.other))]
        return self.once and all(ref.of_case for ref in read if ref)


@dataclass(frozen=True, slots=True)
class Origins:
    """Which origin code each value of the channel column means; the default where it has none."""

    column: Ref | None
    values: Words
    default: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; `columns` are those a table must have."""

    source: Source
    rules: tuple[Rule, ...]
    step: Rule | None
    origins: Origins | None
    applicant: tuple[FieldSource, ...]
    kinds: tuple[tuple[Ref, str], ...]
    public: frozenset[str]
    dropped: frozenset[str]
    columns: tuple[Ref, ...]

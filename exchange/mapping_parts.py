"""The parts that every kind of mapping is made of: its source, fields and conditions."""

import codecs
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exchange.lexical import ISO, Dates
from exchange.mapping import Condition, FieldSource, Ref, Source
from exchange.mapping_table import MappingError, Table

TESTS = ("present", "absent", "matches", "not", "differs")
FORMATS = ("", "xes", "csv", "ndjson")


def read_root(path: Path) -> Table:
    """The outermost table of a mapping file. Raises `MappingError`."""
    try:
        return Table(path, "", tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise MappingError(
            path, "", "a readable file", error.strerror or "none", "give the path of a mapping"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            path, "", "TOML in UTF-8", str(error), "see docs/mappings.md for an example"
        ) from None


class Columns:
    """Notes every column that a mapping names."""

    def __init__(self) -> None:
        self._named: dict[str, Ref] = {}

    @property
    def named(self) -> tuple[Ref, ...]:
        """Those named so far, each once."""
        return tuple(self._named.values())

    def ref(self, text: str) -> Ref:
        """A column by its name."""
        return self._named.setdefault(text, Ref(text))

    def optional(self, table: Table, key: str) -> Ref | None:
        """The column that a key names, if it is there."""
        text = table.text(key)
        return self.ref(text) if text else None


def read_source(table: Table, columns: Columns, case: Ref, rows: str) -> Source:
    """What [source] says of any file; the caller reads the rest of it and ends the table."""
    zone = table.zone("zone")
    formats = tuple(pattern for pattern in table.texts("dates") if pattern != ISO)
    source = Source(
        name=table.source_name("name"),
        part=table.source_name("part") if "part" in table else "",
        case=case,
        dates=Dates(zone, (*formats, ISO)),
        time=columns.optional(table, "time"),
        activity=columns.optional(table, "activity"),
        key=columns.optional(table, "key"),
        recorded=columns.optional(table, "recorded"),
        rows=rows,
        format=table.choice("format", FORMATS, ""),
        encodings=_encodings(table),
        delimiter=table.text("delimiter"),
        empty=frozenset(("", *table.texts("empty"))),
        case_columns=frozenset(map(bare, table.texts("case_columns"))),
    )
    if len(source.delimiter) > 1:
        table.fail("delimiter", "one character", repr(source.delimiter), 'say "\\t" for a tab')
    return source


def _encodings(table: Table) -> tuple[str, ...]:
    """Codec names as Python knows them; GBK and GB2312 are read as their superset GB18030."""
    names = []
    for given in table.texts("encoding") or ("utf-8",):
        try:
            name = codecs.lookup(given).name
            "".encode(name)
        except (LookupError, ValueError):
            table.fail(
                "encoding", "the name of a text encoding", repr(given), 'say "utf-8" or "gb18030"'
            )
        names.append("gb18030" if name in ("gbk", "gb2312") else name)
    return tuple(names)


def read_field(table: Table, shape: FieldSource, columns: Columns) -> FieldSource:
    """Where the field of a shape comes from, as the key of its name says."""
    if not table.is_table(shape.field):
        return filled(shape, column=columns.ref(table.text(shape.field, required=True)))
    inner = table.table(shape.field)
    if "value" in inner:
        found = filled(shape, constant=inner.text("value", required=True))
    else:
        values = inner.table("values")
        found = filled(
            shape,
            column=columns.ref(inner.text("column", required=True)),
            values={key: values.text(key) for key in values.given},
            default=inner.text("default"),
            split=inner.text("split"),
        )
    for code in (found.constant, found.default, *(found.values or {}).values()):
        if code and shape.choices and code not in shape.choices:
            expected = f"one of {', '.join(sorted(shape.choices))}"
            inner.fail("", expected, repr(code), "translate the source's words with `values`")
    inner.done()
    return found


def read_fields(
    table: Table, shapes: Mapping[str, FieldSource], columns: Columns
) -> tuple[FieldSource, ...]:
    """The fields that a whole table fills; those that are required must be there."""
    for name in table.given:
        if name not in shapes:
            table.unknown(name, shapes)
    for name, shape in shapes.items():
        if shape.required and name not in table:
            table.fail(name, "a field that must be filled", "none", "name a column or a value")
    found = (shape for name, shape in shapes.items() if name in table)
    return tuple(read_field(table, shape, columns) for shape in found)


def filled(shape: FieldSource, **given: Any) -> FieldSource:
    """A shape with what fills it."""
    return FieldSource(
        shape.field, shape.shape, choices=shape.choices, required=shape.required, **given
    )


def read_conditions(when: Table, columns: Columns) -> tuple[Condition, ...]:
    """The conditions of a `when`, all of which must hold."""
    return tuple(_condition(when, key, columns) for key in when.given)


def _condition(when: Table, key: str, columns: Columns) -> Condition:
    column = columns.ref(key)
    if not when.is_table(key):
        return Condition(column, "in", frozenset(when.texts(key)))
    table = when.table(key)
    test = next((name for name in TESTS if name in table), "")
    match test:
        case "present" | "absent":
            wanted = table.flag(test, default=True)
            found = Condition(column, test if wanted else _opposite(test))
        case "matches":
            found = Condition(column, test, pattern=table.pattern(test))
        case "not":
            found = Condition(column, "not_in", frozenset(table.texts(test)))
        case "differs":
            found = Condition(column, test, other=columns.ref(table.text(test, required=True)))
        case _:
            table.fail("", f"one of {', '.join(TESTS)}", "none", "or give a value or a list")
    table.done()
    return found


def _opposite(test: str) -> str:
    return "absent" if test == "present" else "present"


def bare(column: str) -> str:
    """A column's name without its prefix."""
    return Ref(column).name

"""Reading a mapping from TOML; whatever is wrong is explained by file, key and remedy."""

import codecs
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.decider import Origin
from domain.values import Person
from exchange.event_fields import IMPORTABLE, field_shapes, has_clocks
from exchange.lexical import ISO, KINDS, Dates
from exchange.mapping import (
    OPENING,
    Condition,
    DeadlineSource,
    FieldSource,
    Mapping,
    Origins,
    Ref,
    Rule,
    Source,
)
from exchange.mapping_table import MappingError, Table

PERSON_FIELDS = tuple(Person.__dataclass_fields__)
TESTS = ("present", "absent", "matches", "not")
FORMATS = ("", "xes", "csv", "ndjson")


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises `MappingError`."""
    try:
        text = path.read_text("utf-8-sig")
        found = tomllib.loads(text)
    except OSError as error:
        raise MappingError(
            path, "", "a readable file", error.strerror or "none", "give the path of a mapping"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            path, "", "TOML in UTF-8", str(error), "see docs/mappings.md for an example"
        ) from None
    return _Loader(Table(path, "", found)).mapping()


class _Loader:
    """Builds a mapping out of its tables, and notes every column it names."""

    def __init__(self, root: Table) -> None:
        self._root = root
        self._columns: dict[str, Ref] = {}

    def mapping(self) -> Mapping:
        root = self._root
        self._source = self._read_source(root.table("source", required=True))
        self._fields = root.table("fields")
        self._check_shared_fields()
        applicant = tuple(
            (name, self._ref(column)) for name, column in self._applicant(root.table("applicant"))
        )
        origins = self._origins(root.table("origins"))
        kinds = self._kinds(root.table("kinds"))
        attributes = root.table("attributes")
        public = frozenset(map(_bare, attributes.texts("public")))
        dropped = frozenset(map(_bare, attributes.texts("drop")))
        attributes.done()
        step = self._step(root.table("steps"))
        rules = tuple(self._rule(table) for table in root.tables("rule"))
        self._check_rules(rules, step)
        root.done()
        return Mapping(
            self._source,
            rules,
            step,
            origins,
            applicant,
            kinds,
            public,
            dropped,
            tuple(self._columns.values()),
        )

    def _read_source(self, table: Table) -> Source:
        zone = table.zone("zone")
        formats = tuple(pattern for pattern in table.texts("dates") if pattern != ISO)
        source = Source(
            name=table.source_name("name"),
            case=self._ref(table.text("case", required=True)),
            dates=Dates(zone, (*formats, ISO)),
            time=self._optional(table, "time"),
            activity=self._optional(table, "activity"),
            key=self._optional(table, "key"),
            recorded=self._optional(table, "recorded"),
            rows=table.choice("rows", ("event", "case"), "event"),
            format=table.choice("format", FORMATS, ""),
            encodings=self._encodings(table),
            delimiter=table.text("delimiter"),
            empty=frozenset(("", *table.texts("empty"))),
            case_columns=frozenset(map(_bare, table.texts("case_columns"))),
        )
        if len(source.delimiter) > 1:
            table.fail("delimiter", "one character", repr(source.delimiter), 'say "\\t" for a tab')
        table.done()
        return source

    def _encodings(self, table: Table) -> tuple[str, ...]:
        """Codec names as Python knows them; GBK and GB2312 are read as their superset GB18030."""
        names = []
        for given in table.texts("encoding") or ("utf-8",):
            try:
                name = codecs.lookup(given).name
                "".encode(name)
            except (LookupError, ValueError):
                table.fail(
                    "encoding",
                    "the name of a text encoding",
                    repr(given),
                    'say "utf-8" or "gb18030"',
                )
            names.append("gb18030" if name in ("gbk", "gb2312") else name)
        return tuple(names)

    def _ref(self, text: str) -> Ref:
        return self._columns.setdefault(text, Ref(text))

    def _optional(self, table: Table, key: str) -> Ref | None:
        text = table.text(key)
        return self._ref(text) if text else None

    def _applicant(self, table: Table) -> Iterable[tuple[str, str]]:
        found = [(name, table.text(name)) for name in PERSON_FIELDS if name in table]
        table.done()
        return found

    def _origins(self, table: Table) -> Origins | None:
        if not table.given:
            return None
        codes = tuple(map(str, Origin))
        default = table.choice("default", codes, Origin.UNKNOWN)
        column = self._ref(table.text("column", required=True))
        values = table.table("values")
        meanings = {value: values.choice(value, codes, "") for value in values.given}
        table.done()
        return Origins(column, meanings, default)

    def _kinds(self, table: Table) -> tuple[tuple[Ref, str], ...]:
        return tuple((Ref(column), table.choice(column, KINDS, "")) for column in table.given)

    def _check_shared_fields(self) -> None:
        known = {name for event in OPENING for name in field_shapes(event)}
        for name in self._fields.given:
            if name not in known:
                self._fields.unknown(name, known)

    def _step(self, table: Table) -> Rule | None:
        """The event of rows no rule takes; without an activity column there is none."""
        if self._source.activity is None:
            if table.given:
                table.fail(
                    "",
                    "no [steps] without an activity column",
                    "one",
                    "name the column of the activity in [source]",
                )
            return None
        event = table.choice("event", _step_types(), "case.step_finished")
        rule = Rule(
            name="step",
            event=event,
            once=False,
            time=self._times(table),
            fields=self._field_sources(event, table.table("fields")),
            deadline=self._deadline(table, event),
            recorded=self._source.recorded,
        )
        table.done()
        return rule

    def _rule(self, table: Table) -> Rule:
        event = table.choice("event", IMPORTABLE, "", required=True)
        source = self._source
        by_case = source.rows == "case"
        once = table.flag("once", default=by_case)
        recorded = self._optional(table, "recorded")
        when = table.table("when")
        shared = self._fields if event in OPENING else table.nothing()
        rule = Rule(
            name=table.rule_name("name", event),
            event=event,
            once=once,
            time=self._times(table),
            when=(*self._activities(table), *(self._condition(when, key) for key in when.given)),
            fields=self._field_sources(event, table.table("fields"), shared),
            deadline=self._deadline(table, event),
            recorded=recorded or (source.recorded if by_case or not once else None),
            attributes=frozenset(map(_bare, table.texts("attributes"))),
            also_step=table.flag("also_step", default=False),
        )
        table.done()
        return rule

    def _times(self, table: Table) -> tuple[Ref, ...]:
        given = tuple(map(self._ref, table.texts("time")))
        default = self._source.time
        if not given and default is None:
            table.fail(
                "time",
                "the column of the event's time",
                "none",
                "name it here or as `time` in [source]",
            )
        return given or tuple(filter(None, (default,)))

    def _activities(self, table: Table) -> tuple[Condition, ...]:
        names = table.texts("activity")
        if not names:
            return ()
        if self._source.activity is None:
            table.fail("activity", "an activity column", "none", "name it in [source]")
        return (Condition(self._source.activity, "in", frozenset(names)),)

    def _condition(self, when: Table, key: str) -> Condition:
        column = self._ref(key)
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
            case _:
                table.fail("", f"one of {', '.join(TESTS)}", "none", "or give a value or a list")
        table.done()
        return found

    def _field_sources(
        self, event: str, own: Table, shared: Table | None = None
    ) -> tuple[FieldSource, ...]:
        shapes = field_shapes(event)
        found = []
        for name, shape in shapes.items():
            table = own if name in own or shared is None else shared
            implied = {"step": self._source.activity, "key": self._source.key}.get(name)
            if name in table:
                found.append(self._field(table, name, shape))
            elif implied:
                found.append(_filled(shape, column=implied))
            elif shape.required:
                own.fail(name, f"the field that {event} needs", "none", "name a column or a value")
        for name in own.given:
            if name not in shapes:
                own.unknown(name, shapes)
        return tuple(found)

    def _field(self, table: Table, name: str, shape: FieldSource) -> FieldSource:
        if not table.is_table(name):
            return _filled(shape, column=self._ref(table.text(name, required=True)))
        inner = table.table(name)
        if "value" in inner:
            found = _filled(shape, constant=inner.text("value", required=True))
        else:
            values = inner.table("values")
            found = _filled(
                shape,
                column=self._ref(inner.text("column", required=True)),
                values={key: values.text(key) for key in values.given},
                default=inner.text("default"),
                split=inner.text("split"),
            )
        for code in (found.constant, found.default, *(found.values or {}).values()):
            if code and shape.choices and code not in shape.choices:
                inner.fail(
                    "",
                    f"one of {', '.join(sorted(shape.choices))}",
                    repr(code),
                    "translate the source's words with `values`",
                )
        inner.done()
        return found

    def _deadline(self, table: Table, event: str) -> DeadlineSource | None:
        if "deadline" not in table:
            return None
        if not has_clocks(event):
            table.fail(
                "deadline",
                "an event that starts a clock",
                event,
                f"give it to {' or '.join(OPENING)} or to a step",
            )
        if not table.is_table("deadline"):
            column = self._ref(table.text("deadline"))
            return DeadlineSource(column, self._source.dates, True)
        inner = table.table("deadline")
        found = DeadlineSource(
            self._ref(inner.text("column", required=True)),
            Dates(inner.zone("zone", self._source.zone), self._source.dates.formats),
            inner.choice("day_means", ("end", "start"), "end") == "end",
        )
        inner.done()
        return found

    def _check_rules(self, rules: tuple[Rule, ...], step: Rule | None) -> None:
        names = [rule.name for rule in rules]
        twice = [name for name in names if names.count(name) > 1 or (step and name == step.name)]
        if twice:
            self._root.fail(
                "rule",
                "rules of different names",
                f"{twice[0]!r} again",
                "give each [[rule]] of the same event its own `name`",
            )
        if not rules and step is None:
            self._root.fail(
                "rule",
                "at least one [[rule]] or an activity column",
                "neither",
                "say what a row means",
            )


def _filled(shape: FieldSource, **given: Any) -> FieldSource:
    return FieldSource(
        shape.field, shape.shape, choices=shape.choices, required=shape.required, **given
    )


def _bare(column: str) -> str:
    return Ref(column).name


def _opposite(test: str) -> str:
    return "absent" if test == "present" else "present"


def _step_types() -> tuple[str, ...]:
    return tuple(event for event in IMPORTABLE if event.startswith("case.step_"))

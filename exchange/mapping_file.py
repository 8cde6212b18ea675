"""Reading a mapping from TOML; whatever is wrong is explained by file, key and remedy."""

from pathlib import Path

from domain.decider import Origin
from domain.values import Person
from exchange.event_fields import IMPORTABLE, field_shapes, has_clocks
from exchange.lexical import KINDS, Dates
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
from exchange.mapping_parts import (
    Columns,
    bare,
    filled,
    read_conditions,
    read_field,
    read_fields,
    read_root,
    read_source,
)
from exchange.mapping_table import Table

PERSON = {name: FieldSource(name, "text") for name in Person.__dataclass_fields__}
KIND = "log"


def load_mapping(path: Path) -> Mapping:
    """The mapping of a log in a file. Raises `MappingError`."""
    return _Loader(read_root(path)).mapping()


class _Loader:
    """Builds a mapping out of its tables."""

    def __init__(self, root: Table) -> None:
        self._root = root
        self._columns = Columns()

    def mapping(self) -> Mapping:
        root = self._root
        self._source = self._read_source(root.table("source", required=True))
        self._fields = root.table("fields")
        self._check_shared_fields()
        applicant = read_fields(root.table("applicant"), PERSON, self._columns)
        origins = self._origins(root.table("origins"))
        kinds = self._kinds(root.table("kinds"))
        attributes = root.table("attributes")
        public = frozenset(map(bare, attributes.texts("public")))
        dropped = frozenset(map(bare, attributes.texts("drop")))
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
            self._columns.named,
        )

    def _read_source(self, table: Table) -> Source:
        table.choice("kind", (KIND,), KIND)
        case = self._columns.ref(table.text("case", required=True))
        rows = table.choice("rows", ("event", "case"), "event")
        source = read_source(table, self._columns, case, rows)
        table.done()
        return source

    def _origins(self, table: Table) -> Origins | None:
        if not table.given:
            return None
        codes = tuple(map(str, Origin))
        default = table.choice("default", codes, Origin.UNKNOWN)
        column = self._columns.optional(table, "column")
        values = table.table("values")
        if column is None and ("default" not in table or values.given):
            table.fail("column", "a column, or a `default` alone", "none", "name one of them")
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
            name=self._named("step"),
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
        recorded = self._columns.optional(table, "recorded")
        when = table.table("when")
        shared = self._fields if event in OPENING else table.nothing()
        rule = Rule(
            name=self._named(table.rule_name("name", event)),
            event=event,
            once=once,
            time=self._times(table),
            when=(*self._activities(table), *read_conditions(when, self._columns)),
            fields=self._field_sources(event, table.table("fields"), shared),
            deadline=self._deadline(table, event),
            recorded=recorded or (source.recorded if by_case or not once else None),
            attributes=frozenset(map(bare, table.texts("attributes"))),
            also_step=table.flag("also_step", default=False),
        )
        table.done()
        return rule

    def _named(self, name: str) -> str:
        """A rule's name among those of all parts of its feed."""
        part = self._source.part
        return f"{part}.{name}" if part else name

    def _times(self, table: Table) -> tuple[Ref, ...]:
        given = tuple(map(self._columns.ref, table.texts("time")))
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

    def _field_sources(
        self, event: str, own: Table, shared: Table | None = None
    ) -> tuple[FieldSource, ...]:
        shapes = field_shapes(event)
        found = []
        for name, shape in shapes.items():
            table = own if name in own or shared is None else shared
            implied = {"step": self._source.activity, "key": self._source.key}.get(name)
            if name in table:
                found.append(read_field(table, shape, self._columns))
            elif implied:
                found.append(filled(shape, column=implied))
            elif shape.required:
                own.fail(name, f"the field that {event} needs", "none", "name a column or a value")
        for name in own.given:
            if name not in shapes:
                own.unknown(name, shapes)
        return tuple(found)

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
            column = self._columns.ref(table.text("deadline"))
            return DeadlineSource(column, self._source.dates, True)
        inner = table.table("deadline")
        found = DeadlineSource(
            self._columns.ref(inner.text("column", required=True)),
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


def _step_types() -> tuple[str, ...]:
    return tuple(event for event in IMPORTABLE if event.startswith("case.step_"))

"""Every event and command keeps its form: round trip, schema, and what both validators say."""

import json
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.case.events import Closed, CloseKind, Received
from domain.chapters import COMMANDS, EVENTS
from domain.values import Clear, Sealed
from ledger.canonical import canonical, read_json
from ledger.codec import NotSealed, from_plain, name_of, to_plain
from ledger.schemas import (
    FOLDER,
    SchemaInvalid,
    UnknownSchema,
    command_schema,
    event_schema,
)
from tests.ledger.opened import ASKED
from tests.ledger.strategies import instances
from tests.ledger.test_canonical import VALUES

SCHEMAS = {f"{name}.v{cls.SCHEMA}": cls for name, cls in EVENTS.items()} | {
    f"commands/{chapter}.{name}": cls for (chapter, name), cls in COMMANDS.items()
}
EACH = pytest.mark.parametrize("name", SCHEMAS)
FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def published(name: str) -> tuple[Any, Any]:
    """The oracle and the compiled validator of one published schema."""
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    return Draft202012Validator(schema), jsonschema_rs.validator_for(schema)


def both(name: str, data: Any) -> bool:
    """The verdict of both validators, which must be one."""
    oracle, compiled = published(name)
    verdict: bool = compiled.is_valid(data)
    assert oracle.is_valid(data) is verdict, data
    return verdict


@EACH
def test_a_published_schema_is_a_valid_schema(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@EACH
@FEW
@given(data=st.data())
def test_any_instance_fits_its_schema_and_comes_back_alike(name: str, data: st.DataObject) -> None:
    cls = SCHEMAS[name]
    value = data.draw(instances(cls))
    plain = to_plain(value)
    assert both(name, plain)
    assert from_plain(cls, read_json(canonical(plain))) == value


PATHS = st.lists(st.integers(0, 5), max_size=5)


def mutated(value: Any, path: list[int], change: Any) -> Any:
    """The value with what stands at a path replaced; a path that ends early adds a member."""
    if not path or not isinstance(value, dict | list):
        return change
    if isinstance(value, dict):
        keys = sorted(value)
        key = keys[path[0]] if path[0] < len(keys) else "unknown"
        return {**value, key: mutated(value.get(key), path[1:], change)}
    at = path[0]
    if at >= len(value):
        return [*value, change]
    return [*value[:at], mutated(value[at], path[1:], change), *value[at + 1 :]]


ODD = VALUES | st.sampled_from(
    [1.0, -1, 2**53, "2016-02-30", "2016-01-01\n", "AA==\n", "09:00:00\n", True]
)


@EACH
@FEW
@given(data=st.data())
def test_both_validators_say_the_same_of_data_gone_wrong(name: str, data: st.DataObject) -> None:
    plain = to_plain(data.draw(instances(SCHEMAS[name])))
    both(name, mutated(plain, data.draw(PATHS), data.draw(ODD)))


@EACH
@FEW
@given(data=st.data())
def test_what_a_schema_admits_is_built_or_refused_with_a_value_error(
    name: str, data: st.DataObject
) -> None:
    """Nothing that a caller sends can break the program once the schema has let it in."""
    cls = SCHEMAS[name]
    sent = mutated(to_plain(data.draw(instances(cls))), data.draw(PATHS), data.draw(VALUES))
    if both(name, sent):
        try:
            built = from_plain(cls, sent)
        except ValueError:
            return
        assert from_plain(cls, to_plain(built)) == built


@pytest.mark.parametrize(
    ("day", "exists"),
    [
        ("2016-02-29", True),
        ("2015-02-29", False),
        ("2000-02-29", True),
        ("1900-02-29", False),
        ("2016-02-30", False),
        ("2016-04-31", False),
        ("2016-12-31", True),
        ("2016-13-01", False),
        ("2016-00-01", False),
        ("2016-01-00", False),
        ("0999-01-01", False),
        ("2016-01-01\n", False),
        ("2400-02-29", True),
        ("1200-02-29", True),
        ("2016-1-1", False),
        ("2016-06-30", True),
    ],
)
def test_a_schema_admits_days_that_exist_and_no_others(day: str, exists: bool) -> None:
    plain = {"notice": {"year": 2016, "off": [{"date": day}]}}
    assert both("rules.calendar_published.v1", plain) is exists


def test_a_field_at_its_default_is_left_out() -> None:
    assert to_plain(Closed()) == {}
    assert to_plain(Closed(kind=CloseKind.VOIDED)) == {"kind": "voided"}


def test_clear_personal_data_reaches_no_json_unsealed() -> None:
    event = Received(note=Clear(subject="s1", value="张三"))
    with pytest.raises(NotSealed, match="note"):
        to_plain(event)


def test_a_value_is_sealed_under_the_path_where_it_stands() -> None:
    paths = []

    def seal(path: str, clear: Clear) -> Sealed:
        paths.append(path)
        return Sealed(subject=clear.subject, nonce="", ciphertext="", commitment="")

    clear = Clear(subject="s1", value="张三")
    corrected = EVENTS["case.corrected"](
        corrects="e", happened_at=ASKED.occurred_at, restated=Received(applicant=clear), note=clear
    )  # type: ignore[call-arg]  # built by name
    to_plain(corrected, seal)
    assert sorted(paths) == ["note", "restated.data.applicant"]


def test_names_of_events_and_commands_are_the_domains_own_words() -> None:
    assert name_of(Closed) == "case.closed"
    assert not any("." in name for _, name in COMMANDS)
    assert all(cls.__module__ not in name for name, cls in EVENTS.items())


def test_what_a_schema_refuses_is_told_by_pointer_and_expectation() -> None:
    with pytest.raises(SchemaInvalid, match="/kind") as invalid:
        event_schema("case.closed", 1).check({"kind": 3, "unknown": 1})
    assert {pointer for pointer, _ in invalid.value.faults} == {"", "/kind"}
    assert invalid.value.name == "case.closed.v1"


@pytest.mark.parametrize("name", ["case.nothing", "../pyproject", "commands/case.accept"])
def test_an_unknown_schema_is_told(name: str) -> None:
    with pytest.raises(UnknownSchema):
        event_schema(name, 1)


def test_every_command_has_its_schema() -> None:
    for chapter, name in COMMANDS:
        assert command_schema(chapter, name).name == f"commands/{chapter}.{name}"

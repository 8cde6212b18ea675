"""Every code has a name in both languages."""

import importlib
import pkgutil
from enum import StrEnum

import domain
from application.rules import load_clock_rules
from domain import labels
from domain.chapters import EVENTS


def enumerations() -> set[type[StrEnum]]:
    """Every enumeration that a module of the domain defines."""
    names = [m.name for m in pkgutil.walk_packages(domain.__path__, "domain.")]
    modules = [importlib.import_module(name) for name in names]
    return {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }


def test_every_code_of_every_enumeration_has_a_label() -> None:
    unnamed = [
        repr(code)
        for kind in enumerations()
        for code in kind
        if not all(labels.CODES.get(kind, {}).get(code, ("", "")))
    ]
    assert unnamed == []


def test_every_event_type_has_a_label_and_no_label_is_left_over() -> None:
    assert set(labels.EVENT_TYPES) == set(EVENTS)


def test_clocks_are_called_as_the_register_calls_them() -> None:
    shipped = {rule.clock: rule.name for rule in load_clock_rules().rules}
    assert {clock: name.zh for clock, name in labels.CLOCKS.items()} == shipped


def test_an_unknown_clock_is_called_by_its_code() -> None:
    assert labels.clock_label("LOCAL.X") == ("LOCAL.X", "LOCAL.X")

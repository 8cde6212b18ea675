"""The detectors, thresholds and mandatory classes that ship with Mingcha, read from TOML.

Detectors stand in one file for each family; a basis is "key article", its law in laws.toml.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from application.rules import FOLDER, read_toml
from application.tables import Table
from domain.detectors import Detector, DisclosureClass, Family, LegalBasis, LimitRule
from domain.organisation import UnitKind
from domain.rank import Rank
from domain.verdict import Severity

LIMIT_UNITS = ("_working_days", "_days", "_count", "_percent")
Laws = Mapping[str, LegalBasis]


@cache
def load_detectors(folder: Path = FOLDER / "detectors") -> tuple[Detector, ...]:
    """The register of detectors, family by family; DataError says what is wrong with a file."""
    laws = _laws(folder / "laws.toml")
    return tuple(
        _detector(table, family, laws)
        for family in Family
        for table in read_toml(folder / f"{family}.toml").tables("detector")
    )


@cache
def load_limits(path: Path = FOLDER / "limits.toml") -> tuple[LimitRule, ...]:
    """Every version of every threshold."""
    return tuple(_limit(table) for table in read_toml(path).tables("limit"))


@cache
def load_disclosure_classes(path: Path = FOLDER / "classes.toml") -> tuple[DisclosureClass, ...]:
    """Every version of every class of what is to be made public unasked."""
    return tuple(_class(table) for table in read_toml(path).tables("class"))


def _laws(path: Path) -> Laws:
    """Each law by its key, as a basis that names no article yet."""
    return dict(map(_law, read_toml(path).tables("law")))


def _law(table: Table) -> tuple[str, LegalBasis]:
    rank = table.code("rank", Rank)
    law = LegalBasis(
        text=table.text("name"),
        rank=rank,
        # A law grounds nothing before it was in force; only our own defaults have no date.
        in_force_from=None if rank is Rank.SYSTEM else table.day("in_force_from"),
        in_force_to=table.day_or_none("in_force_to"),
    )
    key = table.text("key")
    table.done()
    return key, law


def _detector(table: Table, family: Family, laws: Laws) -> Detector:
    detector = Detector(
        code=table.text("code"),
        name=table.text("name"),
        family=family,
        severity=table.code("severity", Severity),
        seed=table.text("seed"),
        definition=table.text("definition"),
        bases=tuple(_basis(table, text, laws) for text in table.texts("bases")),
        discriminators=table.texts("discriminators"),
    )
    table.done()
    return detector


def _basis(table: Table, text: str, laws: Laws) -> LegalBasis:
    key, _, article = text.partition(" ")
    law = laws.get(key)
    if law is None or not article:
        raise table.wrong("bases", "one of " + ", ".join(laws) + ", then its article", text)
    join = "：" if law.rank is Rank.SYSTEM else ""
    return LegalBasis(
        text=f"{law.text}{join}{article}",
        rank=law.rank,
        in_force_from=law.in_force_from,
        in_force_to=law.in_force_to,
    )


def _limit(table: Table) -> LimitRule:
    limit = LimitRule(
        name=table.text("name"),
        value=table.number("value"),
        in_force_from=table.day("in_force_from"),
        rank=table.code("rank", Rank),
        source=table.text("source"),
    )
    table.done()
    if not limit.name.endswith(LIMIT_UNITS):
        raise table.wrong("name", "a name that ends in " + ", ".join(LIMIT_UNITS), limit.name)
    return limit


def _class(table: Table) -> DisclosureClass:
    kinds = table.texts("unit_kinds")
    if not kinds or not set(kinds) <= set(UnitKind):
        raise table.wrong("unit_kinds", "some of " + ", ".join(UnitKind), kinds)
    yearly = table.flag("yearly", default=False)
    due = (table.number("due_month"), table.number("due_day")) if yearly else (12, 31)
    published = DisclosureClass(
        category=table.text("category"),
        name=table.text("name"),
        basis=table.text("basis"),
        rank=table.code("rank", Rank),
        unit_kinds=frozenset(kinds),
        yearly=yearly,
        due_month=due[0],
        due_day=due[1],
        in_force_from=table.day("in_force_from"),
        in_force_to=table.day_or_none("in_force_to"),
    )
    table.done()
    return published

"""What there is to judge in a log: one case, one document, a matter, a month, an item, a unit."""

from collections.abc import Collection, Mapping
from itertools import chain

from domain.feed import Declared
from domain.organisation import UnitRegistered
from domain.world import World
from projections.docket import Docket
from projections.judge import Judge
from projections.judges import (
    accounts,
    authority,
    backdated,
    checks,
    correction_notices,
    corrections,
    disclosure_duties,
    disclosure_late,
    disclosure_missing,
    disclosure_publication,
    dual,
    dual_accept,
    entry,
    extension,
    fabricated,
    follow_up,
    gaps,
    items,
    licence,
    listed,
    materials,
    nominal,
    offhall,
    online,
    pauses,
    publication,
    sequence,
    shadow,
    steps,
    timeliness,
    unexchanged,
    units,
)

_OF_A_CASE: tuple[Judge, ...] = tuple(
    chain(
        offhall.JUDGES,
        shadow.JUDGES,
        materials.JUDGES,
        items.JUDGES,
        authority.JUDGES,
        timeliness.JUDGES,
        steps.JUDGES,
        extension.JUDGES,
        pauses.JUDGES,
        correction_notices.JUDGES,
        licence.JUDGES,
        online.JUDGES,
        follow_up.JUDGES,
        backdated.JUDGES,
        sequence.JUDGES,
        checks.JUDGES,
        accounts.JUDGES,
    )
)
_OF_A_DOCUMENT = (*disclosure_late.JUDGES, *disclosure_publication.JUDGES)
_OF_A_MATTER = (*dual.JUDGES, *unexchanged.JUDGES)
_OF_A_NUMBER = (*publication.JUDGES, *listed.JUDGES)


def _items(world: World) -> Collection[str]:
    return world.items


def _units(world: World) -> Collection[str]:
    return {each.unit for each in world.of(UnitRegistered)}


def _sources(world: World) -> Collection[str]:
    return {each.source for each in world.of(Declared)}


def _registered(world: World, key: str) -> bool:
    """Whether the unit of a quarter is one of the district's, so that its people are known."""
    return world.is_unit(key.rpartition("|")[0])


def _trivial(world: World, key: str) -> bool:
    """Whether a desk's item is one that the catalogue calls trivial."""
    item = world.item(key.split("|")[1])
    return item is not None and any(version.trivial for version in item.versions)


def _item(world: World, key: str) -> Mapping[str, str]:
    versions = world.items[key].versions if key in world.items else []
    return {"item": versions[-1].name, "unit": versions[-1].unit} if versions else {"item": key}


def _unit(world: World, key: str) -> Mapping[str, str]:
    return {"unit": key}


def _unit_first(world: World, key: str) -> Mapping[str, str]:
    return {"unit": key.partition("|")[0]}


def _desk(world: World, key: str) -> Mapping[str, str]:
    return {"person": key.partition("|")[0]}


def _source(world: World, key: str) -> Mapping[str, str]:
    declared = next((each for each in world.of(Declared) if each.source == key), None)
    return {"unit": declared.unit} if declared else {}


DOCKETS = (
    Docket("case", 1, _OF_A_CASE, view="cases"),
    Docket("document", 1, _OF_A_DOCUMENT, view="documents"),
    Docket("matter", 1, _OF_A_MATTER, prefix="m", sources=("cases",)),
    Docket("shared", 1, _OF_A_MATTER, prefix="n", sources=("cases",)),
    Docket("number", 1, _OF_A_NUMBER, prefix="no", sources=("cases", "documents", "registers")),
    Docket("intake", 1, dual_accept.JUDGES, prefix="in", sources=("cases",), opened_by="off"),
    Docket(
        "quarter",
        1,
        nominal.JUDGES,
        prefix="q",
        sources=("cases",),
        admits=_registered,
        dims=_unit_first,
    ),
    Docket(
        "desk",
        1,
        fabricated.JUDGES,
        prefix="desk",
        sources=("cases",),
        admits=_trivial,
        dims=_desk,
    ),
    Docket("corrections", 1, corrections.JUDGES, prefix="fix", sources=("cases",), dims=_unit),
    Docket(
        "class",
        1,
        disclosure_missing.JUDGES,
        prefix="class",
        sources=("documents",),
        known=disclosure_duties.missing_keys,
        dims=_unit_first,
    ),
    Docket("item", 1, entry.JUDGES, known=_items, dims=_item),
    Docket("unit", 1, units.JUDGES, known=_units, dims=_unit),
    Docket("feed", 1, gaps.JUDGES, known=_sources, hears=True, dims=_source),
)

"""The demo district 430903 赫山区 as it stands: units, towns, windows, staff and items.

The towns and the names of the units are real, windows, staff, terms and codes are made up; the
names of the items are those of the laws they rest on.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from domain.case.events import Matter
from domain.catalogue import ItemType
from domain.decider import Actor, record
from domain.organisation import UnitKind
from mingcha.demo.codes import COUNTY, FIRM, REGION, TOWN, credit_code, item_code

HALL = "区政务服务中心"
GOVERNMENT = "区人民政府"
WINDOW, REVIEWER, CHIEF, OFFICE, HEAD = "窗口人员", "审核人员", "首席代表", "业务股室", "负责人"
_FIRST = {WINDOW: 1, CHIEF: 11, REVIEWER: 12, OFFICE: 21, HEAD: 31}
OFFICERS = 3


@record
class Unit:
    """A unit with windows in the hall, or a town with its own centre.

    `code` begins its staff ids, `short` its document numbers, `hall` is where its windows are.
    """

    code: str
    name: str
    full_name: str
    kind: UnitKind
    short: str
    windows: int
    uscc: str
    hall: str = HALL
    region: str = REGION

    @property
    def is_town(self) -> bool:
        """Whether its windows are in its own centre 便民服务中心."""
        return self.hall != HALL

    def window(self, number: int = 1) -> str:
        """The name of a window as cases write it."""
        return f"{self.hall}/{'' if self.is_town else self.short}{number}号窗口"

    def staff(self, post: str, number: int = 0) -> Actor:
        """One of its people in a post, by staff id."""
        return Actor(id=f"{self.code}{_FIRST[post] + number:02}", post=post, unit=self.name)

    @property
    def clerks(self) -> int:
        """How many sit at its windows, two at each."""
        return 2 * self.windows

    def window_of(self, clerk: int) -> str:
        """Where a clerk sits."""
        return self.window(clerk // 2 + 1)


@record
class Item:
    """An item 事项: terms in working days, `statutory` 0 where the general law's term holds.

    `volume` is its share of the year's cases; `persons` rather than firms apply; `on_site` if the
    unit's office goes and looks; `at_window` if the window decides; `at_once` if it is handled on
    the spot; `published` if what it grants is published within seven working days (双公示);
    `handed_down_by` is the unit a town's item came from.
    """

    code: str
    name: str
    unit: Unit
    type: ItemType
    statutory: int
    promised: int
    volume: float
    basis: str
    persons: bool = False
    on_site: bool = False
    at_window: bool = False
    at_once: bool = False
    published: bool = False
    handed_down_by: str = ""

    @property
    def matter(self) -> Matter:
        """许可法 42 for a licence, else 湖南省行政程序规定 81."""
        return Matter.LICENCE if self.type is ItemType.LICENCE else Matter.HUNAN

    @property
    def law_days(self) -> int:
        """Working days that the law gives; twenty where it names none for the item."""
        return self.statutory or 20


@cache
def units() -> dict[str, Unit]:
    """The units of the district itself, by code."""
    return {unit.code: unit for unit in _units()}


@cache
def towns() -> dict[str, Unit]:
    """乡镇、街道 and the development zone, by code."""
    return {unit.code: unit for unit in _towns()}


@cache
def items() -> tuple[Item, ...]:
    """Every item in force through the whole year, in the order of the catalogue."""
    return (*_district_items(), *_town_items())


def bodies() -> tuple[Unit, ...]:
    """Units and towns."""
    return (*units().values(), *towns().values())


def _units() -> Iterator[Unit]:
    for row in _rows("units"):
        kind = UnitKind(row["kind"])
        registrar = FIRM if kind is UnitKind.PUBLIC_ENTERPRISE else "11"
        yield Unit(
            code=row["code"],
            name=row["name"],
            full_name=row["full_name"],
            kind=kind,
            short=row["short"],
            windows=int(row["windows"]),
            uscc=credit_code(row["full_name"], registrar),
        )


def _towns() -> Iterator[Unit]:
    for row in _rows("towns"):
        name = row["name"]
        office = "办事处" if name.endswith("街道") else "人民政府"
        full = f"益阳市赫山区{name}{'' if name.endswith('开发区') else office}"
        yield Unit(
            code=row["code"],
            name=name,
            full_name=full,
            kind=UnitKind.PARK if name.endswith("开发区") else UnitKind.TOWNSHIP,
            short=name[:2],
            windows=1,
            uscc=credit_code(full),
            hall=f"{name}便民服务中心",
            region=f"{row['region']}000",
        )


def _district_items() -> Iterator[Item]:
    for number, row in enumerate(_rows("items"), 1):
        for variant, word in enumerate(row["variants"].split(), 1):
            share = int(row["volume"]) / len(row["variants"].split())
            name = f"{row['name']}（{word}）"
            yield _item(units()[row["unit"]], row, name, share, (number, variant))


def _town_items() -> Iterator[Item]:
    for town in towns().values():
        for number, row in enumerate(_rows("town_items"), 901):
            yield _item(town, row, row["name"], int(row["volume"]) / 4, (number, 1))


def _item(
    unit: Unit, row: dict[str, str], name: str, volume: float, place: tuple[int, int]
) -> Item:
    flags = row["flags"]
    return Item(
        code=item_code(unit.uscc, TOWN if unit.is_town else COUNTY, row["type"], *place),
        name=name,
        unit=unit,
        type=ItemType(row["type"]),
        statutory=int(row["statutory"]),
        promised=int(row["promised"]),
        volume=volume,
        basis=f"《{row['basis']}》",
        persons="p" in flags,
        on_site="s" in flags,
        at_window="w" in flags,
        at_once="i" in flags,
        published="g" in flags,
        handed_down_by=units()[row["from"]].name if "from" in row else "",
    )


def special_item(unit: Unit, number: int, name: str, *, at_window: bool = False) -> Item:
    """An item of which facts of its own are told in the year."""
    type_ = ItemType.OTHER_POWER
    return Item(
        code=item_code(unit.uscc, COUNTY, type_.value, 800 + number, 1),
        name=name,
        unit=unit,
        type=type_,
        statutory=20,
        promised=8,
        volume=0,
        basis="《湖南省行政程序规定》",
        at_window=at_window,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = Path(__file__).parent / "data" / f"{name}.csv"
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())

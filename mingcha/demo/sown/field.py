"""Where misconduct is sown: days, items and people that nobody else uses, dealt out in order."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from domain.catalogue import ItemType
from domain.decider import Origin
from domain.hours import WorkTime
from domain.organisation import UnitKind
from domain.values import Person
from mingcha.demo.district import Item, Unit, items, special_item, units
from mingcha.demo.people import firm, resident
from mingcha.demo.sowing import Plot
from mingcha.demo.ways import Telling

MOST = 12
LEAST = 3
NOMINAL_UNITS = ("SLJ", "KGJ", "RFB")
"""Units in the hall in name only: no lawful case is theirs (明进暗不进)."""

_SPECIAL = (
    "便民摊点设置备案", "夜间施工备案", "户外促销活动备案", "临时停车场设置备案",
    "建筑材料临时堆放备案", "农机作业服务备案", "应急物资网点备案", "冷链食品追溯备案",
    "校外托管机构备案", "二手车交易市场备案", "家政服务企业备案", "养老服务机构备案",
    "充电设施建设备案", "屋顶光伏项目备案", "小型水面养殖备案", "散装水泥使用备案",
    "食用农产品集散备案", "再生资源回收备案", "劳动用工备案", "健身场所备案",
)  # fmt: skip


class Field:
    """Deals out what schemes need. `reserved` items take no lawful cases, `withheld` (unit,
    category) are published by no routine, `unsectioned` units have no section for approvals,
    `silent` are feeds' days without a word.
    """

    def __init__(self, rng: Random, work: WorkTime, scale: float) -> None:
        self.rng = rng
        self.work = work
        self.scale = scale
        self.reserved = {i.code for i in items() if i.unit.code in NOMINAL_UNITS}
        self.withheld: set[tuple[str, str]] = set()
        self.unsectioned: set[str] = set()
        self.silent: set[tuple[str, date]] = set()
        self._specials = 0
        self._people = 0

    def times(self, most: int = MOST, least: int = LEAST) -> range:
        """How often a thing is sown in a district of this size."""
        return range(max(least, round(min(1.0, self.scale) * most)))

    def day(self, first: tuple[int, int] = (1, 5), last: tuple[int, int] = (10, 13)) -> date:
        """A working day of the year; early enough that what follows ends within it."""
        start = date(2023, *first)
        days = (date(2023, *last) - start).days
        while not self.work.calendar.is_working(
            day := start + timedelta(days=self.rng.randint(0, days))
        ):
            pass
        return day

    def early(self) -> date:
        """A working day in the first third of a month without long holidays."""
        month = self.rng.choice((2, 3, 4, 6, 7, 8, 9))
        return self.day((month, 1), (month, 10))

    def item(self, fits: Callable[[Item], bool]) -> Item:
        """Any item of a unit in the hall, in use and fit."""
        found = [
            item
            for item in items()
            if not item.unit.is_town and item.code not in self.reserved and fits(item)
        ]
        return self.rng.choice(found)

    def take(self, fits: Callable[[Item], bool]) -> Item:
        """An item that fits, for one scheme alone: no lawful case comes for it."""
        found = self.item(fits)
        self.reserved.add(found.code)
        return found

    def items_of(self, unit: Unit) -> list[Item]:
        """The items of a unit that lawful cases come for."""
        return [item for item in items() if item.unit is unit and item.code not in self.reserved]

    def special(self, *, at_window: bool = False) -> Item:
        """An item of some unit in the hall, of which facts of its own are told."""
        self._specials += 1
        number = self._specials
        variant = ("新办", "变更", "延续", "注销")[number // len(_SPECIAL) % 4]
        name = f"{_SPECIAL[number % len(_SPECIAL)]}（{variant}）"
        return special_item(self.unit(), number, name, at_window=at_window)

    def case(
        self,
        tell: Telling,
        fits: Callable[[Item], bool] | None = None,
        origin: Origin = Origin.HALL_WINDOW,
    ) -> Plot:
        """A case of any day and any item that fits, by default a slow licence."""
        return Plot(self.day(), self.item(fits or slow), tell, origin)

    def person(self, item: Item) -> Person:
        """Somebody who comes for nothing else by chance."""
        self._people += 1
        own = Random(f"{self.rng.random()}:{self._people}")
        return resident(own) if item.persons else firm(own)

    def unit(self) -> Unit:
        """Any unit that works in the hall, and not in name only."""
        found = [u for u in units().values() if u.windows and u.code not in NOMINAL_UNITS]
        return self.rng.choice(found)

    def department(self) -> Unit:
        """Any department of the district that works in the hall."""
        while (unit := self.unit()).kind is not UnitKind.DEPARTMENT:
            pass
        return unit

    def after(self, day: date, days: int) -> date:
        """The n-th working day after a day, or before it."""
        calendar = self.work.calendar
        if days < 0:
            return calendar.subtract_working_days(day, -days).due
        return calendar.add_working_days(day, days).due


def slow(item: Item) -> bool:
    """A licence with room in its terms, examined in the hall and not decided at the window."""
    return (
        item.type is ItemType.LICENCE
        and item.promised >= 6
        and not item.on_site
        and not item.at_window
    )


def quick(item: Item) -> bool:
    """An item that the window decides on paper within days."""
    return item.at_window and not item.at_once and not item.on_site


def licence_on_site(item: Item) -> bool:
    """A licence for which the office goes and looks."""
    return item.type is ItemType.LICENCE and item.on_site and item.promised >= 5

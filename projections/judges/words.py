"""How judges write: dates, instants, positions and lists, as officials put them into a file."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.world import World


def day(on: date) -> str:
    """2016年4月29日."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime, zone: str) -> str:
    """2016年4月29日 09:05, in the zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local)} {local.hour:02}:{local.minute:02}"


def entry(position: int) -> str:
    """第 5 号记录."""
    return f"第 {position} 号记录"


def entries(positions: Iterable[int]) -> str:
    """第 5、8 号记录, in rising order."""
    return f"第 {joined(map(str, sorted(set(positions))))} 号记录"


def joined(parts: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(parts)


def grounds(world: World, code: str, on: date) -> str:
    """（依据：某法第几条；某文件）: what a detector rests on that day, "" for nothing."""
    detector = world.book.detectors.get(code)
    bases = detector.grounds(on) if detector else ()
    return f"（依据：{'；'.join(basis.text for basis in bases)}）" if bases else ""

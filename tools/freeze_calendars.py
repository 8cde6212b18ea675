"""Freeze the working-day notices of the `holidays` package as data of the application."""

import json
import re
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays

FIRST, LAST = 2004, 2026
TARGET = Path(__file__).parents[1] / "application" / "calendars"
DAY = timedelta(days=1)
Moved = tuple[list[dict[str, str]], list[dict[str, str]]]
SWAP = re.compile(r"由 (\d{4}-\d{2}-\d{2}) 调休")

DOCUMENTS = {
    2006: "国办发明电〔2005〕35号",
    2014: "国办发明电〔2013〕28号",
    2015: "国办发明电〔2014〕28号、国发明电〔2015〕1号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号、国办发明电〔2019〕3号",
    2020: "国办发明电〔2019〕16号、国办发明电〔2020〕1号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}


def notice_of(day: date) -> int:
    """The year whose notice moved `day`: New Year's bridge days stand in the next notice."""
    return day.year + 1 if (day.month, day.day) >= (12, 20) else day.year


def plain(name: str) -> list[str]:
    """'农历除夕' -> ['春节']; a day given for another（补假, 调休）has no name of its own."""
    if not name or "（" in name:
        return []
    parts = name.split("; ")
    return ["春节" if part in ("农历除夕", "春节延长假期") else part for part in parts]


def block_name(source: holidays.HolidayBase, day: date) -> str:
    """The holidays of the unbroken run of days off around `day`, as notices name them."""
    first = last = day
    while not source.is_working_day(first - DAY):
        first -= DAY
    while not source.is_working_day(last + DAY):
        last += DAY
    run = (first + n * DAY for n in range((last - first).days + 1))
    return "、".join(dict.fromkeys(part for d in run for part in plain(source.get(d, ""))))


def main() -> None:
    """Write one JSON file per notice."""
    # With the year after the last: a year alone misses what the next notice says of its December.
    source = holidays.country_holidays("CN", years=range(FIRST, LAST + 2), language="zh_CN")
    swapped = {match[1]: day for day, name in source.items() if (match := SWAP.search(name))}
    notices: dict[int, Moved] = {year: ([], []) for year in range(FIRST, LAST + 1)}
    for day in (date(FIRST, 1, 1) + n * DAY for n in range(366 * (LAST - FIRST + 1))):
        if notice_of(day) not in notices or source.is_working_day(day) == (day.weekday() < 5):
            continue
        off, work = notices[notice_of(day)]
        of = swapped.get(day.isoformat(), day)
        target = work if source.is_working_day(day) else off
        target.append({"date": day.isoformat(), "name": block_name(source, of)})
    for year, (off, work) in notices.items():
        notice = {
            "year": year,
            "document": DOCUMENTS.get(year),
            "source": f"PyPI holidays {version('holidays')} (MIT)",
            "off": off,
            "work": work,
        }
        text = json.dumps(notice, ensure_ascii=False, indent=1)
        text = re.sub(r'\{\s+("date".*?),\s+("name".*?)\s+\}', r"{\1, \2}", text)
        (TARGET / f"{year}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

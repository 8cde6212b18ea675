"""How dates, times and numbers are written on pages; addresses keep their own forms."""

import re
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b", re.ASCII)
MONTH_DAY = re.compile(r"(?<![\d-])(\d\d)-(\d\d)(?![\d-])")


def zh_date(day: date) -> str:
    """2016年4月29日."""
    return f"{day.year}年{day.month}月{day.day}日"


def zh_time(at: datetime, zone: str) -> str:
    """2016年4月29日 09:05, in the log's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{zh_date(local.date())} {local:%H:%M}"


def zh_second(at: datetime, zone: str) -> str:
    """2016年4月29日 09:05:07, where seconds matter."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{zh_date(local.date())} {local:%H:%M:%S}"


def local_day(at: datetime, zone: str) -> date:
    """The date of an instant in the log's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def local_input(at: datetime, zone: str) -> str:
    """2016-04-29T09:05, as a form field and a saved address take it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def zh_dates(words: str) -> str:
    """A sentence of the domain with its dates as pages write them."""
    whole = ISO_DATE.sub(lambda m: f"{int(m[1])}年{int(m[2])}月{int(m[3])}日", words)
    return MONTH_DAY.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", whole)


def thousands(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def signed(number: int) -> str:
    """+12, −3 or 0, with a true minus sign."""
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


def segment(text: str) -> str:
    """A stream id as one segment of an address."""
    return quote(text, safe="")


def running_time(seconds: int) -> str:
    """3日4小时: the two greatest parts of a running time."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "日"), (hours, "小时"), (minutes, "分"), (left, "秒")]
    said = [f"{number:,}{unit}" for number, unit in parts if number]
    return "".join(said[:2]) or "不足1秒"

"""Terms of a catalogue in working days 工作日, whatever unit it states them in."""

from collections.abc import Mapping
from enum import StrEnum


class TermUnit(StrEnum):
    """The unit of a term."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MINUTE = "minute"
    MONTH = "month"
    YEAR = "year"


CODES: Mapping[str, str] = {
    "1": TermUnit.WORKING_DAY,
    "2": TermUnit.CALENDAR_DAY,
    "3": TermUnit.HOUR,
    "4": TermUnit.MINUTE,
    "5": TermUnit.MONTH,
    "G": TermUnit.WORKING_DAY,
    "g": TermUnit.WORKING_DAY,
    "Z": TermUnit.CALENDAR_DAY,
    "z": TermUnit.CALENDAR_DAY,
    "工作日": TermUnit.WORKING_DAY,
    "自然日": TermUnit.CALENDAR_DAY,
    "日": TermUnit.CALENDAR_DAY,
    "天": TermUnit.CALENDAR_DAY,
    "小时": TermUnit.HOUR,
    "分钟": TermUnit.MINUTE,
    "月": TermUnit.MONTH,
    "年": TermUnit.YEAR,
}
"""How the exchange tables EA_JC_* and published catalogues write the units."""

# As EA_JC_STEP_BASICINFO has them reckoned.
_DAYS = {TermUnit.CALENDAR_DAY: 1, TermUnit.MONTH: 30, TermUnit.YEAR: 365}
_OF_A_DAY = {TermUnit.WORKING_DAY: 1, TermUnit.HOUR: 8, TermUnit.MINUTE: 8 * 60}


def working_days(amount: int, unit: TermUnit) -> int:
    """A term in working days, never shorter than it was: nobody is late by the conversion.

    Of calendar days it is the most working days that so many in a row have in ordinary weeks.
    """
    if unit in _OF_A_DAY:
        return -(-amount // _OF_A_DAY[unit])
    weeks, days = divmod(amount * _DAYS[unit], 7)
    return 5 * weeks + min(days, 5)

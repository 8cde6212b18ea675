"""Feeds 数据源: who sends what in which rhythm, and that it is still heard.

Streams are feed-<source>, where the source is the name under which its events are imported.
"""

from datetime import date
from enum import StrEnum
from typing import get_args

from domain.decider import Chapter, Command, Event, by_name, by_type, record
from domain.facts import announce, count


class Rhythm(StrEnum):
    """报送频率: 实时, T+1, 每周."""

    REALTIME = "realtime"
    NEXT_DAY = "next_day"
    WEEKLY = "weekly"


class Register(StrEnum):
    """What a source keeps: 大厅办件, 部门业务系统办件, 部门证照登记, 部门用印登记."""

    HALL = "hall"
    DEPARTMENT = "department"
    CERTIFICATES = "certificates"
    SEALS = "seals"


@record
class Declared(Event):
    """数据源登记: a unit (empty: every unit of the hall) sends this register in this rhythm."""

    TYPE = "feed.declared"
    source: str
    register: Register
    rhythm: Rhythm
    unit: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class Heard(Event):
    """心跳: the source is alive; what it had is in."""

    TYPE = "feed.heard"
    source: str


@record
class ZeroReported(Event):
    """零报告: the source says that a day had nothing."""

    TYPE = "feed.zero_reported"
    source: str
    day: date


Fact = Declared | Heard | ZeroReported


@record
class Record(Command):
    """登记数据源事实."""

    NAME = "record"
    OPENS = True
    fact: Fact


CHAPTER: Chapter[int] = Chapter(
    "feed", 0, announce, count, by_name(Record), by_type(*get_args(Fact))
)

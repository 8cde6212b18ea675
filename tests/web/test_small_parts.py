"""Formats, bars and pages of a list."""

from datetime import UTC, datetime

import pytest

from projections.standing import Kind
from web.bars import bars, grave_word
from web.formats import running_time, signed, zh_dates, zh_time
from web.paging import pages


def test_times_are_written_in_the_zone_of_the_log() -> None:
    at = datetime(2016, 4, 29, 1, 5, tzinfo=UTC)
    assert zh_time(at, "Asia/Shanghai") == "2016年4月29日 09:05"


def test_dates_within_a_sentence_are_written_as_pages_write_them() -> None:
    words = "受理2016-09-20，调休上班 10-08、10-09 计入，至2016-10-21"
    assert zh_dates(words) == "受理2016年9月20日，调休上班 10月8日、10月9日 计入，至2016年10月21日"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "不足1秒"), (61, "1分1秒"), (90_061, "1日1小时"), (86_400, "1日")],
)
def test_a_running_time_names_its_two_greatest_parts(seconds: int, words: str) -> None:
    assert running_time(seconds) == words


def test_a_change_carries_its_sign() -> None:
    assert [signed(n) for n in (1200, 0, -3)] == ["+1,200", "0", "−3"]


def test_a_case_late_by_law_and_by_promise_counts_once_by_law() -> None:
    rows = [
        {"unit": "甲", "stream": "case-1", "basis": "statutory", "card": ""},
        {"unit": "甲", "stream": "case-1", "basis": "promised", "card": ""},
        {"unit": "乙", "stream": "case-2", "basis": "promised", "card": ""},
    ]
    found = bars(rows, Kind.LEGAL, {"甲": 3, "乙": 1, "丙": 2})
    assert [(b.unit, b.bad, b.warn, b.rest) for b in found] == [
        ("甲", 1, 0, 2), ("乙", 0, 1, 0), ("丙", 0, 0, 2)
    ]  # fmt: skip
    assert sum(part.width for part in found[0].parts) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("bases", "word"),
    [
        (["statutory", "promised"], "超法定"),
        (["given", "promised"], "超来源期限"),
        (["given", "statutory"], "超法定或来源期限"),
    ],
)
def test_a_deadline_of_the_source_is_never_called_statutory(bases: list[str], word: str) -> None:
    assert grave_word([{"basis": basis} for basis in bases], Kind.LEGAL) == word


def test_pages_know_what_is_before_and_after() -> None:
    middle = pages(120, 2, str)
    assert (middle.first, middle.last, middle.previous, middle.next) == (51, 100, "1", "3")
    assert pages(0, 1, str).next == ""

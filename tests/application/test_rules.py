"""The shipped rules read whole; a broken file says where and what was expected."""

from pathlib import Path

import pytest

from application.rules import hall_hours, load_card_profiles, load_clock_rules, load_hours
from application.tables import DataError
from domain.clock_codes import Lapse, Level, UnitStatus

CLOCK = """
[[clock]]
clock = "X"
name = "x"
law = "l"
article = "a"
rank = "law"
trigger = "accepted"
unit = "wd"
length = 5
in_force_from = 2004-07-01
"""

HOURS = """
[[hours]]
hall = "*"
zone = "Asia/Shanghai"
document = "d"
rank = "system"
in_force_from = 2004-01-01
standard_day_seconds = 28800
makeup_weekday = 1
seasons = [{ name = "all", first = "01-01", last = "12-31", shifts = [
  { weekdays = [1, 2, 3, 4, 5], intervals = ["09:00-17:00"] } ] }]
"""


def test_the_licence_register_is_complete() -> None:
    clocks = {rule.clock for rule in load_clock_rules().rules if rule.law == "行政许可法"}
    assert clocks == {
        "LIC.NOT_ACCEPT_TELL",
        "LIC.CORRECT_NOTICE",
        "LIC.RECEIPT",
        "LIC.DECIDE",
        "LIC.DECIDE_JOINT",
        "LIC.PRELIM",
        "LIC.DELIVER",
        "LIC.INSPECT",
        "LIC.HEARING_REQUEST",
        "LIC.HEARING_HOLD",
        "LIC.HEARING_NOTICE",
        "LIC.RENEW_APPLY",
        "LIC.RENEW",
    }


def test_article_42_is_data() -> None:
    rules = {rule.clock: rule for rule in load_clock_rules().rules}
    one, joint = rules["LIC.DECIDE"].extension, rules["LIC.DECIDE_JOINT"].extension
    assert one is not None
    assert joint is not None
    assert (one.max_days, one.approver, one.once, one.told) == (10, Level.ORGAN_HEAD, True, True)
    assert (joint.max_days, joint.approver) == (15, Level.GOVERNMENT_HEAD)
    assert len(rules["LIC.DECIDE"].not_counted) == 8
    assert rules["LIC.CORRECT_NOTICE"].lapse is Lapse.DEEMED_ACCEPTED


def test_the_hunan_terms_say_that_their_unit_is_unverified() -> None:
    hunan = [r for r in load_clock_rules().rules if r.clock.startswith("HN.") and r.length]
    assert {rule.unit_status for rule in hunan} == {UnitStatus.UNVERIFIED}


def test_the_default_card_profile_is_there() -> None:
    assert ("hunan-kechuang-2018", "case") in load_card_profiles()


def test_a_hall_without_its_own_hours_keeps_the_default_ones() -> None:
    hours = load_hours()
    assert hall_hours(hours, "430903-hall") == hours["*"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "wd"', 'unit = "days"', r"clock\[1\]\.unit: expected one of wd, cd, given"),
        ("length = 5", 'length = "5"', "expected a whole number, came '5'"),
        ("length = 5", "length = true", "expected a whole number, came True"),
        ('name = "x"', 'nmae = "x"', "expected a text in 'name', came nothing"),
        ("length = 5", "length = 5\nlapes = 1", "unknown field lapes"),
        ("2004-07-01", '"2004-13-01"', "expected a date YYYY-MM-DD"),
        ("[[clock]]", "[clock]", "expected a list of tables"),
        ("[[clock]]", "[[clock", "expected TOML"),
        ("length = 5", "length = 5\nnot_counted = [1]", "a list of texts"),
        ("length = 5", "length = 5\nextension = 3", "expected a table"),
    ],
)
def test_a_broken_clock_file_says_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "clocks.toml"
    path.write_text(CLOCK.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_clock_rules(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("09:00-17:00", "9-17", "HH:MM-HH:MM"),
        ("09:00-17:00", "17:00-09:00", "rising order"),
        ('first = "01-01"', 'first = "January"', "MM-DD"),
        ("[1, 2, 3, 4, 5]", '["Mon"]', "list of whole numbers"),
    ],
)
def test_a_broken_hours_file_says_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "hours.toml"
    path.write_text(HOURS.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_hours(path)


def test_a_card_profile_with_an_unknown_colour_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cards.toml"
    path.write_text(
        '[[profile]]\nid = "p"\nsource = "s"\nrank = "system"\nleft_to_person = ["blue"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="warning, yellow, red"):
        load_card_profiles(path)

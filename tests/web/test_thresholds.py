"""The thresholds of the shipped register: each has a name, a unit and a rule that uses it."""

from application.detectors import load_detectors, load_limits
from web.thresholds import THRESHOLDS, measured, named, of_rule


def test_every_shipped_threshold_has_a_name_and_its_rules() -> None:
    assert {limit.name for limit in load_limits()} == set(THRESHOLDS)
    codes = {detector.code for detector in load_detectors()}
    assert [name for name, each in THRESHOLDS.items() if not set(each.codes) <= codes] == []


def test_a_value_is_written_with_its_unit() -> None:
    assert measured("exchange_working_days", 1) == "1个工作日"
    assert measured("some_days", 3) == "3日"
    assert measured("nominal_entry_count", 10) == "10次（件）"
    assert measured("share_percent", 50) == "50％"


def test_a_threshold_of_elsewhere_is_called_by_its_own_name() -> None:
    assert named("other_days") == "other_days"
    assert of_rule("NONE") == ()

"""The shipped register of detectors: every code once, grounded by dated law, in plain Chinese."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from application.detectors import load_detectors, load_disclosure_classes, load_limits
from application.rules import FOLDER
from application.tables import DataError
from domain.detectors import Detector, Family
from domain.rank import Rank
from domain.verdict import Severity

CODES = {
    Family.DOUBLE_TRACK: """DT_OFFHALL_INTAKE DT_DUAL_ACCEPT DT_DUAL_CASE DUP_CASE
        DT_SHADOW_DECISION DT_RETURN_TO_DEPT DT_NOMINAL_ENTRY DT_DUP_MATERIAL DT_UNEXCHANGED
        DT_SEAL_OUTSIDE""",
    Family.ENTRY: """HALL_NOT_ENTERED HALL_ORG_NOT_ENTERED HALL_WITHDRAWN
        ITEM_CANCELLED_EXERCISED ITEM_DELEGATED_RETAINED ITEM_OFF_CATALOGUE DELEGATION_NOT_TAKEN
        TWO_CONC_UNIT_ABSENT TWO_CONC_NOT_AUTHORISED WINDOW_NO_AUTHORITY""",
    Family.TIMELINESS: """CLK_OVERDUE_PROMISE CLK_OVERDUE_STATUTORY CLK_OVERDUE_UNEXPLAINED
        CLK_STEP_OVERDUE CLK_PROMISE_GT_STATUTORY CLK_EXT_INVALID CLK_SUSPEND_ABUSE
        LIC_CORRECTION_LATE LIC_CORRECTION_TWICE LIC_NO_RECEIPT LIC_REFUSE_NO_REASON
        LIC_DELIVER_LATE LIC_GRANT_UNPUBLISHED LIC_SINGLE_CHECKER ONLINE_PREACCEPT_LATE
        FOLLOWUP_ABSENT""",
    Family.RECORD_QUALITY: """REC_BACKDATED REC_CORRECTED_OFTEN REC_OUT_OF_ORDER REC_NO_CHECK
        REC_SAME_PERSON REC_SENT_UNDECIDED REC_TEST_ACCOUNT REC_FABRICATED DATA_GAP""",
    Family.DISCLOSURE: """DISC_LATE DISC_MISSING DISC_NO_SECRECY_REVIEW
        DISC_CHANGED_AFTER_REVIEW DISC_UNCOORDINATED DISC_PII_LEAK""",
}
ASCII_PUNCTUATION = re.compile(r"[!\"#'(),.:;<>?|]")
BEFORE_2020 = date(2019, 12, 31)


def texts() -> Iterator[str]:
    """Every Chinese text that the data holds."""
    for each in load_detectors():
        yield from (each.name, each.definition, each.seed, *each.discriminators)
        yield from (basis.text for basis in each.bases)
    yield from (limit.source for limit in load_limits())
    for kind in load_disclosure_classes():
        yield from (kind.name, kind.basis)


def detector(code: str) -> Detector:
    return next(each for each in load_detectors() if each.code == code)


def test_every_code_ships_once_in_its_family() -> None:
    shipped = [(each.family, each.code) for each in load_detectors()]
    assert sorted(shipped) == sorted(
        (f, code) for f, text in CODES.items() for code in text.split()
    )


def test_every_basis_but_our_own_has_the_date_it_came_into_force() -> None:
    for each in load_detectors():
        assert each.bases, each.code
        for basis in each.bases:
            assert (basis.in_force_from is None) == (basis.rank is Rank.SYSTEM), basis.text


def test_no_detector_rests_on_the_rules_of_another_place_alone() -> None:
    for each in load_detectors():
        assert {basis.rank for basis in each.bases} != {Rank.ELSEWHERE}, each.code


def test_texts_are_written_as_officials_write_them() -> None:
    for text in texts():
        assert text, "an empty text"
        assert not ASCII_PUNCTUATION.search(text), text
    for each in load_detectors():
        assert "疑似" not in each.name, "the page adds it"
        assert each.definition.endswith("。"), each.code
        assert each.definition.count("。") == 1, each.code
        assert re.fullmatch("(（[一二三四五六七八九十]+）)+", each.seed), each.code


def test_a_delay_had_to_be_explained_in_public_only_from_2020() -> None:
    unexplained = detector("CLK_OVERDUE_UNEXPLAINED")
    assert unexplained.grounds(BEFORE_2020) == ()
    assert len(unexplained.grounds(date(2020, 1, 1))) == 1


def test_of_the_two_texts_of_the_disclosure_regulation_one_holds_on_any_day() -> None:
    for code in ("DISC_LATE", "DISC_NO_SECRECY_REVIEW", "DISC_UNCOORDINATED"):
        for day, year in ((date(2019, 5, 14), "2007"), (date(2019, 5, 15), "2019")):
            grounds = [b.text for b in detector(code).grounds(day) if "公开条例" in b.text]
            assert grounds, code
            assert all(year in text for text in grounds), code


def test_overdue_by_law_never_cites_the_liability_of_article_74() -> None:
    bases = [basis.text for basis in detector("CLK_OVERDUE_STATUTORY").bases]
    assert "《行政许可法》第四十二条" in bases
    assert not any("第七十四条" in text for text in bases)


def test_thresholds_ship_once_a_day_and_with_their_source() -> None:
    limits = load_limits()
    assert len({(limit.name, limit.in_force_from) for limit in limits}) == len(limits)
    assert all(limit.source for limit in limits)
    assert {limit.rank for limit in limits if limit.source.startswith("系统设定")} == {Rank.SYSTEM}


def test_versions_of_a_mandatory_class_follow_each_other_without_overlap() -> None:
    classes = load_disclosure_classes()
    for one in classes:
        others = [c for c in classes if c.category == one.category and c is not one]
        for other in others:
            first, second = sorted((one, other), key=lambda each: each.in_force_from)
            assert first.in_force_to is not None
            assert first.in_force_to < second.in_force_from


def test_public_enterprises_owe_nothing_by_the_regulation_since_the_sector_rules() -> None:
    owed = [c for c in load_disclosure_classes() if "public_enterprise" in c.unit_kinds]
    assert [c.in_force_to for c in owed] == [date(2019, 5, 14)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files, to be broken."""
    return copytree(FOLDER / "detectors", tmp_path / "detectors")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "entry",
            '"points （十二）"',
            '"pionts （十二）"',
            r"\[1\]\.bases: .*, came 'pionts",
        ),
        ("entry", '"points （十二）"', '"points"', "then its article, came 'points'"),
        ("entry", 'severity = "red"', 'severity = "blue"', "one of notice, yellow, red"),
        ("entry", "definition =", "defintion =", "expected a text in 'definition', came nothing"),
        ("entry", "discriminators =", "discrimnators =", "unknown field discrimnators"),
        ("laws", "in_force_from = 2004-07-01", "", "a date in 'in_force_from', came nothing"),
        ("laws", 'rank = "law"', 'rank = "lex"', "one of law, administrative_regulation"),
    ],
)
def test_a_broken_register_says_where(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    path = folder / f"{file}.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError, match=message):
        load_detectors(folder)


def test_a_threshold_without_its_unit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    text = (FOLDER / "limits.toml").read_text("utf-8")
    path.write_text(text.replace("nominal_entry_count", "nominal_entry"), "utf-8")
    with pytest.raises(DataError, match="a name that ends in _working_days"):
        load_limits(path)


def test_a_class_of_unknown_units_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "classes.toml"
    text = (FOLDER / "classes.toml").read_text("utf-8")
    path.write_text(text.replace('["public_enterprise"]', '["school"]'), "utf-8")
    with pytest.raises(DataError, match="some of department, township"):
        load_disclosure_classes(path)


def test_severities_are_those_of_the_catalogue() -> None:
    red = {each.code for each in load_detectors() if each.severity is Severity.RED}
    assert {"DT_OFFHALL_INTAKE", "DT_DUAL_ACCEPT", "DT_DUAL_CASE", "DT_SHADOW_DECISION"} <= red
    assert detector("DUP_CASE").severity is Severity.NOTICE

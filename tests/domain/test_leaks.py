"""Personal numbers are found by shape and check digit, and what is masked is not one."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from domain.leaks import LeakKind, is_id_number, is_luhn, is_uscc, leaks_in

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
# Around a number stands what is no digit and no letter, as in Chinese running text.
AROUND = st.text(st.sampled_from("：，。号（） \n*-甲"), max_size=4)
DIGITS = st.text(st.sampled_from("0123456789"), min_size=16, max_size=19)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """Numbers with a check digit by python-stdnum."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    body = f"430903{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + str(ric.calc_check_digit(f"{body}0"))


@st.composite
def cards(draw: st.DrawFn) -> str:
    """Card numbers with their Luhn digit, none of which is another number besides."""
    size = draw(st.integers(9, 12))
    body = "622202" + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size,
                                            max_size=size)))  # fmt: skip
    number = body + luhn.calc_check_digit(body)
    assume(not (len(number) == 18 and (is_id_number(number) or is_uscc(number))))
    return number


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def found(text: str) -> dict[LeakKind, int]:
    return {leak.kind: leak.count for leak in leaks_in(text)}


@given(before=AROUND, number=id_numbers(), after=AROUND)
def test_a_citizen_number_is_found_in_any_text_and_is_no_bank_card(
    before: str, number: str, after: str
) -> None:
    assert found(before + number + after) == {LeakKind.ID_NUMBER: 1}


@given(number=id_numbers())
def test_full_width_digits_and_a_small_x_are_read_as_well(number: str) -> None:
    assert found(number.translate(FULL_WIDTH)) == {LeakKind.ID_NUMBER: 1}
    assert found(number.lower()) == {LeakKind.ID_NUMBER: 1}


@given(number=id_numbers(), masked=st.integers(0, 13))
def test_a_masked_citizen_number_is_none(number: str, masked: int) -> None:
    assert found(number[:masked] + "****" + number[masked + 4 :]) == {}


def test_the_usual_masks_leave_nothing() -> None:
    assert found("430903********1234、138****8000、6222 **** **** 0123") == {}


@given(number=id_numbers(), wrong=st.integers(1, 9))
def test_a_wrong_check_digit_makes_no_citizen_number(number: str, wrong: int) -> None:
    body, last = number[:-1], number[-1]
    other = str((int(last) + wrong) % 10) if last != "X" else str(wrong)
    assert LeakKind.ID_NUMBER not in found(body + other)


@pytest.mark.parametrize("born", ["20160230", "20161301", "00000101"])
def test_a_day_that_never_was_makes_no_citizen_number(born: str) -> None:
    body = f"430903{born}123"
    assert not is_id_number(body + str(ric.calc_check_digit(f"{body}0")))


@given(before=AROUND, number=mobiles, after=AROUND)
def test_a_mobile_number_is_found_in_any_text(before: str, number: str, after: str) -> None:
    assert found(before + number + after) == {LeakKind.MOBILE: 1}
    assert found(f"{before}+86{number}{after}") == {LeakKind.MOBILE: 1}


@given(number=mobiles, digit=st.sampled_from("0123456789"))
def test_inside_a_longer_run_of_digits_is_no_mobile_number(number: str, digit: str) -> None:
    assert found(number + digit) == found(digit + number) == {}


@given(before=AROUND, number=cards(), after=AROUND)
def test_a_bank_card_is_found_in_any_text(before: str, number: str, after: str) -> None:
    assert found(before + number + after) == {LeakKind.BANK_CARD: 1}


@given(number=cards())
def test_a_card_number_that_fails_luhn_or_is_part_of_a_code_is_none(number: str) -> None:
    body, last = number[:-1], number[-1]
    assert LeakKind.BANK_CARD not in found(body + str((int(last) + 1) % 10))
    assert found(f"{number}A") == found(f"A{number}") == {}


def test_a_number_that_begins_with_a_year_is_no_bank_card() -> None:
    assert is_luhn("2016042900000001")
    assert found("招标编号2016042900000001") == {}


@given(
    organ=st.from_regex(r"(11|12|51|91)430903[0-9]{9}", fullmatch=True).filter(
        lambda body: uscc.calc_check_digit(body).isdigit()
    )
)
def test_a_credit_code_is_published_on_purpose_and_is_no_bank_card(organ: str) -> None:
    code = organ + uscc.calc_check_digit(organ)
    assert is_uscc(code)
    assert LeakKind.BANK_CARD not in found(code)


@given(digits=DIGITS)
def test_the_checks_agree_with_python_stdnum(digits: str) -> None:
    assert is_luhn(digits) == luhn.is_valid(digits)
    code = digits[:18].ljust(18, "0")
    assert is_uscc(code) == (uscc.calc_check_digit(code[:-1]) == code[-1])


def test_each_number_counts_once_however_often_it_stands_there() -> None:
    text = "13800138000，13800138000，13900139000"
    assert found(text) == {LeakKind.MOBILE: 2}


@given(text=st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(leak.count > 0 for leak in leaks_in(text))

"""Personal numbers left unmasked in a text 未脱敏: found by their shape and their check digit."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain.decider import record


class LeakKind(StrEnum):
    """未脱敏的内容: 公民身份号码, 手机号码, 银行卡号."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


@record
class Leak:
    """How many personal numbers of a kind a published text shows, never the numbers."""

    kind: LeakKind
    count: int


# Input methods leave full-width digits in numbers; a person reads them as well.
_PLAIN = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
# Before an X stands the end of a citizen number whose beginning is masked.
_MOBILE = re.compile(r"(?:(?<![0-9])|(?<=\+86))1[3-9][0-9]{9}(?![0-9Xx])")
# Cards are issued under 3 to 6 and 9 (ISO/IEC 7812-1), so a number that begins with a year is none.
_CARD = re.compile(r"(?<![0-9A-Za-z])[34569][0-9]{15,18}(?![0-9A-Za-z])")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH = 18


def leaks_in(text: str) -> tuple[Leak, ...]:
    """The kinds of personal numbers that a text shows, each with how many different ones."""
    plain = text.translate(_PLAIN)
    found = {
        LeakKind.ID_NUMBER: {one.upper() for one in _ID_NUMBER.findall(plain) if is_id_number(one)},
        LeakKind.MOBILE: set(_MOBILE.findall(plain)),
        LeakKind.BANK_CARD: set(_cards(plain)),
    }
    return tuple(Leak(kind=kind, count=len(numbers)) for kind, numbers in found.items() if numbers)


def is_id_number(text: str) -> bool:
    """Whether eighteen characters are a citizen number (GB 11643): a real date, ISO 7064 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11] == text[-1].upper() and _is_day(text[6:14])


def is_luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1 annex B)."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n // 10 + n % 10 for n in doubled)) % 10 == 0


def is_uscc(digits: str) -> bool:
    """Whether eighteen digits are a 统一社会信用代码 (GB 32100), which is published on purpose."""
    if len(digits) != _USCC_LENGTH:
        return False
    total = sum(int(digit) * pow(3, place, 31) for place, digit in enumerate(digits[:-1]))
    return _USCC_ALPHABET[-total % 31] == digits[-1]


def _cards(plain: str) -> Iterator[str]:
    for number in _CARD.findall(plain):
        if is_luhn(number) and not is_uscc(number) and not _is_citizen(number):
            yield number


def _is_citizen(digits: str) -> bool:
    return _ID_NUMBER.fullmatch(digits) is not None and is_id_number(digits)


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True

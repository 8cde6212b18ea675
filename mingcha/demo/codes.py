"""Codes of the demo district: unified social credit codes and implementing codes of items."""

from hashlib import sha256

from stdnum.cn import uscc

REGION = "430903"
# The first two characters of GB 32100: who registers a body, and of which kind it is.
ORGAN, FIRM = "11", "91"
COUNTY, TOWN = "4", "5"
_TYPES = {
    "licence": "01",
    "payment": "05",
    "confirmation": "07",
    "other_power": "10",
    "public_service": "20",
}


def credit_code(name: str, registrar: str = ORGAN) -> str:
    """The 18 characters of GB 32100 for a made-up body: nine digits of its name, mod-31 check."""
    body = f"{registrar}{REGION}{_digits(name, 9)}"
    return body + uscc.calc_check_digit(body)


def item_code(credit: str, level: str, type_: str, number: int, variant: int) -> str:
    """实施编码: credit code 18, level 1, then region, type, number of the matter, its variant."""
    return f"{credit}{level}43{_TYPES[type_]}{number:05}{variant:03}"


def digest(text: str) -> str:
    """The SHA-256 of a document's text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _digits(name: str, count: int) -> str:
    return str(int.from_bytes(sha256(name.encode()).digest()[:8], "big"))[-count:]

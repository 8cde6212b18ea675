"""One name in the two languages of the program."""

from typing import NamedTuple


class Label(NamedTuple):
    """What something is called: as offices write it, and in English."""

    zh: str
    en: str

"""What the pages work with, handed in by whoever starts the program."""

from dataclasses import dataclass

from audit.cosignature import CosignatureKey
from audit.office import Office
from projections.read import Views


@dataclass(frozen=True, slots=True)
class Services:
    """One log: its views, its seal, and the witnesses whose cosignatures can be checked."""

    log: str
    views: Views
    office: Office
    witnesses: tuple[CosignatureKey, ...] = ()

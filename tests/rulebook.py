"""The rules that ship with the program, as a test's decisions rest on them."""

from functools import cache

from application.opening import shipped_rules
from domain.reference import Reference, Rulebook


@cache
def shipped_rulebook() -> Rulebook:
    """Every shipped calendar, clock, card profile and hall's hours, published in order."""
    reference = Reference()
    for position, (_, event) in enumerate(shipped_rules(), 1):
        reference = reference.after(event, position)  # type: ignore[arg-type]  # all Published
    return Rulebook(reference)

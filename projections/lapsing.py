"""Why a card that stands ought not to 失效原因: what was recorded since it was given."""

from collections.abc import Sequence

from domain.card_acts import Act, CardMatter, Lapse, LapseReason, kind_of, matter_of
from projections import issued
from projections.card_desk import Desk
from projections.casefile import END
from projections.cases import at
from projections.fold import Row
from projections.marks import CORRECTION, POSITION
from projections.standing import NO_CARD

_OVER = ("not_accepted_at", "decided_at", "closed_at")
_MOST = 50


def lapse(desk: Desk, card: Row, due: Sequence[Act]) -> Lapse:
    """The lapse of a card whose case has these dues now; it rests on the news of the case."""
    act = issued.act(card)
    given_at = card["acts"][0][issued.POSITION]
    row = desk.cases.row(desk.connection, act.case)
    assert row is not None, "a card is of a case"
    news = {p for mark in row["marks"] for p in (mark[POSITION], mark[CORRECTION]) if p > given_at}
    return Lapse(
        reason=_reason(row, act, given_at, due),
        rests_on=tuple(sorted(news)[-_MOST:]) or (desk.book.position,),
    )


def _reason(row: Row, act: Act, given_at: int, due: Sequence[Act]) -> LapseReason:
    slots = at(row, END)
    assert slots is not None, "a row has at least one mark"
    if slots["voided_at"] is not None or slots["close_kind"] in NO_CARD:
        return LapseReason.VOIDED
    if any(position > given_at for _, position, _ in row["corrections"]):
        return LapseReason.CORRECTED
    same = (kind_of(act), matter_of(act))
    if any((kind_of(other), matter_of(other)) == same for other in due):
        return LapseReason.MOVED
    of_the_case = matter_of(act) == CardMatter.CASE
    still_open = all(slots[name] is None for name in _OVER)
    return LapseReason.MOVED if of_the_case and still_open else LapseReason.CLOSED_BEFORE

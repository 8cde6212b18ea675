"""Cases written into a real log, and what the rows ought to be by folding its entries alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from application.opening import shipped_rules
from domain.decider import Actor, Asked
from domain.log import ClockKind, Opened
from ledger.entry import Entry
from ledger.envelope import stream_id
from ledger.ledger import Ledger
from projections import cases, overdue
from projections.fold import Row
from projections.folding import gather
from projections.projector import Projector
from projections.read import Views
from projections.standing import Kind
from projections.views import VIEWS
from projections.when import When
from tests.projections.told import BEGINS, BOOK, ZONE, Case, folded


def open_log(ledger: Ledger) -> None:
    """The first entry and the shipped rules."""
    opened = Opened(log=ledger.log, time_zone=ZONE, clock=ClockKind.REAL)
    events = [(stream_id("log", ledger.log), opened)]
    events += [(stream_id("rules", name), event) for name, event in shipped_rules()]
    asked = Asked(actor=Actor(id="steward"), occurred_at=BEGINS)
    ledger.recorder.append([ledger.prepare(stream, 1, event, asked) for stream, event in events])


def write(ledger: Ledger, told: Iterable[Entry]) -> int:
    """Append entries that were told in memory, as they are; returns the position of the last."""
    stored = [
        ledger.prepare(
            one.stream,
            one.version,
            one.event,
            Asked(actor=Actor(id="w"), occurred_at=one.occurred_at, origin=one.origin),
            id_=one.id,
        )
        for one in told
    ]
    receipt = ledger.recorder.append(stored)
    return receipt.position + receipt.entries - 1


def tell(ledger: Ledger, *told: Case) -> int:
    """Append whole cases."""
    return write(ledger, [one for case in told for one in case.entries])


def expected_rows(ledger: Ledger, position: int) -> dict[str, Row]:
    """The rows at a position, folded from the log without any engine."""
    touched = gather(cases.FOLD, ledger.reader.entries(0, position))
    return {stream: folded(entries) for stream, entries in sorted(touched.items())}


def expected_cases(ledger: Ledger, position: int, as_of: datetime) -> list[Row]:
    """What the list of cases ought to show."""
    rows = expected_rows(ledger, position).items()
    return [
        {"stream": stream, **case}
        for stream, row in rows
        if (case := cases.at(row, as_of)) is not None
    ]


def expected_late(ledger: Ledger, position: int, as_of: datetime, kind: Kind) -> set[str]:
    """The explanations that the list of late clocks ought to show."""
    return {
        stream + late.explanation()
        for stream, row in expected_rows(ledger, position).items()
        for late in overdue.judge(stream, row, BOOK, as_of, [kind])
    }


def agree(
    ledger: Ledger, views: Views, positions: Sequence[int], times: Sequence[datetime]
) -> None:
    """The views answer for these positions and times as the log alone does."""
    for position in positions:
        for as_of in times:
            when = When(as_of, position)
            answer = views.cases(when)
            assert answer.rows == expected_cases(ledger, position, as_of)
            assert (answer.position, answer.total) == (position, len(answer.rows))
            for kind in Kind:
                late = views.overdue(when, kind).rows
                shown = {row["stream"] + row["explanation"] for row in late}
                assert shown == expected_late(ledger, position, as_of, kind)


def projector(views: Views, batch: int) -> Projector:
    """An engine of its own over the same tables, with small batches."""
    assert views.projector is not None
    return Projector(views.projector.database, views.reader, VIEWS, batch)

from typing import Any
import sqlalchemy as sa
from ledger.ledger import Ledger
from projections.read import Views
from domain.decider import Actor, Asked
from tests.projections.judges.district import *
from tests.projections.written import open_log, tell, write
from tests.projections.told import Case, entry
from projections import signs
from domain.catalogue import *

def put(ledger, stream, version, event, at):
    ledger.recorder.append([ledger.prepare(stream, version, event, Asked(actor=Actor(id="w"), occurred_at=at))])

def test_tmp(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    put(ledger, "catalogue-0117001", 1, listed(), local("2016-01-01 09:00"))
    put(ledger, "catalogue-0117001", 2, ENTERED, local("2016-01-01 09:00"))
    put(ledger, "register-a.1", 1, certificate(), local("2016-09-05 12:00"))
    put(ledger, "register-a.2", 1, certificate(number="水许2", case_no="收9"), local("2016-09-05 12:00"))
    h = received(Case("case-1"), "2016-09-05 09:00")
    o = accepted(received(Case("case-2"), "2016-09-07 09:00", OFFICE), "2016-09-07 10:00", OFFICE)
    d = decided(Case("case-3"), "2016-09-08 09:00")
    accepted(h, "2016-09-06 09:00")
    tell(ledger, h, o, d)
    from datetime import datetime, UTC
    from projections.when import When
    views.catch_up()
    for w in (When(as_of=local("2016-10-05 12:00")),):
        for r in views.signs(w).rows: print({k: v for k, v in r.items() if k in ("candidate","key","code","decision","since","about","explanation","unit","item","positions")})

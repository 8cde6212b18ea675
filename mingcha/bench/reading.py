"""Our read side as it is measured: views catching up, and verification of the whole log."""

from time import perf_counter

import psycopg
from psycopg import sql

from audit.heads import Heads
from audit.parallel import verify_database
from ledger.ledger import Ledger
from ledger.names import schemas
from projections import cases
from projections.database import database
from projections.projector import Projector
from projections.views import VIEWS
from projections.viewset import ViewSet

ONE_VIEW = ViewSet("one", (cases.FOLD,))


class Views:
    """The views of one filled log."""

    def __init__(self, ledger: Ledger, writer: str) -> None:
        self._ledger = ledger
        self._database = database(writer, ledger.log)
        # A rebuild goes as far as the build in use has come, so that one has to be at the head.
        for views in (VIEWS, ONE_VIEW):
            Projector(self._database, ledger.reader, views).catch_up()

    def all_views(self) -> float:
        """Entries per second while every view is built and judged anew, together."""
        return self._rebuild(VIEWS)

    def one_view(self) -> float:
        """Entries per second while one view is built anew."""
        return self._rebuild(ONE_VIEW)

    def _rebuild(self, views: ViewSet) -> float:
        projector = Projector(self._database, self._ledger.reader, views)
        start = perf_counter()
        projector.rebuild()
        return self._ledger.reader.head().size / (perf_counter() - start)

    def close(self) -> None:
        """Let the connections go."""
        self._database.dispose()


class Verifying:
    """Verification of one log, and the copy it is compared with."""

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger = ledger
        self._reader = reader
        self._schema = schemas(ledger.log).ledger

    def verify(self) -> float:
        """Entries per second: hash, canonical form, schema, root."""
        start = perf_counter()
        verdict = verify_database(self._reader, self._schema, self._ledger.log, Heads())
        if not verdict.ok:
            raise RuntimeError(f"the measured log does not verify: {verdict.faults[:3]}")
        return verdict.entries / (perf_counter() - start)

    def copy_out(self) -> float:
        """Entries per second of COPYing the table out as text, and doing nothing with it."""
        query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(self._schema, "entries"))
        start = perf_counter()
        with psycopg.connect(self._reader) as connection, connection.cursor() as cursor:
            with cursor.copy(query) as copy:
                for _ in copy:
                    pass
            rows = cursor.rowcount
        return rows / (perf_counter() - start)

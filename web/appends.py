"""What becomes of this process's appends, counted beside its committer for /metrics."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from time import monotonic

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ledger.append import Receipt, RequestReused, VersionsBroken, VersionTaken
from ledger.committer import Pending

LATENCIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


CONFLICTS = (VersionTaken, VersionsBroken, RequestReused)


class Tally:
    """How many measured values fell under each bound.

    One thread adds and takes no lock: a Prometheus histogram would cost every append a
    microsecond or two.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def shown(self, name: str, text: str) -> Metric:
        """The histogram as it is now."""
        buckets, total = [], 0
        for bound, count in zip([*map(str, self._bounds), "+Inf"], self._counts, strict=True):
            total += count
            buckets.append((bound, total))
        return HistogramMetricFamily(name, text, buckets=buckets, sum_value=self._sum)


class Appends(Collector):
    """What became of this process's appends; the observer of its committer."""

    def __init__(self) -> None:
        self._seconds = Tally(LATENCIES)
        self._groups = Tally(SIZES)
        self._entries = 0
        self._unwanted = {"refused": 0, "failed": 0, "overloaded": 0}

    def answered(self, group: Sequence[Pending]) -> None:
        """Count a group of appends that were answered together."""
        now = monotonic()
        self._groups.add(len(group))
        for pending in group:
            self._seconds.add(now - pending.since)
            outcome = pending.outcome
            if not isinstance(outcome, Receipt):
                self._unwanted["refused" if isinstance(outcome, CONFLICTS) else "failed"] += 1
            elif not outcome.replayed:
                self._entries += outcome.entries

    def overloaded(self) -> None:
        """Count an append that was not taken."""
        self._unwanted["overloaded"] += 1

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        yield self._seconds.shown(
            "mingcha_append_seconds", "Seconds from handing in an append to its durable answer."
        )
        yield self._groups.shown(
            "mingcha_append_group_size", "Appends that shared one transaction."
        )
        yield CounterMetricFamily(
            "mingcha_append_entries", "Entries appended by this process.", value=self._entries
        )
        unwanted = CounterMetricFamily(
            "mingcha_append_unwanted",
            "Appends that wrote nothing: refused by a conflict, failed at the database, or not "
            "taken because too many waited (overloaded).",
            labels=["kind"],
        )
        for kind, count in self._unwanted.items():
            unwanted.add_metric([kind], count)
        yield unwanted

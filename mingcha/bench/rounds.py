"""Measuring two things in one run: in turns, so that a noisy machine disturbs both alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from statistics import median
from threading import Thread
from time import perf_counter
from uuid import uuid4

CALLERS = 16


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians of ours and of the reference, per second, and how many rounds there were."""

    ours: float
    reference: float
    rounds: int

    @property
    def ratio(self) -> float:
        """How many times the reference."""
        return self.ours / self.reference


def fresh_streams() -> Iterator[str]:
    """Names of streams that nobody has used; `next` on it is safe in any thread."""
    # A chain of C iterators, not a generator, so that callers need no lock of their own.
    return map(f"case-{uuid4().hex[:12]}-{{}}".format, count())


def in_turns(ours: Callable[[], float], reference: Callable[[], float], rounds: int) -> Pair:
    """Run both in turns; each call returns what it reached per second."""
    found = [(reference(), ours()) for _ in range(rounds)]
    return Pair(median(o for _, o in found), median(r for r, _ in found), rounds)


def rate(work: Callable[[], int]) -> float:
    """Things done per second by one call that says how many it did."""
    start = perf_counter()
    done = work()
    return done / (perf_counter() - start)


def callers(call: Callable[[int], int], seconds: float) -> float:
    """Things done per second by 16 threads calling as fast as they are answered.

    `call(caller)` says how many things it did; an error in any caller is raised here.
    """
    done = [0] * CALLERS
    errors: list[BaseException] = []
    end = perf_counter() + seconds

    def run(caller: int) -> None:
        try:
            while perf_counter() < end:
                done[caller] += call(caller)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(n,)) for n in range(CALLERS)]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(done) / (perf_counter() - start)

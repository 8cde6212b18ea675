"""A process that appends with many threads and prints each answer once it has it.

    python -m tests.ledger.writer '{"access": {..}, "name": "a", "threads": 8, "requests": 100}'

One line per answer: request, position, entries and ids as JSON.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from ledger.append import Request
from ledger.committer import Unavailable
from ledger.ledger import Access, Appended, Ledger
from tests.databases import LOG
from tests.ledger.opened import ASKED, CLOSED, KEYS


def main(text: str) -> None:
    """Write, each thread its share of the requests."""
    task = json.loads(text)
    with Ledger(Access(**task["access"]), LOG, KEYS) as ledger:

        def share(first: int) -> None:
            for n in range(first, task["requests"], task["threads"]):
                done = ask(ledger, f"{task['name']}{n}", 1 + n % 3)
                answer = {"request": f"{task['name']}{n}", **asdict(done)}
                del answer["recorded_at"]
                sys.stdout.write(json.dumps(answer) + "\n")
                sys.stdout.flush()

        with ThreadPoolExecutor(task["threads"]) as pool:
            list(pool.map(share, range(task["threads"])))


def ask(ledger: Ledger, name: str, entries: int) -> Appended:
    """Append to a stream of the request's own, asking again while the database is away."""
    while True:
        try:
            return ledger.append(
                f"case-{name}", 0, [CLOSED] * entries, ASKED, Request("p", name, b"body")
            )
        except Unavailable:
            continue


if __name__ == "__main__":
    main(sys.argv[1])

"""Random bytes are never handed out twice, not in another thread, not in a forked child."""

import os
from concurrent.futures import ThreadPoolExecutor

from ledger.chance import random_bytes


def test_no_bytes_are_handed_out_twice_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: random_bytes(16), range(4000)))
    assert {len(one) for one in drawn} == {16}
    assert len(set(drawn)) == len(drawn)


def test_a_forked_child_draws_its_own() -> None:
    random_bytes(1)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, random_bytes(16))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 16) != random_bytes(16)
    os.close(read)
    os.close(write)

"""The dialogue of c2sp.org/tlog-witness over HTTP, and a log read over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.client import LogUnreadable, Unreachable, exchange, http_log
from audit.cosignature import CosignatureKey, CosigningKey
from audit.keys import generate
from audit.note import Note, NoteError, Signature, SigningKey
from audit.publish import publish
from audit.witness import Witness
from audit.witness_http import NotCosigned, format_request, parse_request, server, submit
from tests.audit.log import MemoryLog, leaves

KEY = generate("mingcha.example/430903", SigningKey)
WITNESS = generate("audit.example/witness", CosigningKey)
WITNESS_KEY = CosignatureKey.parse(str(WITNESS.verifier))
LOG = MemoryLog(leaves(700))
FORK = MemoryLog(leaves(300) + leaves(500, b"other "))


@contextmanager
def running(serving: HTTPServer) -> Iterator[str]:
    thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_address[1]}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    witness = Witness(tmp_path / "witness", WITNESS, [KEY.verifier])
    with running(server(witness, "127.0.0.1", 0)) as address:
        yield address


def add(url: str, old: int, size: int, log: MemoryLog = LOG) -> tuple[int, bytes]:
    proof = log.tree(size).consistency_proof(old)
    return exchange(f"{url}/add-checkpoint", format_request(old, proof, log.head(KEY, size)))


def test_the_dialogue_of_the_specification(url: str) -> None:
    status, line = add(url, 0, 300)
    assert status == 200
    signature = Signature.parse(line.decode().removesuffix("\n"))
    WITNESS_KEY.verify(Note.parse(LOG.head(KEY, 300)).text, signature.signature)
    assert add(url, 0, 700) == (409, b"300\n")
    assert add(url, 300, 700)[0] == 200
    assert add(url, 700, 700)[0] == 200
    assert add(url, 700, 700, FORK) == (409, b"700\n")
    assert add(url, 300, 700) == (409, b"700\n")


def test_each_refusal_has_its_status(url: str) -> None:
    add(url, 0, 300)
    stranger = generate("stranger.example", SigningKey)
    false = generate(KEY.name, SigningKey)
    answers = [
        exchange(f"{url}/add-checkpoint", body)[0]
        for body in (
            format_request(0, [], LOG.head(stranger)),
            format_request(300, LOG.tree().consistency_proof(300), LOG.head(false)),
            format_request(300, [], LOG.head(KEY)),
            format_request(701, [], LOG.head(KEY)),
            b"old 300\n\nno note",
            b"new 300\n\n" + LOG.head(KEY),
            b"old 0300\n\n" + LOG.head(KEY),
            b"old 300\nAAAA\n\n" + LOG.head(KEY),
            b"old 300\n" + b"A" * 64_000,
        )
    ]
    assert answers == [404, 403, 422, 400, 400, 400, 400, 400, 413]


def test_a_conflict_has_the_content_type_of_the_specification(url: str) -> None:
    add(url, 0, 300)
    connection = HTTPConnection(url.removeprefix("http://"))
    for _ in range(2):
        connection.request("POST", "/add-checkpoint", format_request(0, [], LOG.head(KEY)))
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/x.tlog.size"
        assert (response.status, response.read()) == (409, b"300\n")
    connection.close()


def test_the_witness_tells_its_key_and_where_it_stands(url: str) -> None:
    add(url, 0, 300)
    assert exchange(f"{url}/") == (200, f"{WITNESS_KEY}\n{KEY.name} 300\n".encode())
    assert exchange(f"{url}/other")[0] == 404
    assert exchange(f"{url}/other", b"body")[0] == 404


def test_a_log_asks_for_a_cosignature_from_where_the_witness_is(url: str) -> None:
    for size in (5, 300, 300, 700):
        tree = LOG.tree(size)
        cosignature = submit(url, LOG.head(KEY, size), tree.consistency_proof, WITNESS_KEY)
        assert WITNESS_KEY.made(cosignature)


def test_a_log_is_told_why_it_was_not_cosigned(url: str) -> None:
    submit(url, LOG.head(KEY), LOG.tree().consistency_proof, WITNESS_KEY)
    with pytest.raises(NotCosigned, match=r"remembers a head of size 700 .* rolled back"):
        submit(url, LOG.head(KEY, 300), LOG.tree(300).consistency_proof, WITNESS_KEY)
    with pytest.raises(NotCosigned, match="refused with 409"):
        submit(url, FORK.head(KEY, 700), FORK.tree(700).consistency_proof, WITNESS_KEY)
    with pytest.raises(NotCosigned, match="refused with 422"):
        submit(url, FORK.head(KEY), FORK.tree().consistency_proof, WITNESS_KEY)


def test_a_cosignature_of_an_unknown_witness_is_not_accepted(url: str) -> None:
    other = CosignatureKey.parse(str(generate(WITNESS.name, CosigningKey).verifier))
    with pytest.raises(NotCosigned, match="expected a cosignature of"):
        submit(url, LOG.head(KEY), LOG.tree().consistency_proof, other)


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_is_read_back(old: int, proof: list[bytes]) -> None:
    note = LOG.head(KEY, 5)
    assert parse_request(format_request(old, proof, note)) == (old, proof, note)


def test_a_request_with_too_many_hashes_is_refused() -> None:
    with pytest.raises(NoteError, match="at most 63 hashes, got 64"):
        parse_request(format_request(0, [bytes(32)] * 64, LOG.head(KEY, 5)))


def test_a_log_is_witnessed_over_http_as_from_its_folder(tmp_path: Path) -> None:
    witness = Witness(tmp_path / "witness", WITNESS, [KEY.verifier])
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "log"))
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        for size in (300, 700):
            publish(tmp_path / "log", LOG.head(KEY, size), LOG.tree(size))
            witness.visit(http_log(f"{address}/"))
            assert witness.latest(KEY.name).size == size
        with pytest.raises(LogUnreadable, match="expected a file 'checkpoint'"):
            witness.visit(http_log(f"{address}/nowhere"))
    with pytest.raises(Unreachable, match="cannot be reached"):
        witness.visit(http_log(address))


def test_only_http_is_fetched() -> None:
    with pytest.raises(Unreachable, match="expected an http or https URL"):
        http_log("file:///etc").checkpoint()

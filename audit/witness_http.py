"""The HTTP interface of a witness (c2sp.org/tlog-witness): the server, and the log's side.

POST /add-checkpoint                              answers the cosignature line
old 20852014                                      200; 409 with the size the witness is at
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5...
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from audit.checkpoint import Checkpoint, parse_decimal, parse_hash
from audit.client import exchange
from audit.cosignature import CosignatureKey
from audit.note import Note, NoteError, Signature, encode_base64
from audit.witness import SizeConflict, StateDamaged, Witness, WitnessRefusal

MAX_BODY = 64_000
MAX_PROOF = 63
TIMEOUT_SECONDS = 30
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"

Prove = Callable[[int], list[bytes]]
"""Answers the consistency proof from a size to the checkpoint."""


class NotCosigned(Exception):
    """A head that the witness refused, with its reason."""


def format_request(old_size: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of add-checkpoint."""
    lines = [f"old {old_size}", *map(encode_base64, proof)]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + note


def parse_request(body: bytes) -> tuple[int, list[bytes], bytes]:
    """Reads that body as (old size, proof, note); raises NoteError."""
    head, blank_line, note = body.partition(b"\n\n")
    if not blank_line or not head.startswith(b"old "):
        raise NoteError("expected a line 'old <size>', a proof, an empty line and a checkpoint")
    old, *proof = head.decode("ascii", "replace").split("\n")
    if len(proof) > MAX_PROOF:
        raise NoteError(f"expected at most {MAX_PROOF} hashes, got {len(proof)}")
    return parse_decimal(old.removeprefix("old ")), list(map(parse_hash, proof)), note


def submit(prefix: str, note: bytes, prove: Prove, key: CosignatureKey) -> Signature:
    """Asks the witness at a URL prefix to cosign; answers its verified cosignature.

    Asks from size 0 first, to learn where the witness is. Raises NotCosigned or Unreachable.
    """
    url = f"{prefix.rstrip('/')}/add-checkpoint"
    text = Note.parse(note).text
    status, answer = _post(url, 0, [], note)
    if status == HTTPStatus.CONFLICT:
        size = parse_decimal(answer.removesuffix("\n"))
        if size > Checkpoint.parse(text).size:
            raise NotCosigned(
                f"{key.name} at {url} remembers a head of size {size} of this log, larger than "
                "the one it is to cosign: the log was rolled back"
            )
        status, answer = _post(url, size, prove(size), note)
    if status != HTTPStatus.OK:
        raise NotCosigned(f"{key.name} at {url} refused with {status}: {answer.strip()}")
    signatures = map(Signature.parse, answer.removesuffix("\n").split("\n"))
    for each in signatures:
        if key.made(each):
            key.verify(text, each.signature)
            return each
    raise NotCosigned(f"expected a cosignature of {key} from {url}, got {answer!r}")


def server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """A server bound to host and port; `serve_forever` runs it."""

    class Handler(_Handler):
        watching = witness

    return ThreadingHTTPServer((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    """Answers add-checkpoint, and on GET / what this witness is and where it stands."""

    watching: Witness
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        """The witness's verifier key, and origin and size of each log."""
        if self.path != "/":
            self._answer(HTTPStatus.NOT_FOUND, "expected GET / or POST /add-checkpoint\n")
            return
        origins = sorted({key.name for key in self.watching.logs})
        lines = [f"{each} {self.watching.latest(each).size}" for each in origins]
        self._answer(HTTPStatus.OK, "\n".join([str(self.watching.key.verifier), *lines, ""]))

    def do_POST(self) -> None:
        """add-checkpoint."""
        body = self._body()
        if body is None:
            return
        if self.path != "/add-checkpoint":
            self._answer(HTTPStatus.NOT_FOUND, "expected POST /add-checkpoint\n")
            return
        self._answer(*self._add_checkpoint(body))

    def _add_checkpoint(self, body: bytes) -> tuple[HTTPStatus, str, str]:
        try:
            return HTTPStatus.OK, str(self.watching.add_checkpoint(*parse_request(body))), TEXT
        except SizeConflict as conflict:
            return conflict.status, f"{conflict.size}\n", SIZE
        except WitnessRefusal as refusal:
            return refusal.status, f"{refusal}\n", TEXT
        except NoteError as error:
            return HTTPStatus.BAD_REQUEST, f"{error}\n", TEXT
        except (StateDamaged, OSError) as error:
            self.log_error("%s", error)
            return HTTPStatus.INTERNAL_SERVER_ERROR, "this witness cannot keep its state\n", TEXT

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._refuse_body(HTTPStatus.LENGTH_REQUIRED, "expected a Content-Length\n")
            return None
        if int(length) > MAX_BODY:
            self._refuse_body(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expected at most {MAX_BODY} bytes\n"
            )
            return None
        return self.rfile.read(int(length))

    def _refuse_body(self, status: HTTPStatus, text: str) -> None:
        # What was not read would be taken for the next request.
        self.close_connection = True
        self._answer(status, text)

    def _answer(self, status: HTTPStatus, text: str, content_type: str = TEXT) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _post(url: str, old_size: int, proof: Sequence[bytes], note: bytes) -> tuple[int, str]:
    status, content = exchange(url, format_request(old_size, proof, note))
    return status, content.decode("utf-8", "replace")

"""`mingcha witness`: another office's machine checks the log's heads, and cosigns them."""

import json
import socket
from pathlib import Path
from typing import Annotated

import typer

from audit.checkpoint import Checkpoint
from audit.client import LogUnreadable, Unreachable, folder_log, http_log
from audit.cosignature import CosigningKey
from audit.keys import KeyFileError, load, load_or_make
from audit.note import Note, NoteError, Signature, VerifierKey
from audit.publish import cosign
from audit.tiles import MissingHashes
from audit.witness import StateDamaged, Witness, WitnessRefusal
from audit.witness_http import server

EXPECTED = (
    WitnessRefusal,
    StateDamaged,
    LogUnreadable,
    Unreachable,
    MissingHashes,
    KeyFileError,
    NoteError,
    OSError,
)


def witness(
    *,
    state: Annotated[Path, typer.Option(help="Folder of this witness: its key and its memory.")],
    log_key: Annotated[list[str], typer.Option(help="Verifier key of a log to watch.")],
    folder: Annotated[Path | None, typer.Option(help="Folder that the log publishes to.")] = None,
    url: Annotated[str | None, typer.Option(help="URL prefix that the log publishes at.")] = None,
    listen: Annotated[
        str | None, typer.Option(help="HOST:PORT to answer add-checkpoint at, until stopped.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of this witness, given once, when its key is made.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that a log only grew since the last visit, and cosign its latest checkpoint.

    Run it on a machine that the log's operators do not control. The first visit believes what it
    is shown; from then on a history that was changed, cut or replaced is refused with exit code 1
    and both signed heads are kept as evidence.
    """
    if sum(each is not None for each in (folder, url, listen)) != 1:
        raise typer.BadParameter("expected one of --folder, --url and --listen")
    try:
        keys = [VerifierKey.parse(each) for each in log_key]
    except NoteError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        watching = _open(state, keys, name)
        if listen is not None:
            _serve(watching, listen)
            return
        log = http_log(url) if url is not None else folder_log(Path(folder or "."))
        note, cosignature = watching.visit(log)
    except EXPECTED as error:
        _refuse(error, as_json)
        raise typer.Exit(1) from None
    placed = folder is not None and _place(folder, note, cosignature)
    _report(watching, Checkpoint.parse(Note.parse(note).text), cosignature, placed, as_json)


def _open(state: Path, keys: list[VerifierKey], name: str | None) -> Witness:
    path = state / "key"
    if name is None and path.exists():
        key = load(path, CosigningKey)
    else:
        key = load_or_make(path, name or f"{socket.gethostname()}/witness", CosigningKey)
    return Witness(state, key, keys)


def _serve(watching: Witness, listen: str) -> None:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter(f"expected HOST:PORT, got {listen!r}")
    with server(watching, host, int(port)) as serving:
        bound = f"http://{host}:{serving.server_address[1]}"
        typer.echo(f"{watching.key.verifier}\nlistening at {bound}, stop with Ctrl-C")
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped")


def _place(folder: Path, note: bytes, cosignature: Signature) -> bool:
    """Adds the cosignature to the log's folder where this office may write there."""
    try:
        cosign(folder, note, [cosignature])
    except OSError:
        return False
    return True


def _report(
    watching: Witness, checkpoint: Checkpoint, cosignature: Signature, placed: bool, as_json: bool
) -> None:
    if as_json:
        answer = {
            "ok": True,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "witness": str(watching.key.verifier),
            "cosignature": str(cosignature).removesuffix("\n"),
            "placed": placed,
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(f"{checkpoint.origin}: {checkpoint.size} entries, consistent, cosigned by")
    typer.echo(f"{watching.key.verifier}")
    typer.echo(str(cosignature), nl=False)
    if not placed:
        typer.echo("The cosignature was not added to the log's folder: send this line there.")


def _refuse(error: Exception, as_json: bool) -> None:
    if as_json:
        fault = {"kind": type(error).__name__, "reason": str(error)}
        typer.echo(json.dumps({"ok": False, "faults": [fault]}, ensure_ascii=False))
    typer.echo(f"not cosigned: {error}", err=True)

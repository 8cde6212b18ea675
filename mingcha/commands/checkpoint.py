"""`mingcha checkpoint`: sign the log as it is now, and say where the signed head lies."""

import json
from typing import Annotated

import typer

from audit.checkpoint import Checkpoint
from audit.note import Note, encode_base64
from mingcha.runtime import runtime
from mingcha.seal import explained, office
from mingcha.settings import Settings


def checkpoint(
    *,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Sign and publish the head of the log; exit 1 where it does not continue the last one.

    Give the published folder and the key printed here to whoever is to witness or audit the log.
    """
    with runtime(Settings.read(), log) as run, explained():
        sealing = office(run)
        note = sealing.seal().decode()
        head = Checkpoint.parse(Note.parse(note.encode()).text)
        answer = {
            "origin": head.origin,
            "size": head.size,
            "root": encode_base64(head.root),
            "note": note,
            "key": str(sealing.key()),
            "folder": str(sealing.published),
        }
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(note)
    typer.echo(f"公开目录  {answer['folder']}")
    typer.echo(f"验证公钥  {answer['key']}")

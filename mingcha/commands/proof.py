"""`mingcha proof POSITION`: one file that proves, offline, that an entry is in the log."""

from pathlib import Path
from typing import Annotated

import typer

from mingcha.runtime import runtime
from mingcha.seal import SealError, explained, office
from mingcha.settings import Settings


def proof(
    position: Annotated[int, typer.Argument(help="Position of the entry, from 1.")],
    *,
    out: Annotated[Path | None, typer.Option(help="File to write, named *.tlog-proof.")] = None,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Print the proof (c2sp.org/tlog-proof@v1) that an entry is under the newest signed head."""
    with runtime(Settings.read(), log) as run, explained():
        content = bytes(office(run).prove(position))
    if out is None:
        typer.echo(content.decode(), nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise SealError(
            f"expected a file that can be written at {out}, but {problem.strerror}; choose another"
        ) from None
    typer.echo(f"第 {position} 号记录的证明已写入 {out}")

"""`mingcha serve`: the write API and the pages; the engine beside them or apart."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.commands import Api
from application.handler import Handler
from application.opening import ensure_open, opened
from domain.log import ClockKind
from mingcha.commands.engine import engine_elsewhere, engine_of
from mingcha.errors import ExplainedError
from mingcha.postgres.watch import kept_up
from mingcha.runtime import Runtime, runtime
from mingcha.seal import explained, office, witnesses
from mingcha.settings import Settings
from mingcha.working import stopped_well
from web.app import create_app
from web.server import run as run_server
from web.services import Services


class PortTaken(ExplainedError):
    """Nobody can listen there."""


def serve(
    *,
    log: Annotated[str | None, typer.Option(help="The log to serve; default 430903.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    engine: Annotated[
        bool,
        typer.Option(help="Keep views up, give cards, sign checkpoints; --no-engine leaves that."),
    ] = True,
) -> None:
    """Serve a log until stopped: pages and API, with the engine beside them.

    With --no-engine another process has to run `mingcha engine`.
    """
    settings = Settings.read()
    with (
        listening(host or settings.host, port or settings.port) as door,
        runtime(settings, log) as run,
        kept_up(settings),
    ):
        serve_on(door, run, with_engine=engine)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound before anything is started, so that a port in use costs nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(128)
        except OSError as problem:
            raise PortTaken(
                f"to listen on {host}:{port}",
                (problem.strerror or str(problem)).lower(),
                "stop what listens there, or choose another with --port or MINGCHA_PORT",
            ) from None
        yield door


def serve_on(door: socket.socket, run: Runtime, *, with_engine: bool = True) -> None:
    """Serve one log on a bound socket until the program is told to stop.

    Then requests under way are answered, what waits is appended, and the last checkpoint signed.
    """
    key = run.settings.api_key or secrets.token_urlsafe(24)
    _see_to_opening(run)
    with explained():
        sealing, keys = office(run), witnesses(run)
    at_work = engine_of if with_engine else engine_elsewhere
    with stopped_well(), at_work(run) as (ledger, views):
        api = Api(ledger, Handler(ledger, views=views), key)
        app = create_app(api, Services(run.log, views, sealing, keys))
        _announce(door, run, key)
        run_server(app, door)


def _see_to_opening(run: Runtime) -> None:
    """Open the log as a real one, unless it is open; a real one gets the rules that ship."""
    with run.ledger() as ledger:
        opening = opened(ledger.reader)
        if opening is None or opening.clock is ClockKind.REAL:
            ensure_open(ledger)


def _announce(door: socket.socket, run: Runtime, key: str) -> None:
    host, port = door.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    typer.echo(f"明察 Mingcha · 台账 {run.log}")
    typer.echo(f"  页面  {address}/")
    typer.echo(f"  写入  POST {address}/v1/case/{{stream}}/{{command}}")
    typer.echo(f"  密钥  Authorization: Bearer {key}")
    typer.echo("按 Ctrl-C 停止。")

"""`mingcha serve`: the write API and the pages, with the engine and the seal beside them."""

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Annotated

import typer

from api.commands import Api
from application.handler import Handler
from application.opening import ensure_open, opened
from domain.log import ClockKind
from mingcha.errors import ExplainedError
from mingcha.postgres.watch import kept_up
from mingcha.runtime import Runtime, runtime
from mingcha.seal import explained, office, witnesses
from mingcha.settings import Settings
from projections.read import open_views
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
) -> None:
    """Serve a log until Ctrl-C: pages, write API, views kept up, checkpoints every minute."""
    settings = Settings.read()
    with (
        listening(host or settings.host, port or settings.port) as door,
        runtime(settings, log) as run,
        kept_up(settings),
    ):
        serve_on(door, run)


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


def serve_on(door: socket.socket, run: Runtime) -> None:
    """Serve one log on a bound socket until the program is told to stop."""
    key = run.settings.api_key or secrets.token_urlsafe(24)
    with (
        run.ledger() as ledger,
        open_views(run.log, ledger.reader, run.dsn("reader"), run.dsn("writer")) as views,
    ):
        opening = opened(ledger.reader)
        if opening is None or opening.clock is ClockKind.REAL:
            ensure_open(ledger)
        ledger.requests.prune(ledger.clock())
        with explained():
            sealing, keys = office(run), witnesses(run)
        api = Api(ledger, Handler(ledger, views=views), key)
        app = create_app(api, Services(run.log, views, sealing, keys))
        _announce(door, run, key)
        with working(views.run, sealing.run):
            run_server(app, door)


@contextmanager
def working(*jobs: Callable[[Event], None]) -> Iterator[None]:
    """Jobs that go on in threads of their own until told to stop; each finishes what it is at."""
    stop = Event()
    # Daemons, because SIGTERM may come between two starts: what is not joined must not stay.
    threads = [Thread(target=job, args=(stop,), name=job.__qualname__, daemon=True) for job in jobs]
    try:
        for thread in threads:
            thread.start()
        yield
    finally:
        stop.set()
        for thread in threads:
            if thread.is_alive():
                thread.join()


def _announce(door: socket.socket, run: Runtime, key: str) -> None:
    host, port = door.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    typer.echo(f"明察 Mingcha · 台账 {run.log}")
    typer.echo(f"  页面  {address}/")
    typer.echo(f"  写入  POST {address}/v1/case/{{stream}}/{{command}}")
    typer.echo(f"  密钥  Authorization: Bearer {key}")
    typer.echo("按 Ctrl-C 停止。")

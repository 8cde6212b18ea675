"""A proxy before PostgreSQL that breaks the connection exactly at COMMIT."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from threading import Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"


class Cut(StrEnum):
    """Where the connection breaks."""

    BEFORE = "before COMMIT reaches the server"
    AFTER = "after the server has committed"
    MEANWHILE = "while the server commits"


class Proxy:
    """Cuts the next COMMITs it was told to, and passes everything else on."""

    def __init__(self, dsn: str) -> None:
        parts = conninfo_to_dict(dsn)
        self._server = f"{parts['host']}/.s.PGSQL.{parts.get('port', 5432)}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.dsn = make_conninfo(
            dsn,
            host="127.0.0.1",
            port=self._listener.getsockname()[1],
            sslmode="disable",
            gssencmode="disable",
        )
        self.cuts: list[Cut] = []
        self.made: list[Cut] = []
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                Thread(target=self._forward, args=(client, server), daemon=True).start()
                Thread(target=_relay, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if COMMIT in data and self.cuts:
                    self._cut(self.cuts.pop(0), client, server, data)
                    return
                server.sendall(data)
        _end(server)

    def _cut(self, cut: Cut, client: socket.socket, server: socket.socket, data: bytes) -> None:
        self.made.append(cut)
        if cut is Cut.AFTER:
            client.shutdown(socket.SHUT_RD)
            # The relay may write the answer into a connection that is not read any more.
            client.close()
            server.sendall(data)
        else:
            if cut is Cut.MEANWHILE:
                server.sendall(data)
            _end(client)
            _end(server)


def _relay(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(65536):
            client.sendall(data)
    _end(client)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxied(dsn: str) -> Iterator[Proxy]:
    """A proxy before the server of a connection string."""
    proxy = Proxy(dsn)
    yield proxy
    proxy.close()

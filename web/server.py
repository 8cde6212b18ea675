"""Serves an application on a socket that is bound already."""

import socket

import uvicorn
from fastapi import FastAPI

GRACE = 5  # seconds for requests under way once the program is told to stop


def run(app: FastAPI, door: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        log_config=None,  # its lines go where those of the program go
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[door])

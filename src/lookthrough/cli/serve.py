"""``lookthrough serve``: the doors, on this machine; a reverse proxy with https stands before them elsewhere."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

import click

from lookthrough.cli.output import say
from lookthrough.cli.store import open_store

WORKERS = 2


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; others than this machine's need https before it."
)
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(port: int, host: str, workers: int) -> None:
    """Serve the console until Ctrl-C, for example: lookthrough serve --port 8000"""
    open_store()
    serve_forever(port=port, host=host, workers=workers)


def serve_forever(*, port: int, host: str = "127.0.0.1", workers: int = WORKERS) -> None:
    """Answer requests until stopped; the store is open. A port in use ends with 1 and says so."""
    if _in_use(host, port):
        say(f"端口 {port} 已被占用，请用 --port 换一个\nport {port} is in use, choose another with --port")
        sys.exit(1)
    say(f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/  （Ctrl-C 停止 / to stop）")
    _Server({"bind": f"{host}:{port}", "workers": workers, "timeout": 120, "loglevel": "warning", "control_socket_disable": True}).run()


def _in_use(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _Server(options: dict[str, Any]) -> Any:  # noqa: N802 - reads as the class it makes
    """Return gunicorn set up here instead of from its command line; it is imported only when serving."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped, unused-ignore]

    class Server(BaseApplication):  # type: ignore[misc, unused-ignore]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
            from lookthrough.project.wsgi import application

            return application

    return Server()

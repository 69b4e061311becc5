"""The ``lookthrough`` command: groups are loaded only when called, so that ``--help`` is quick."""

from __future__ import annotations

import sys

import click

from lookthrough import __version__
from lookthrough.cli.lazy import lazy
from lookthrough.cli.output import fail
from lookthrough.kernel.files import FileRefused

COMMANDS = {
    "demo": "demo",
    "cycle": "cycle",
    "registry": "registry",
    "flows": "flows",
    "intake": "intake",
    "risk": "risk",
    "cases": "cases",
    "notices": "notices",
    "audit": "audit",
    "serve": "serve",
    "manage": "manage",
    "backup": "backup",
    "restore": "restore",
    "bench": "bench",
}


@click.group(cls=lazy(COMMANDS), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="lookthrough")
def root() -> None:
    """Lookthrough (穿透): from the label to the source of funds, the steps between and the final use.

    Exit codes: 0 done (with a rejects file, if rows were refused), 1 nothing was stored or written, 2 wrong usage.
    """


def main() -> None:
    """Run the command; a refused file is exit 1 with its place on stderr, never a traceback."""
    try:
        root(prog_name="lookthrough")
    except FileRefused as refusal:
        fail(refusal)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)

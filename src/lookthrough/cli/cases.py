"""``lookthrough cases``: what is done about a case at the terminal."""

from __future__ import annotations

import click

from lookthrough.cli.lazy import lazy

COMMANDS = {"payout": "cases_payout", "bundle": "cases_bundle", "verify": "cases_verify"}


@click.group(cls=lazy(COMMANDS))
def cases() -> None:
    """Cases: payout to claimants, bundles of evidence."""

"""``lookthrough cases``: what is done about a case at the terminal."""

from __future__ import annotations

import importlib

import click

# command → module of this package that defines a click command of the same name (dashes as underscores)
COMMANDS = {"payout": "cases_payout", "bundle": "cases_bundle", "verify": "cases_verify"}


class LazyCases(click.Group):
    """Lists the commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lookthrough.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=LazyCases)
def cases() -> None:
    """Cases: payout to claimants, bundles of evidence."""

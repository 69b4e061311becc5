"""Groups of commands that are known by name and loaded when one of them is called, so that ``--help`` is quick."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click


def lazy(modules: Mapping[str, str]) -> type[click.Group]:
    """Return a kind of group: command → module of this package that defines it under the same name (dashes as underscores)."""

    class Lazy(click.Group):
        """Lists the commands in their order, then those defined in place, and imports the one that is called."""

        def list_commands(self, ctx: click.Context) -> list[str]:
            return [*modules, *sorted(self.commands)]

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            if cmd_name not in modules:
                return super().get_command(ctx, cmd_name)
            module = importlib.import_module(f"lookthrough.cli.{modules[cmd_name]}")
            command: click.Command = getattr(module, cmd_name.replace("-", "_"))
            return command

    return Lazy

"""Catalogues find their own entries: one file in a folder is one rule, indicator, signal or case type."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Entry = TypeVar("Entry")


def entries(package: ModuleType) -> dict[str, ModuleType]:
    """Return the modules that lie directly in ``package``, by name, sorted; names with a leading underscore are private."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if not found.name.startswith("_"))
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}


def catalogue(package: ModuleType, kind: type[Entry]) -> dict[str, Entry]:
    """Return the one object of ``kind`` that each entry defines under its own file's name.

    Raises ``LookupError`` naming the file when an entry does not define it, so that a misnamed entry cannot go missing in silence.
    """
    found: dict[str, Entry] = {}
    for name, module in entries(package).items():
        entry = getattr(module, name, None)
        if not isinstance(entry, kind):
            raise LookupError(f"{module.__name__} must define {name!r} as a {kind.__name__}")
        found[name] = entry
    return found

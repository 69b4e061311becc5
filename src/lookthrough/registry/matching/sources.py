"""The sources whose lists can be read: which column says what, one YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lookthrough.kernel.texts import Text

_FOLDER = Path(__file__).parent.parent / "sources"
KNOWN = frozenset(
    ("key", "name", "brand", "uscc", "province", "city", "region_code", "site", "icp", "phone", "since", "capital")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A list of another body: its title, what its rows are, and the column that each value stands in."""

    name: str
    title: Text
    kind: str
    columns: Mapping[str, str]
    capital_unit: int

    def column(self, what: str) -> str:
        """Return the file's name for a column, or an empty text when the list has none."""
        return self.columns.get(what, "")


@cache
def sources() -> dict[str, Source]:
    """Return every source by name."""
    return {path.stem: _source(path) for path in sorted(_FOLDER.glob("*.yml"))}


def _source(path: Path) -> Source:
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = set(given["columns"]) - KNOWN
    if unknown or "key" not in given["columns"]:
        raise ValueError(f"{path.name}: columns need a key and know only {', '.join(sorted(KNOWN))}")
    return Source(path.stem, Text(**given["title"]), given["kind"], given["columns"], int(given["capital_unit"]))

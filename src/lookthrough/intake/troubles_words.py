"""The words of a receipt are data (``troubles.yml``): level, what was expected, how to mend it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lookthrough.kernel.texts import Text
from lookthrough.kernel.yaml_texts import read_yaml

Words = tuple[str, Text, Text]  # level, expected, advice


def read_words(path: Path) -> Mapping[str, Words]:
    """Return level, expectation and advice by kind of trouble."""
    rows = read_yaml(path.read_text(encoding="utf-8"))
    return {
        code: (row["level"], Text(row["expected"]["zh"], row["expected"]["en"]), Text(row["advice"]["zh"], row["advice"]["en"]))
        for code, row in rows.items()
    }


WORDS = read_words(Path(__file__).with_name("troubles.yml"))

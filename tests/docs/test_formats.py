"""The page of formats names every column and word that the code reads or writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lookthrough.flows.books import DAILY, USES
from lookthrough.flows.recording import FINDINGS
from lookthrough.flows.tables import LEDGER
from lookthrough.kernel.findings import Severity
from lookthrough.registry.hit_files import SCHEMA as HITS
from lookthrough.registry.lists import watch_lists
from lookthrough.registry.reading import COMPANY_COLUMNS

PAGE = (Path(__file__).resolve().parents[2] / "docs/formats.md").read_text(encoding="utf-8")


def part(begin: str, end: str = "\n## ") -> set[str]:
    """Return the words of the page from ``begin`` to ``end``."""
    text = PAGE[PAGE.index(begin) :]
    return set(re.findall(r"[a-z0-9_]+(?:-[a-z0-9]+)*\??", text[: text.index(end, len(begin)) if end in text[len(begin) :] else None]))


@pytest.mark.parametrize("table", LEDGER, ids=lambda table: table.name)
def test_a_ledger_s_tables_with_their_words_and_what_may_be_missing(table):
    said = part(f"\n| `{table.name}`", "\n")
    for column in table.columns:
        assert (f"{column.name}?" if column.optional else column.name) in said, column.name
        assert set(column.words) <= said
    assert (f"| `{table.name}`? |" in PAGE) == table.optional


@pytest.mark.parametrize(
    ("title", "names"),
    [("`uses.parquet`", USES.names), ("`institution_daily.parquet`", DAILY.names), ("`findings.parquet`", FINDINGS.names)],
)
def test_what_a_run_writes(title, names):
    assert set(names) <= part(f"- {title}", "\n- ")


def test_severities_companies_hits_and_lists():
    assert {severity.value for severity in Severity} <= part("- `findings.parquet`", "\n- ")
    assert set(COMPANY_COLUMNS) <= part("## Companies")
    assert set(HITS.names) <= part("**Hits**")
    assert {found.name for found in watch_lists()} <= part("| List |", "\n## ")

"""Every catalogue is complete: what each entry measures, why in law, what decides it, and the test that shows it.

A new entry is a file. This test finds it by itself and fails until the entry can stand before a supervisor, an auditor and a court.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import lookthrough
from lookthrough.kernel.discovery import entries
from lookthrough.kernel.limits import read_limits

TESTS = Path(__file__).resolve().parents[1]
PACKAGE = Path(lookthrough.__file__).parent
CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Catalogue:
    """A folder of entries, the folder of their dated limits, and what each of these names must find."""

    package: str
    limits: str

    @property
    def module(self) -> ModuleType:
        return importlib.import_module(f"lookthrough.{self.package}")

    @property
    def limits_folder(self) -> Path:
        return PACKAGE / self.limits

    @property
    def tests_folder(self) -> Path:
        return TESTS / self.package.replace(".", "/")


CATALOGUES = [Catalogue("flows.rules", "flows/limits")]
ENTRIES = [(catalogue, name, module) for catalogue in CATALOGUES for name, module in entries(catalogue.module).items()]
# no entry's own: when two findings together are proposed as critical, when the price of a claim is fair, and the checks beside the rules
SHARED_LIMITS = {"critical", "assignments", "product_registration", "reconciliation"}
WATCHLISTS = sorted((PACKAGE / "registry/watchlists").glob("*.yml"))

of_every_entry = pytest.mark.parametrize(("catalogue", "name", "module"), ENTRIES, ids=[name for _, name, _ in ENTRIES])


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.package)
def test_no_catalogue_is_empty_and_no_limits_file_or_test_is_left_over(catalogue):
    names = set(entries(catalogue.module))
    assert names
    assert {path.stem for path in catalogue.limits_folder.glob("*.yml")} - SHARED_LIMITS == names
    assert {path.stem.removeprefix("test_") for path in catalogue.tests_folder.glob("test_*.py")} >= names


@of_every_entry
def test_an_entry_says_what_it_measures(catalogue, name, module):
    entry = getattr(module, name)
    assert (module.__doc__ or "").strip()
    assert len(((entry.measure or entry.sight).__doc__ or "").strip()) > 20


@of_every_entry
def test_an_entry_names_the_article_that_forbids_or_the_reason(catalogue, name, module):
    entry = getattr(module, name)
    assert entry.prohibition_basis.strip() or entry.reason.zh.strip()


@of_every_entry
def test_an_entry_speaks_both_languages(catalogue, name, module):
    entry = getattr(module, name)
    sentences = [entry.sentence, *dict(entry.sentences).values()]
    for text in (entry.title, entry.measures, entry.reason, *sentences):
        assert CHINESE.search(text.zh), text
        assert not CHINESE.search(text.en), text
    places = re.compile(r"\{(\w+)")
    assert all(set(places.findall(text.zh)) == set(places.findall(text.en)) for text in sentences)


@of_every_entry
def test_an_entry_s_limits_are_dated_and_each_says_who_set_it(catalogue, name, module):
    table = read_limits(catalogue.limits_folder / f"{name}.yml")
    names = {row.name for row in table.rows}
    assert "medium_from" in names
    assert any(name.endswith("high_from") for name in names)  # some values are never grave by themselves
    assert all(row.threshold_basis.strip() and row.unit.strip() for row in table.rows)


@of_every_entry
def test_an_entry_has_a_test_of_its_own(catalogue, name, module):
    mirrored = catalogue.tests_folder / f"test_{name}.py"
    assert "def test_" in mirrored.read_text(encoding="utf-8")


@of_every_entry
def test_an_entry_has_no_limit_that_nothing_asks_for(catalogue, name, module):
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for row in read_limits(catalogue.limits_folder / f"{name}.yml").rows:
        judges = row.name == "window_days" or row.name.endswith(("medium_from", "high_from"))
        assert f'"{row.name}"' in source or judges, f"{name} never asks for {row.name}"


@pytest.mark.parametrize("path", WATCHLISTS, ids=lambda path: path.stem)
def test_a_watch_list_says_where_its_words_come_from(path):
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert CHINESE.search(listed["title"]["zh"])
    assert listed["title"]["en"].strip()
    assert listed["source"].strip()
    assert listed["valid_from"]
    assert any(listed["words"].values())

"""The how-to page «Add a rule»: its example is found by the catalogue, does what its tests say, and stands in the page word for word."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from lookthrough.flows import rule as rule_module
from lookthrough.flows import rules
from lookthrough.kernel.limits import read_limits

HOWTO = Path(__file__).resolve().parents[2] / "docs/howto"
EXAMPLE = HOWTO / "add-a-rule"


def _the_example_s_own_tests() -> dict[str, object]:
    spec = importlib.util.spec_from_file_location("the_example_s_own_tests", EXAMPLE / "test_custody_bypass.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if name.startswith("test_")}


globals().update(_the_example_s_own_tests())


@pytest.fixture(autouse=True)
def example_in_the_catalogue(monkeypatch, tmp_path_factory):
    """Let the catalogue find the example, as if its files had been copied where the page says."""
    kept, folder = rule_module._limits, tmp_path_factory.mktemp("rules")
    shutil.copy(EXAMPLE / "custody_bypass.py", folder)
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(folder)])
    monkeypatch.setattr(
        rule_module, "_limits", lambda name: read_limits(EXAMPLE / f"{name}.yml") if name == "custody_bypass" else kept(name)
    )
    rule_module.all_rules.cache_clear()
    yield
    rule_module.all_rules.cache_clear()
    sys.modules.pop("lookthrough.flows.rules.custody_bypass", None)


def test_the_page_shows_the_files_as_they_are():
    page = (HOWTO / "add-a-rule.md").read_text(encoding="utf-8")
    for path in sorted(EXAMPLE.glob("*custody_bypass.*")):
        assert path.read_text(encoding="utf-8").rstrip("\n") in page, path.name


def test_the_catalogue_finds_the_example_by_its_file():
    assert rule_module.all_rules()["custody_bypass"].title.zh == "绕开资金存管"

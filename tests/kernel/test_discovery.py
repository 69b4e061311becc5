"""Catalogues find their own entries, and a misnamed entry cannot go missing in silence."""

import importlib
import sys

import pytest

from lookthrough.kernel.discovery import catalogue, entries
from lookthrough.kernel.texts import Text


@pytest.fixture
def catalogue_of(tmp_path, monkeypatch):
    def make(**files):
        folder = tmp_path / "invented_catalogue"
        folder.mkdir()
        for name, content in {"__init__": "", **files}.items():
            (folder / f"{name}.py").write_text(f"from lookthrough.kernel.texts import Text\n{content}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        return importlib.import_module("invented_catalogue")

    yield make
    for name in [name for name in sys.modules if name.startswith("invented_catalogue")]:
        del sys.modules[name]


def test_every_file_is_an_entry_and_private_ones_are_not(catalogue_of):
    package = catalogue_of(second="second = Text('二', 'two')", first="first = Text('一', 'one')", _shared="")
    assert list(entries(package)) == ["first", "second"]
    assert catalogue(package, Text)["second"].en == "two"


def test_an_entry_that_lacks_its_object_is_named(catalogue_of):
    with pytest.raises(LookupError, match=r"invented_catalogue\.first must define 'first' as a Text"):
        catalogue(catalogue_of(first="frist = Text('一', 'one')"), Text)

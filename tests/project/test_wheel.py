"""Installed as a wheel, away from the checkout, the console has its pictures, its English and its pages."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ASK = """
import os, json, lookthrough
os.environ["DJANGO_SETTINGS_MODULE"] = "lookthrough.project.settings"
from lookthrough.cli.store import open_store
open_store()
from django.conf import settings
from django.test import Client
asked = Client(headers={"host": "localhost"})
asked.cookies["language"] = "en"
pictures, page = asked.get("/static/echarts/echarts.min.js"), asked.get("/login/")
print(json.dumps({
    "from": lookthrough.__file__, "home": str(settings.HOME), "npm": [str(folder) for _, folder in settings.STATICFILES_DIRS],
    "pictures": [pictures.status_code, sum(map(len, pictures.streaming_content))],
    "htmx": asked.get("/static/htmx/htmx.min.js").status_code,
    "english": "Sign in" in page.content.decode(), "page": page.status_code,
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as an installer would."""
    if not (CHECKOUT / "node_modules" / "echarts").is_dir():
        pytest.skip("the pages' libraries are not installed (npm ci)")
    out = tmp_path_factory.mktemp("wheel")
    call = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out]
    subprocess.run(call, cwd=CHECKOUT, check=True, capture_output=True)
    with zipfile.ZipFile(next(out.glob("*.whl"))) as built:
        built.extractall(out / "site")
    return out / "site"


@pytest.mark.slow
def test_from_a_wheel_there_are_pictures_english_and_a_data_directory_of_the_users(wheel: Path, tmp_path: Path) -> None:
    import json

    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_", "PYTHONPATH"))}
    surroundings = kept | {"PYTHONPATH": str(wheel), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ASK], env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["from"].startswith(str(wheel))
    assert found["npm"] == []
    assert (found["pictures"][0], found["htmx"], found["page"], found["english"]) == (200, 200, 200, True)
    assert found["pictures"][1] > 500_000
    assert found["home"] == str(tmp_path / "lookthrough")


@pytest.mark.slow
def test_the_wheel_holds_what_the_program_reads_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = {str(path.relative_to(wheel)) for path in wheel.rglob("*") if path.is_file()}
    source = CHECKOUT / "src"
    tracked = subprocess.run(["git", "ls-files", "src"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    wanted = {str((CHECKOUT / name).relative_to(source)) for name in tracked if (CHECKOUT / name).is_file()}
    assert wanted - names == set()
    assert [name for name in names if name.split("/")[0] not in ("lookthrough", "lookthrough-0.1.0.dist-info")] == []

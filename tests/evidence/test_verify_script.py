"""The check that needs no programme of ours: written apart, on Python's standard library, it finds what ``cases verify`` finds."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from evidence.bundling import KEY, parts, write
from lookthrough.evidence.bundle import check_stream, fingerprint

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "verify-bundle"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("verify_bundle", str(SCRIPT))
    spec = importlib.util.spec_from_loader("verify_bundle", loader)
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("bundle") / "case.zip", parts()).read_bytes()


def run(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script by itself: no site-packages, no package of ours."""
    return subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), str(path), *words], capture_output=True, text=True, check=False)


def test_a_sound_bundle_is_sound_with_the_standard_library_alone(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(sound)
    ours = check_stream(io.BytesIO(sound))
    done = run(path, "--signed-by", ours.signed_by, "--hash", ours.bundle_hash)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"{name}: {value}" in done.stdout for name, value in (("case", ours.case), ("files", ours.files), ("items", ours.items)))
    assert run(path, "--signed-by", "0000").returncode == 1
    path.write_bytes(sound[:-1])
    assert run(path).returncode == 1


def test_a_byte_changed_is_found_wherever_it_stands(script: ModuleType, sound: bytes) -> None:
    said = script.check(io.BytesIO(sound))
    assert said["signed_by"] == fingerprint(KEY.public_key().public_bytes_raw())
    for place in range(0, len(sound), 37):
        altered = bytearray(sound)
        altered[place] ^= 1
        with pytest.raises(script.Altered):
            script.check(io.BytesIO(bytes(altered)))


def test_its_signatures_are_those_of_the_library(script: ModuleType) -> None:
    public, message = KEY.public_key().public_bytes_raw(), b"m" * 32
    signature = KEY.sign(message)
    assert script.signature_holds(public, message, signature)
    assert not script.signature_holds(public, message + b"x", signature)
    large = signature[:32] + (int.from_bytes(signature[32:], "little") + script.L).to_bytes(32, "little")
    assert not script.signature_holds(public, message, large)  # the same signature spelled otherwise
    assert not script.signature_holds(b"\xff" * 32, message, signature)

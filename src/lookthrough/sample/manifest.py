"""Says what a sample area was made from, so that it is made once and made anew when its generator changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_NAME = "manifest.json"
_REGISTER = ("companies.csv", "licences.csv", "relations.csv")  # what is written later beside them is made from these
_BLOCK = 1 << 20


@cache
def generator_version() -> str:
    """Return a hash over the generator's own files: any change of them makes a new version."""
    home = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.yml")]):
        total.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def stands(folder: Path, ledger: Path, wanted: Mapping[str, object]) -> bool:
    """Tell whether the area made from ``wanted`` is there, unchanged, down to the bytes."""
    try:
        known: dict[str, Any] = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return known.get("made_from") == dict(wanted) and known.get("files") == _hashes(folder, ledger)


def write_manifest(folder: Path, ledger: Path, wanted: Mapping[str, object]) -> None:
    """Note what the area was made from and what its files are."""
    document = {"made_from": dict(wanted), "files": _hashes(folder, ledger)}
    (folder / _NAME).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _hashes(folder: Path, ledger: Path) -> dict[str, str]:
    return {f"{path.parent.name}/{path.name}": _hash(path) for path in _files(folder, ledger)}


def _files(folder: Path, ledger: Path) -> Iterator[Path]:
    yield from (path for name in _REGISTER if (path := folder / name).is_file())
    yield from sorted(path for path in ledger.rglob("*") if path.is_file())


def _hash(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            total.update(block)
    return total.hexdigest()


def write_authority(path: Path, *, on: date) -> None:
    """Write the permission under which the generated accounts are read; every word of it says that it is a sample."""
    document = {
        "authority_id": "SAMPLE-0001",
        "legal_basis": "演示样例：生成数据，不涉及任何真实主体 / sample: generated data, no real person or firm",
        "purpose": "演示、培训与测试 / demonstration, training and tests",
        "approver": "演示审批人（生成） / sample approver (generated)",
        "scope": "霁川市演示区域全部机构账户（生成） / all accounts of the invented city (generated)",
        "expires_on": date(on.year + 1, 12, 31).isoformat(),
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

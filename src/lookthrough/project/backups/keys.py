"""Keys lie apart from the back-ups they open: a back-up knows each key only by a check value that tells whether it is the same."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

# file in the data directory, and the environment's variable that goes before it
SIGNING = ("secret-key", "LOOKTHROUGH_SECRET")  # opens second factors
VAULT = ("vault.key", "LOOKTHROUGH_VAULT_KEY")  # opens people's names; one line a key, "ID KEY"


def check_values(home: Path) -> dict[str, str]:
    """Return a check value for each key that is there; nobody can reckon back from it to the key."""
    signing = {SIGNING[0]: key} if (key := _text(home, *SIGNING)) else {}
    lines = filter(None, map(str.strip, _text(home, *VAULT).replace(",", "\n").splitlines()))
    vault = {f"{VAULT[0]} {line.partition(' ')[0]}": line.partition(" ")[2].strip() for line in lines}
    return {name: _check_value(key) for name, key in (signing | vault).items()}


def faults(home: Path, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return which keys of a back-up are ``missing`` here or are ``another`` one."""
    here = check_values(home)
    return {name: "another" if name in here else "missing" for name, value in wanted.items() if here.get(name) != value}


def _text(home: Path, name: str, variable: str) -> str:
    file = home / name
    return (os.environ.get(variable) or (file.read_text(encoding="utf-8") if file.is_file() else "")).strip()


def _check_value(key: str) -> str:
    return hmac.new(key.encode(), b"lookthrough key check value 1", hashlib.sha256).hexdigest()[:16]

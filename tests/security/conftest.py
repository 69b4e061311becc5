"""The console's own people, alerts and told ledger, for attacks on them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[1] / "console" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("console_for_attacks", _SOURCE)
assert _SPEC
assert _SPEC.loader
_console = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _console
_SPEC.loader.exec_module(_console)
ledger, people, sign_in = _console.ledger, _console.people, _console.sign_in

"""How much memory a process of its own needed at most.

``ru_maxrss`` would not do: a child keeps its parent's figure over fork and exec, so in a long test run it tells of pytest.
"""

from __future__ import annotations

import re
import subprocess
import sys

_TELL = """
import atexit, sys
def _tell():
    status = open("/proc/self/status").read()
    print(status[status.index("VmHWM"):].splitlines()[0], file=sys.stderr)
atexit.register(_tell)
"""


def run_measured(program: str, *words: object, seconds: int = 600) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run a Python program in a process of its own; return what it said and the MiB it held at most (Linux)."""
    call = [sys.executable, "-c", _TELL + program, *map(str, words)]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", timeout=seconds, check=False)
    found = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
    if found is None:
        raise AssertionError(done.stderr)
    return done, int(found[1]) // 1024

"""The ``lookthrough`` command on a later day: ``python tests/later.py FILE COMMAND …``, where FILE holds how many days later.

The file is read anew whenever somebody asks for the time, so a story moves the day of a console that runs by writing a number.
No clock of the program is touched: it has no setting for this.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

_now = timezone.now


def later(file: Path) -> None:
    """From here on it is as many days later as the file says."""
    timezone.now = lambda: _now() + timedelta(days=int(file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    later(Path(sys.argv.pop(1)))
    from lookthrough.cli.main import main

    main()

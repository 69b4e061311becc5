"""``python -m lookthrough.cli``: the same as ``lookthrough``."""

from lookthrough.cli.main import main

main()

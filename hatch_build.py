"""What a wheel needs besides the package's own files: the pages' libraries from npm and the compiled translations.

They are not kept in the repository; ``script/bootstrap`` brings them. A wheel without them would show pages without pictures
or English, so none is built.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# name under static/ → folder of npm; the same as in lookthrough/project/settings.py
FROM_NPM = {"echarts": "node_modules/echarts/dist", "htmx": "node_modules/htmx.org/dist"}
USED = re.compile(r"""\{% static ['"]([^'"]+)['"] %\}""")


class WithWhatPagesNeed(BuildHookInterface[Any]):
    """Adds to a wheel the files that templates name and the catalogues of translations."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them, or stop and say what to run; an editable install finds them in the checkout."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        wanted = self._libraries(root) | self._translations(root)
        if lacking := sorted(source for source in wanted if not (root / source).is_file()):
            raise RuntimeError(f"run script/bootstrap first, these are missing: {', '.join(lacking)}")
        build_data["force_include"].update(wanted)

    def _libraries(self, root: Path) -> dict[str, str]:
        templates = (root / "src/lookthrough/console/templates").rglob("*.html")
        used = {name for path in templates for name in USED.findall(path.read_text(encoding="utf-8"))}
        parts = ((name, FROM_NPM[name.partition("/")[0]]) for name in used if name.partition("/")[0] in FROM_NPM)
        return {f"{folder}/{name.partition('/')[2]}": f"lookthrough/console/static/{name}" for name, folder in parts}

    def _translations(self, root: Path) -> dict[str, str]:
        catalogues = (root / "src/lookthrough/locale").rglob("*.po")
        compiled = (path.with_suffix(".mo").relative_to(root / "src") for path in catalogues)
        return {f"src/{path.as_posix()}": path.as_posix() for path in compiled}

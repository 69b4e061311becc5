"""Opens a store that was just put in place, brings its schema up to date, and says whether its trail is whole.

A process of its own (``python -m lookthrough.project.backups.opened [--from FILE]``), so that a store can be judged before
anybody uses it. With ``--from`` an empty store is first filled with what a SQLite file of the same schema holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lookthrough.project.backups.refusal import refused
from lookthrough.project.backups.stores import Trail


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a store: where its trail ends, and what is wrong with it, if anything."""

    trail: Trail
    fault: str


def judge(surroundings: Mapping[str, str], *, fill_from: Path | None = None) -> Judged:
    """Open the store that the surroundings name, in a process of its own; raises ``FileRefused`` when it cannot be opened."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    call = [sys.executable, "-m", "lookthrough.project.backups.opened", *(["--from", str(fill_from)] if fill_from else [])]
    done = subprocess.run(call, env=kept | dict(surroundings), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = next((line for line in reversed(done.stderr.splitlines()) if line.strip(" ^")), "")
        raise refused("store", f"数据库无法打开：{said}", f"the store cannot be opened: {said}")
    answer = json.loads(done.stdout)
    return Judged(Trail(answer["number"], answer["hash"]), answer["fault"])


def main(words: list[str]) -> None:
    """Open, perhaps fill, verify, and print what was found as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lookthrough.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if words[:1] == ["--from"]:
        from lookthrough.project.backups.moving import fill

        fill(Path(words[1]))
        from lookthrough.registry import search_index

        search_index.rebuild(at=datetime.now(UTC))  # each database keeps the pieces of names in its own way
    from lookthrough.audit import queries

    found = queries.verify()
    answer = {"number": found.entries, "hash": found.head, "fault": f"{found.broken_at}: {found.reason.en}" if found.reason else ""}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])

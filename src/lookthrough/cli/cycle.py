"""``lookthrough cycle``: screen, look through, alert – once, on what the store holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.cli.store import open_store
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
STEPS = {
    "screen": "筛查 / screening",
    "returns": "报送提醒 / reminders of returns",
    "flows": "资金穿透 / looking through",
    "graph": "担保圈与群体事件 / guarantee rings, group incidents",
    "risk": "评分 / scoring",
    "alerts": "预警 / alerts",
    "notices": "提醒 / notices",
}


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what came later (default: the day of the last transfer).")
@click.option("--ledger", type=click.Path(path_type=Path), help="The ledger folder (default: the one in the store's ledgers folder).")
@json_option
def cycle(as_of: datetime | None, ledger: Path | None, as_json: bool) -> None:
    """Run the monitoring cycle: screen → flows → risk → alerts → notices.

    Example: lookthrough cycle --as-of 2026-06-30
    """
    open_store()
    from lookthrough.pipeline import run_cycle

    folder = ledger or stored_ledger()
    now = datetime.now(SHANGHAI)
    done = run_cycle(
        ledger=folder,
        authority_id=authority_of(folder),
        generated=(folder / "truth.parquet").is_file(),
        today=now.date(),
        at=now,
        as_of=as_of.date() if as_of else None,
        on_step=lambda name: say(f"{STEPS[name]} …"),
    )
    answer(asdict(done), as_json=as_json)


def stored_ledger() -> Path:
    """Return the one ledger of the store; with none or several, say what to do."""
    from django.conf import settings

    folders = sorted(path for path in (settings.HOME / "ledgers").glob("*") if path.is_dir())
    if len(folders) != 1:
        names = ", ".join(path.name for path in folders) or "none"
        raise FileRefused(
            file="ledgers", reason=Text(f"请用 --ledger 指定账本（现有：{names}）", f"name a ledger with --ledger (there: {names})")
        )
    return folders[0]


def authority_of(ledger: Path) -> str | None:
    """Return the id of the authority that a ledger names; whether it is in force is decided by the store."""
    path = ledger / "authority.json"
    return str(json.loads(path.read_text(encoding="utf-8"))["authority_id"]) if path.is_file() else None

"""``lookthrough demo``: the sample area through the whole cycle, then the console."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lookthrough.cli.cycle import SHANGHAI, STEPS
from lookthrough.cli.output import answer, json_option, progress, say
from lookthrough.cli.store import open_store

if TYPE_CHECKING:
    from lookthrough.pipeline import Summary
    from lookthrough.sample.operations import Area
    from lookthrough.sample.returns_sending import Delivered
    from lookthrough.sample.settling import Settled

SEED = 20251101


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the console.")
@click.option("--no-serve", is_flag=True, help="Stop after the cycle.")
@click.option("--seed", default=SEED, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Another seed makes another area.")
@json_option
def demo(port: int, no_serve: bool, seed: int, as_json: bool) -> None:
    """Generate the sample area, run the cycle on it, then serve the console. Again, it changes nothing.

    Example: lookthrough demo --no-serve
    """
    begin = time.perf_counter()
    open_store()
    from django.conf import settings

    from lookthrough.pipeline import run_cycle
    from lookthrough.sample.casework.work import work_cases
    from lookthrough.sample.operations import write_area
    from lookthrough.sample.returns_sending import deliver_returns
    from lookthrough.sample.settling import settle

    with progress("生成样例区域 / generating the sample area", 40) as advance:
        area = write_area(seed=seed, home=settings.HOME, on_progress=advance)
    generated = time.perf_counter()
    say(f"{area.name}（生成数据 / generated data, seed {seed}）{'' if area.fresh else '：已在 / stands already'}")
    now = datetime.now(SHANGHAI)
    settled = settle(area=area, at=now)
    stored = time.perf_counter()
    say("部门、机构与平台报送 / returns …")
    delivered = deliver_returns(area=area, at=now)
    seconds = {"generate": generated - begin, "store": stored - generated, "send": time.perf_counter() - stored}
    summary = run_cycle(
        ledger=area.ledger,
        authority_id=settled.authority_id,
        generated=True,
        today=area.as_of,
        at=now,
        on_step=lambda name: say(f"{STEPS[name]} …"),
    )
    say("线索与案件 / leads and cases …")
    cycled = time.perf_counter()
    worked = work_cases(home=settings.HOME, at=now, seed=seed)
    seconds_after = {"cases": round(time.perf_counter() - cycled, 2)}
    summary.seconds = {name: round(value, 2) for name, value in seconds.items()} | summary.seconds | seconds_after
    logins = _keep_logins(settings.HOME / "demo-logins.txt", settled, delivered)
    document = _document(area, settled, summary, logins) | {"returns": dict(sorted(delivered.states.items())), **worked}
    answer(document, as_json=as_json, lines=lambda: _lines(summary, settled, logins))
    if not no_serve:
        from lookthrough.cli.serve import serve_forever

        serve_forever(port=port)


def _keep_logins(path: Path, settled: Settled, delivered: Delivered) -> Path:
    """Add new passwords, of officers and of senders' people, to a file that only its owner may read; who was there already keeps theirs."""
    lines = [f"{one.username}\t{one.password}\t{one.role}\t{one.office}\n" for one in settled.logins if one.password]
    lines += [f"{one.username}\t{one.password}\tsender\t{one.sender}\n" for one in delivered.logins]
    if lines:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
            file.writelines(lines)
    return path


def _document(area: Area, settled: Settled, summary: Summary, logins: Path) -> dict[str, Any]:
    return {
        "area": area.name,
        "generated": True,
        "seed": area.seed,
        "companies_new": settled.companies_new,
        "companies_refused": settled.refused,
        "companies_warnings": settled.warnings,
        **asdict(summary),
        "logins": str(logins),
    }


def _lines(summary: Summary, settled: Settled, logins: Path) -> list[str]:
    head = next((login for login in settled.logins if login.username == "head"), None)
    password = head.password if head and head.password else f"见 / see {logins}"
    alerts = summary.alerts_new + summary.alerts_updated + summary.alerts_unchanged
    return [
        f"企业 companies      {summary.companies:>9,}",
        f"名单命中 hits        {summary.hits:>9,}（计级 graded {summary.hits_graded:,}）",
        f"转账 transfers       {summary.transfers:>9,}",
        f"发现 findings        {summary.findings:>9,}",
        f"预警 alerts          {alerts:>9,}（新 new {summary.alerts_new:,}，更新 updated {summary.alerts_updated:,}）",
        "秒 seconds           " + "，".join(f"{name} {value}" for name, value in summary.seconds.items()),
        f"登录 login: head / {password}（全部 all: {logins}）",
    ]

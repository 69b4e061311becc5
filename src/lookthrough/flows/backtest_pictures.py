"""A back-test drawn: recall and precision with their intervals, lead times before collapse, alerts a month."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from lookthrough.flows.backtesting import BackTest, Rate, lead_groups

WIDTH, LINE, LEFT, RIGHT, TOP = 720, 34, 210, 90, 64
_STYLE = (
    "text{font:13px system-ui,'Noto Sans SC','WenQuanYi Micro Hei',sans-serif;fill:#1c2430}.title{font-weight:600;font-size:15px}"
    ".small{fill:#5a6675;font-size:12px}.bar{fill:#9db8d2}.whisker{stroke:#1c2430;stroke-width:1.5}.grid{stroke:#dde3ea}"
)


def write_pictures(found: BackTest, folder: Path) -> list[Path]:
    """Write the plots into ``folder`` as SVG and return their paths."""
    source = f"{found.ledger}, {found.as_of}, {found.method}"
    ran = [result for result in found.rules if result.recall.cases or result.precision.cases]
    pictures = {
        "recall.svg": _rates("召回率 recall", {result.rule: result.recall for result in ran}, source),
        "precision.svg": _rates("准确率 precision", {result.rule: result.precision for result in ran}, source),
        "lead-time.svg": _counts("出事前首次高风险发现的提前天数 days before collapse", lead_groups(found.lead_times), source),
        "alerts.svg": _counts("每月预警数 alerts a month", found.alerts_by_month, source),
    }
    for name, content in pictures.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in pictures]


def _rates(title: str, rates: Mapping[str, Rate], source: str) -> str:
    rows = [_rate_row(place, name, rate) for place, (name, rate) in enumerate(rates.items())]
    return _frame(f"{title}（95% 区间 interval）", source, rows, len(rates))


def _rate_row(place: int, name: str, rate: Rate) -> str:
    y = TOP + place * LINE
    if rate.share is None or rate.low is None or rate.high is None:
        return (
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text><text class="small" x="{LEFT}" y="{y + 14}">—</text>'
        )
    low, share, high = (LEFT + value * _room() for value in (rate.low, rate.share, rate.high))
    return (
        f'{_name(y, name)}<rect class="bar" x="{LEFT}" y="{y}" width="{share - LEFT:.1f}" height="20"/>'
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y + 10}" y2="{y + 10}"/>'
        f'<text class="small" x="{WIDTH - RIGHT + 6}" y="{y + 14}">{rate.share:.0%} ({rate.of}/{rate.cases})</text>'
    )


def _counts(title: str, counts: Mapping[str, int], source: str) -> str:
    most = max(counts.values(), default=0) or 1
    rows = [_count_row(TOP + place * LINE, name, count, count / most * _room()) for place, (name, count) in enumerate(counts.items())]
    return _frame(title, source, rows, len(counts))


def _count_row(y: int, name: str, count: int, width: float) -> str:
    bar = f'<rect class="bar" x="{LEFT}" y="{y}" width="{width:.1f}" height="20"/>'
    return f'{_name(y, name)}{bar}<text class="small" x="{LEFT + width + 6:.1f}" y="{y + 14}">{count}</text>'


def _name(y: int, name: str) -> str:
    return f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'


def _room() -> int:
    return WIDTH - LEFT - RIGHT


def _frame(title: str, source: str, rows: list[str], count: int) -> str:
    height = TOP + max(1, count) * LINE + 12
    empty = "" if rows else f'<text class="small" x="{LEFT}" y="{TOP + 14}">无数据 no data</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f'<style>{_STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text class="title" x="16" y="26">{escape(title)}</text>'
        f'<text class="small" x="16" y="46">{escape(source)}</text>{"".join(rows)}{empty}</svg>'
    )

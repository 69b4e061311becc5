"""A back-test of scores drawn: precision against recall, who failed at each level, lead times, alerts a month, indicators alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from lookthrough.flows.backtesting import Rate
from lookthrough.risk.backtesting import BackTest, Lead
from lookthrough.risk.discrimination import Area
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.level_words import LEVEL

WIDTH, LINE, LEFT, RIGHT, TOP = 720, 34, 230, 120, 64
SIDE = 380  # of the square in which a curve is drawn
_CURVE_TOP = 92
NEVER = "未达到或未持续 never, or not lasting"
_STYLE = (
    "text{font:13px system-ui,'Noto Sans SC','WenQuanYi Micro Hei',sans-serif;fill:#1c2430}.title{font-weight:600;font-size:15px}"
    ".small{fill:#5a6675;font-size:12px}.bar{fill:#9db8d2}.whisker{stroke:#1c2430;stroke-width:1.5}.grid{stroke:#dde3ea}"
    ".curve{fill:none;stroke:#2f6299;stroke-width:2}.base{stroke:#5a6675;stroke-dasharray:4 4}"
    "@media(prefers-color-scheme:dark){.paper{fill:#151b23}text{fill:#e6ebf1}.small{fill:#9aa7b5}.bar{fill:#46678a}.whisker{stroke:#e6ebf1}"
    ".grid{stroke:#2c3642}.curve{stroke:#8ab6e6}.base{stroke:#9aa7b5}}"
)


def write_pictures(found: BackTest, folder: Path) -> list[Path]:
    """Write the plots into ``folder`` as SVG and return their paths."""
    source = f"{found.source}, {found.months[0]}–{found.months[-1]}, {found.model}"
    pictures = {
        "precision-recall.svg": _curve(found, source),
        "levels.svg": _rates("各等级此后出事的比例 share that failed, by level", _by_word(found.levels), source),
        "first.svg": _rates(
            "分数最高的 k 家中出事的比例 failed among the first k",
            {f"前 {one.k} 家 first {one.k}": one.found for one in found.first},
            source,
        ),
        "lead-time.svg": _counts("达到橙色及以上距出事的天数 days at orange or above before failure", lead_groups(found.leads), source),
        "alerts.svg": _counts("召回率90%时每月新预警 new alerts a month at 90 % recall", found.work.alerts_by_month, source),
        "indicators.svg": _areas(found.indicators, source),
    }
    for name, content in pictures.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in pictures]


def lead_groups(leads: Sequence[Lead]) -> dict[str, int]:
    """Count lead times by the class that the plot shows."""
    return lead_counts([lead.days for lead in leads])


def lead_counts(every: Sequence[int | None]) -> dict[str, int]:
    """Count days of lead by class; none is a subject that was not warned of, or not lastingly."""
    edges = (0, 60, 120, 180, 365, 10**6)
    groups = {NEVER: sum(1 for days in every if days is None)}
    for low, high in pairwise(edges):
        name = f"{low}–{high - 1}" if high < edges[-1] else f"≥ {low}"
        groups[name] = sum(1 for days in every if days is not None and low <= days < high)
    return groups


def _by_word(levels: Mapping[str, Rate]) -> dict[str, Rate]:
    return {f"{LEVEL[level].zh} {LEVEL[level].en}": one for level, one in levels.items()}


def _curve(found: BackTest, source: str) -> str:
    left, bottom = 90, _CURVE_TOP + SIDE
    points = " ".join(f"{left + recall * SIDE:.1f},{bottom - precision * SIDE:.1f}" for _, recall, precision in found.curve)
    base = bottom - (found.failed / found.judged if found.judged else 0) * SIDE
    ticks = "".join(_tick(left, bottom, share / 4) for share in range(5))
    words = (
        f'<text class="small" x="{left + SIDE / 2}" y="{bottom + 44}" text-anchor="middle">召回率 recall</text>'
        f'<text class="small" x="16" y="{_CURVE_TOP - 14}">准确率 precision</text>'
        f'<text class="small" x="{left + SIDE + 8}" y="{base + 4:.1f}">全部样本 all {found.failed}/{found.judged}</text>'
        f'<text class="small" x="{left + SIDE + 8}" y="{_CURVE_TOP + 14}">AUC {_interval(found.auc)}</text>'
    )
    line = f'<polyline class="curve" points="{points}"/><line class="base" x1="{left}" x2="{left + SIDE}" y1="{base:.1f}" y2="{base:.1f}"/>'
    title = "准确率与召回率 precision against recall"
    return _frame(title, source, [ticks, line, words], height=bottom + 60)


def _tick(left: int, bottom: int, share: float) -> str:
    x, y = left + share * SIDE, bottom - share * SIDE
    return (
        f'<line class="grid" x1="{left}" x2="{left + SIDE}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="small" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        f'<text class="small" x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{share:.0%}</text>'
    )


def _rates(title: str, rates: Mapping[str, Rate], source: str) -> str:
    rows = [
        _whisker(place, name, one.share, one.low, one.high, f"{one.share or 0:.0%} ({one.of}/{one.cases})")
        for place, (name, one) in enumerate(rates.items())
    ]
    return _frame(f"{title}（95% 区间 interval）", source, rows)


def _areas(areas: Mapping[str, Area], source: str) -> str:
    ordered = sorted(areas.items(), key=lambda item: (-(item[1].auc or 0), item[0]))
    rows = [
        _whisker(place, all_indicators()[name].title.zh, one.auc, one.low, one.high, f"{one.auc or 0:.2f} ({one.failed + one.others})")
        for place, (name, one) in enumerate(ordered)
    ]
    half = LEFT + _room() / 2  # where guessing stands
    guess = f'<line class="base" x1="{half}" x2="{half}" y1="{TOP - 6}" y2="{TOP + len(rows) * LINE - 8}"/>'
    title = "各单项指标的曲线下面积 AUC of each indicator alone（95% 区间 interval；虚线 0.5）"
    return _frame(title, source, [*rows, guess], height=TOP + max(1, len(rows)) * LINE + 12)


def _whisker(place: int, name: str, share: float | None, low: float | None, high: float | None, words: str) -> str:
    y = TOP + place * LINE
    if share is None or low is None or high is None:
        return f'{_name(y, name)}<text class="small" x="{LEFT}" y="{y + 14}">—</text>'
    from_x, x, to_x = (LEFT + value * _room() for value in (low, share, high))
    return (
        f'{_name(y, name)}<rect class="bar" x="{LEFT}" y="{y}" width="{x - LEFT:.1f}" height="20"/>'
        f'<line class="whisker" x1="{from_x:.1f}" x2="{to_x:.1f}" y1="{y + 10}" y2="{y + 10}"/>'
        f'<text class="small" x="{WIDTH - RIGHT + 6}" y="{y + 14}">{escape(words)}</text>'
    )


def _counts(title: str, counts: Mapping[str, int], source: str) -> str:
    most = max(counts.values(), default=0) or 1
    rows = [_count(TOP + place * LINE, name, count, count / most * _room()) for place, (name, count) in enumerate(counts.items())]
    return _frame(title, source, rows)


def _count(y: int, name: str, count: int, width: float) -> str:
    bar = f'<rect class="bar" x="{LEFT}" y="{y}" width="{width:.1f}" height="20"/>'
    return f'{_name(y, name)}{bar}<text class="small" x="{LEFT + width + 6:.1f}" y="{y + 14}">{count}</text>'


def _name(y: int, name: str) -> str:
    return f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'


def _room() -> int:
    return WIDTH - LEFT - RIGHT


def _interval(one: Area) -> str:
    return "—" if one.auc is None else f"{one.auc:.3f} ({one.low:.3f}–{one.high:.3f})"


def _frame(title: str, source: str, rows: Sequence[str], *, height: int | None = None) -> str:
    tall = height or TOP + max(1, len(rows)) * LINE + 12
    empty = "" if rows else f'<text class="small" x="{LEFT}" y="{TOP + 14}">无数据 no data</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" role="img" aria-label="{escape(title)}">'
        f'<style>{_STYLE}</style><rect class="paper" width="{WIDTH}" height="{tall}" fill="#fff"/>'
        f'<text class="title" x="16" y="26">{escape(title)}</text>'
        f'<text class="small" x="16" y="44">{escape(source)}</text>{"".join(rows)}{empty}</svg>'
    )

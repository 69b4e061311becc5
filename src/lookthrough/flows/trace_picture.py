"""A trace drawn: from left to right the accounts that money passed, hop by hop, bands as wide as the money they carried.

What explains the asked share stands out, and what came back to a starting account is dashed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from string import Template

from lookthrough.flows.explaining import Explained, Return
from lookthrough.flows.following import Trace
from lookthrough.flows.words import ROLES
from lookthrough.kernel.money import fen_text

NAME = 9  # letters of a name beside a bar; all of it stands in the title
SHOWN = 8  # accounts a column; the rest are drawn as one
WIDTH, HEIGHT, MARGIN, BAR, GAP = 1120, 620, 24, 10, 30
_TALLEST = 280.0  # of all money together, or a single band would fill the sheet
_REST = "…"
_AGAIN = {"zh": "，回到起点", "en": ", back at the start"}
_STYLE = (
    "text{font:12px system-ui,'Noto Sans SC','WenQuanYi Micro Hei',sans-serif;fill:#1c2430}"
    ".stop{fill:#2f5d8a}.band{fill:none;stroke:#2f5d8a;stroke-opacity:.28}.band:hover{stroke-opacity:.6}.small{fill:#5a6675}"
    ".told{stroke-opacity:.6}.round{stroke:#b3541e;stroke-opacity:.7;stroke-dasharray:6 3}"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The transfers that stand out: those that explain the asked share, and those that brought money back to its start."""

    told: frozenset[str] = frozenset()
    round: frozenset[str] = frozenset()


NOTHING = Marks()


def marks(explained: Explained | None, returned: list[Return]) -> Marks:
    """Return what the picture marks."""
    return Marks(frozenset(explained.transfer_ids if explained else ()), frozenset(one.transfer_id for one in returned))


@dataclass(slots=True)
class _Node:
    column: int
    account: str
    fen: int
    top: float = 0.0
    height: float = 0.0
    into: float = 0.0  # how far bands are stacked along it so far, on either side
    out: float = 0.0


def svg(trace: Trace, language: str = "zh", *, marked: Marks = NOTHING, styled: bool = True) -> str:
    """Return the picture as SVG, self-contained or to be ``styled`` by its page; amounts to the fen stand in the titles of its bands."""
    language = "en" if language.startswith("en") else "zh"
    bands, nodes = _bands(trace)
    classes = _classes(trace, marked, bands)
    _lay_out(nodes)
    columns = max(node.column for node in nodes.values()) + 1
    pitch = (WIDTH - 2 * MARGIN - 196) / max(1, columns - 1)
    downward = sorted(bands, key=lambda band: (band[0], nodes[band[0], band[1]].top, nodes[band[0] + 1, band[2]].top))
    parts = [_band(nodes, band, bands[band], pitch, language, classes.get(band, "")) for band in downward]
    parts += [_bar(node, pitch, trace, language) for node in nodes.values()]
    title = escape(_title(trace, language))
    height = MARGIN + max(node.top + max(node.height, GAP) for node in nodes.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{title}">'
        f"<title>{title}</title>{f'<style>{_STYLE}</style>' if styled else ''}{''.join(parts)}</svg>"
    )


def _bands(trace: Trace) -> tuple[dict[tuple[int, str, str], int], dict[tuple[int, str], _Node]]:
    """Return bands by (hop, from, to) and nodes by (column, account); going back, money still runs from left to right."""
    through: dict[tuple[int, str], int] = defaultdict(int)
    raw: dict[tuple[int, str, str], int] = defaultdict(int)
    last = max(step.hop for step in trace.steps)
    for step in trace.steps:
        left = step.hop if trace.direction == "forward" else last - step.hop
        raw[left, step.from_account_id, step.to_account_id] += step.traced_fen
    out, into = _sums(raw, 1), _sums(raw, 2)
    for left, source, target in raw:
        through[left, source] = max(through[left, source], out[left, source])
        through[left + 1, target] = max(through[left + 1, target], into[left, target])
    names = _shown(through)
    bands: dict[tuple[int, str, str], int] = defaultdict(int)
    nodes: dict[tuple[int, str], _Node] = {}
    for (left, source, target), fen in raw.items():
        bands[left, names[left, source], names[left + 1, target]] += fen
    for (column, account), fen in through.items():
        node = nodes.setdefault((column, names[column, account]), _Node(column, names[column, account], 0))
        node.fen += fen
    return bands, nodes


def _sums(raw: dict[tuple[int, str, str], int], side: int) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = defaultdict(int)
    for key, fen in raw.items():
        found[key[0], str(key[side])] += fen
    return found


def _classes(trace: Trace, marked: Marks, bands: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str, str], str]:
    """Return the marks of bands; accounts that are drawn together are marked together."""
    last, drawn = max(step.hop for step in trace.steps), set(bands)
    named = {(left, source) for left, source, _ in drawn} | {(left + 1, target) for left, _, target in drawn}
    found: dict[tuple[int, str, str], str] = {}
    for step in trace.steps:
        left = step.hop if trace.direction == "forward" else last - step.hop
        ends = [(left, step.from_account_id), (left + 1, step.to_account_id)]
        source, target = (account if (column, account) in named else _REST for column, account in ends)
        if step.hop and step.transfer_id in marked.round:
            found[left, source, target] = " round"
        elif step.transfer_id in marked.told:
            found.setdefault((left, source, target), " told")
    return found


def _shown(through: dict[tuple[int, str], int]) -> dict[tuple[int, str], str]:
    """Return the name under which each account of a column is drawn: the largest under their own, the rest together."""
    names = {}
    for column in {column for column, _ in through}:
        ranked = sorted((key for key in through if key[0] == column), key=lambda key: (-through[key], key[1]))
        for place, key in enumerate(ranked):
            names[key] = key[1] if place < SHOWN or len(ranked) == SHOWN + 1 else _REST
    return names


def _lay_out(nodes: dict[tuple[int, str], _Node]) -> None:
    by_column: dict[int, list[_Node]] = defaultdict(list)
    for node in nodes.values():
        by_column[node.column].append(node)
    room = HEIGHT - 2 * MARGIN - 20
    whole = max(sum(node.fen for node in column) for column in by_column.values())
    scale = min(
        _TALLEST / max(1, whole),
        *((room - GAP * (len(column) - 1)) / max(1, sum(node.fen for node in column)) for column in by_column.values()),
    )
    for column in by_column.values():
        top = MARGIN + 20.0
        for node in sorted(column, key=lambda node: (node.account == _REST, -node.fen, node.account)):
            node.top, node.height = top, max(1.0, node.fen * scale)
            top += node.height + GAP


def _band(nodes: dict[tuple[int, str], _Node], band: tuple[int, str, str], fen: int, pitch: float, language: str, mark: str) -> str:
    left, source, target = band
    a, b = nodes[left, source], nodes[left + 1, target]
    width = max(1.0, fen * a.height / max(1, a.fen))
    x1, x2 = MARGIN + left * pitch + BAR, MARGIN + (left + 1) * pitch
    y1, y2 = a.top + a.out + width / 2, b.top + b.into + width / 2
    a.out, b.into = a.out + width, b.into + width
    middle = (x1 + x2) / 2
    again = _AGAIN[language] if "round" in mark else ""
    title = escape(f"{source} → {target}: {fen_text(fen, language)} ({fen} fen){again}")
    curve = f"M{x1:.1f},{y1:.1f} C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    return f'<path class="band{mark}" stroke-width="{width:.1f}" d="{curve}"><title>{title}</title></path>'


def _bar(node: _Node, pitch: float, trace: Trace, language: str) -> str:
    x = MARGIN + node.column * pitch
    label = {"zh": "其他账户", "en": "other accounts"}[language] if node.account == _REST else node.account
    ends = {end.account_id: end.name or ROLES[end.role].in_language(language) for end in trace.ends}
    note = ends.get(node.account, "")
    money = fen_text(node.fen, language)
    room = min(NAME, int(pitch / 12) - len(money) // 2 - 4)  # letters of twelve pixels, figures of six
    short = note if len(note) <= room else note[: max(0, room - 1)] + "…" if room > 2 else ""
    return (
        f'<rect class="stop" x="{x:.1f}" y="{node.top:.1f}" width="{BAR}" height="{node.height:.1f}"/>'
        f'<text x="{x + BAR + 4:.1f}" y="{node.top + 11:.1f}"><title>{escape(f"{label} {note} {money}")}</title>{escape(label)} '
        f'<tspan class="small" x="{x + BAR + 4:.1f}" dy="14">{escape(f"{short} {money}")}</tspan></text>'
    )


def _title(trace: Trace, language: str) -> str:
    if language == "zh":
        way = "去向" if trace.direction == "forward" else "来源"
        return f"{trace.subject} 资金{way}：{fen_text(trace.start_fen, 'zh')}，{trace.window_days} 天内，最多 {trace.hops} 手"
    way = "Where the money went" if trace.direction == "forward" else "Where the money came from"
    return f"{way}: {trace.subject}, {fen_text(trace.start_fen, 'en')}, within {trace.window_days} days, {trace.hops} hops at most"


_PAGE = Template("""<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>$title</title>
<style>
body{font:14px/1.5 system-ui,'Noto Sans SC','WenQuanYi Micro Hei',sans-serif;margin:24px;color:#1c2430}
table{border-collapse:collapse;margin:16px 0}
td,th{padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid #dde3ea}
td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{width:100%;height:auto}
</style>
</head><body><h1>$title</h1><p>$english</p>$picture
$told
<h2>终点 ends</h2><table><tr><th>账户 account</th><th>角色 role</th><th>户名 firm</th><th>手 hop</th><th>元 yuan</th></tr>$ends</table>
$again
<h2>转账 transfers</h2><table><tr><th>手 hop</th><th>时间 time</th><th>编号 id</th><th>转出 from</th><th>转入 to</th><th>用途 purpose</th>
<th>金额 amount</th><th>追踪部分 traced</th></tr>$steps</table></body></html>
""")


_SHORT = Template("""<h2>说明 $share% 的去处最少要看 $accounts 个账户、$transfers 笔转账 · the fewest that explain $share%</h2>
<p>$fen 元 yuan · $ids</p>""")
_AGAIN_TABLE = Template("""<h2>回到起点 back at the start</h2>
<table><tr><th>账户 account</th><th>时间 time</th><th>编号 id</th>
<th>经过 passed</th><th>元 yuan</th></tr>
$rows</table>""")


def html(trace: Trace, explained: Explained | None = None, returned: list[Return] | None = None) -> str:
    """Return the picture with the tables of ends and transfers, as one page that asks for nothing else."""
    ends = "".join(_row(end.account_id, end.role, end.name, end.hop, numbers=[end.fen]) for end in trace.ends)
    steps = "".join(
        _row(s.hop, s.at, s.transfer_id, s.from_account_id, s.to_account_id, s.purpose, numbers=[s.amount_fen, s.traced_fen])
        for s in trace.steps
    )
    titles = {"title": escape(_title(trace, "zh")), "english": escape(_title(trace, "en"))}
    drawn = svg(trace, marked=marks(explained, returned or []))
    return _PAGE.substitute(titles, picture=drawn, ends=ends, steps=steps, told=_told(explained), again=_again(returned or []))


def _told(explained: Explained | None) -> str:
    if explained is None:
        return ""
    return _SHORT.substitute(
        share=f"{explained.share * 100:g}", accounts=len(explained.account_ids), transfers=len(explained.transfer_ids),
        fen=f"{explained.fen / 100:,.2f}", ids=escape(", ".join(explained.transfer_ids)),
    )  # fmt: skip


def _again(returned: list[Return]) -> str:
    rows = (_row(one.account_id, one.at, one.transfer_id, " → ".join(one.account_ids), numbers=[one.fen]) for one in returned)
    return _AGAIN_TABLE.substitute(rows="".join(rows)) if returned else ""


def _row(*texts: str | int, numbers: list[int]) -> str:
    cells = "".join(f"<td>{escape(str(text))}</td>" for text in texts)
    return f"<tr>{cells}{''.join(f'<td class=n>{fen / 100:,.2f}</td>' for fen in numbers)}</tr>"

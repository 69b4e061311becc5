"""The flow picture as a drawing of its own: the bands of the page to scale, unknown hatched, to keep or to put into a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, TALLEST, MARGIN, BAR, GAP = 1120, 360.0, 24, 12, 34
_STYLE = (
    "text{font:12px system-ui,'Noto Sans SC','WenQuanYi Micro Hei',sans-serif;fill:#1b2124}.title{font-size:15px;font-weight:700}"
    ".stop{fill:#0b6660}.band{fill:none;stroke:#8fb9b4;stroke-opacity:.75}.unknown{stroke:url(#hatch)}.stock{stroke:#dfe2df}"
)
_HATCH = (
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#e6e8e7"/>'
    '<path d="M0,8 L8,0" stroke="#a9afb2" stroke-width="1.5"/></pattern></defs>'
)


def flow_svg(title: str, data: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Draw stops (key, title, amount, column) and links (source, target, value, says) as a self-contained SVG."""
    nodes, links = data["nodes"], [link for link in data["links"] if link["value"] > 0]
    size = {node["key"]: _size(links, node["key"]) for node in nodes}
    top, scale, height = _laid_out(nodes, size)
    last = max((node["column"] for node in nodes), default=1)
    x = {node["key"]: MARGIN + node["column"] * (WIDTH - 2 * MARGIN - 170) / max(1, last) for node in nodes}
    bands = _bands(links, top, scale, x)
    stops = [_stop(node, x[node["key"]], top[node["key"]], max(1.0, size[node["key"]] * scale)) for node in nodes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">'
        f'<title>{escape(title)}</title><style>{_STYLE}</style>{_HATCH}<text class="title" x="{MARGIN}" y="{MARGIN}">{escape(title)}</text>'
        f"{''.join(bands)}{''.join(stops)}</svg>"
    )


def _size(links: Sequence[Mapping[str, Any]], key: str) -> int:
    return max(sum(int(link["value"]) for link in links if link[side] == key) for side in ("source", "target"))


def _laid_out(nodes: Sequence[Mapping[str, Any]], size: Mapping[str, int]) -> tuple[dict[str, float], float, float]:
    """Return where each stop begins, pixels a fen, and how tall the drawing is."""
    columns: dict[int, list[str]] = defaultdict(list)
    for node in nodes:
        columns[node["column"]].append(node["key"])
    scale = TALLEST / max([1, *(sum(size[key] for key in column) for column in columns.values())])
    top, lowest = {}, 0.0
    for column in columns.values():
        at = MARGIN + 24.0
        for key in column:
            top[key] = at
            at += max(1.0, size[key] * scale) + GAP
        lowest = max(lowest, at)
    return top, scale, lowest + MARGIN


def _bands(links: Sequence[Mapping[str, Any]], top: Mapping[str, float], scale: float, x: Mapping[str, float]) -> list[str]:
    out, into, found = dict(top), dict(top), []
    for link in sorted(links, key=lambda one: (top[one["source"]], top[one["target"]])):
        source, target, width = link["source"], link["target"], max(1.0, link["value"] * scale)
        y1, y2 = out[source] + width / 2, into[target] + width / 2
        out[source], into[target] = out[source] + width, into[target] + width
        x1, x2 = x[source] + BAR, x[target]
        kind = " unknown" if link["unknown"] else " stock" if link["stock"] else ""
        middle = (x1 + x2) / 2
        curve = f"M{x1:.1f},{y1:.1f} C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2 + 0.01:.2f}"  # a flat line has no hatching
        found.append(f'<path class="band{kind}" stroke-width="{width:.1f}" d="{curve}"><title>{escape(link["says"])}</title></path>')
    return found


def _stop(node: Mapping[str, Any], x: float, y: float, height: float) -> str:
    return (
        f'<rect class="stop" x="{x:.1f}" y="{y:.1f}" width="{BAR}" height="{height:.1f}"/>'
        f'<text x="{x + BAR + 4:.1f}" y="{y + 11:.1f}">{escape(node["title"])}'
        f'<tspan x="{x + BAR + 4:.1f}" dy="14">{escape(node["amount"])}</tspan></text>'
    )

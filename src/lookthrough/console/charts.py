"""Small charts drawn on the server: they need no script, print as they stand, and take their colours from the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 1000, 240


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a stacked chart: its slug, which gives the colour, its title, and a value a day."""

    slug: str
    title: str
    values: Sequence[int]


def sparkline(values: Sequence[int]) -> SafeString:
    """Draw a line of values, the last marked; a level line lies in the middle."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    step, span = 96 / (len(values) - 1), (high - low) or 1
    points = [(2 + place * step, 22 - 20 * (value - low) / span if high > low else 12) for place, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"><polyline points="{}"/></svg>', line
    )


def stacked(layers: Sequence[Layer], days: Sequence[date], said: Mapping[int, str]) -> SafeString:
    """Draw layers one upon another over days; ``said`` is what each day says when pointed at. Scale begins at nothing."""
    if len(days) < 2 or not layers:
        return SafeString("")
    top = max(sum(layer.values[place] for layer in layers) for place in range(len(days))) or 1
    ground = [0] * len(days)
    areas = []
    for layer in layers:
        roof = [below + max(value, 0) for below, value in zip(ground, layer.values, strict=True)]
        outline = [*_points(roof, top), *reversed(_points(ground, top))]
        areas.append((layer.slug, " ".join(f"{x:.1f},{y:.1f}" for x, y in outline)))
        ground = roof
    step = WIDTH / (len(days) - 1)
    return format_html(
        '<svg class="stacked" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>',
        WIDTH,
        HEIGHT,
        format_html_join("", '<polygon class="layer layer-{}" points="{}"/>', areas),
        format_html_join(
            "",
            '<rect class="day" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>',
            ((f"{max(place - 0.5, 0) * step:.1f}", f"{step:.1f}", HEIGHT, said.get(place, "")) for place in range(len(days))),
        ),
    )


def _points(values: Sequence[int], top: int) -> list[tuple[float, float]]:
    step = WIDTH / (len(values) - 1)
    return [(place * step, HEIGHT - (HEIGHT - 8) * value / top) for place, value in enumerate(values)]

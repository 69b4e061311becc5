"""The words of levels, in both languages; never shown to the public."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

LEVEL: dict[str, Text] = {
    "none": Text("无", "none"),
    "blue": Text("蓝", "blue"),
    "yellow": Text("黄", "yellow"),
    "orange": Text("橙", "orange"),
    "red": Text("红", "red"),
    "insufficient": Text("数据不足", "insufficient data"),
}

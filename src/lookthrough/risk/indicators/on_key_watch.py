"""An officer has put the firm on the key watch list (重点监管对象)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("重点监管对象", "On the key watch list"),
    measures=Text(
        "是否在重点监管名单内（由人员决定，有期限）。",
        "Whether the firm is on the key watch list, by a person's decision and until a day.",
    ),
    reason=Text("人员的判断优先于机器，应计入。", "A person's judgement comes before the machine's and counts."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}重点监管对象：{value}", "On the key watch list in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.REGISTRY,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="company",
)
def on_key_watch(facts: Facts) -> Column:
    """``key_watch_flag`` of this month."""
    return facts.now("key_watch_flag")

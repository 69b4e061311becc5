"""The console's words for indicators and scorecards."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWED_BY: dict[str, str | Promise] = {
    "department": _("部门应报，未报不计分"),
    "firm": _("机构应报，未报可计分"),
    "us": _("本办自知，未知不计分"),
}
WORSE: dict[str, str | Promise] = {"more": _("越高越值得关注"), "less": _("越低越值得关注")}
LEVELS_ACTION: dict[str, str | Promise] = {
    "risk.score": _("月度评分"),
    "scorecards.propose": _("提议评分卡"),
    "scorecards.adopted": _("采纳评分卡"),
    "scorecards.refused": _("拒绝评分卡提议"),
    "scorecards.withdrawn": _("撤回评分卡提议"),
}

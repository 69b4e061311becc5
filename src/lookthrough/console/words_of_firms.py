"""The console's words for firms: what screening found, triage, the key watch list, matches, and how lists of firms are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.registry.changes import STATUSES

TRIAGE_SHOWN: dict[str, str | Promise] = {"waiting": _("待处理"), "decided": _("已决定"), "all": _("全部")}
TRIAGE_ORDER: dict[str, str | Promise] = {"rank": _("严重程度"), "due": _("期限"), "newest": _("最近打开")}
WATCH_SHOWN: dict[str, str | Promise] = {"running": _("在名单内"), "soon": _("即将到期"), "all": _("全部")}
WATCH_STATE: dict[str, str | Promise] = {"running": _("在名单内"), "coming": _("延长期"), "ended": _("到期"), "taken_off": _("已移出")}
MATCH: dict[str, str | Promise] = {
    "waiting": _("等待核对"),
    "linked": _("机器已关联"),
    "same": _("同一主体"),
    "different": _("不同主体"),
    "unsure": _("不能确定"),
    "contradicted": _("与机器相反"),
}
FIELD: dict[str, str | Promise] = {"name": _("名称"), "scope": _("经营范围"), "site": _("网站主办者")}
REGISTER_EVENT: dict[str, str | Promise] = {
    "new": _("新设"),
    "name_change": _("变更名称"),
    "scope_change": _("变更经营范围"),
    "move_in": _("迁入"),
    "existing": _("存量企业"),
}
GRADE: dict[str, str | Promise] = {"block": _("禁止"), "watch": _("关注"), "none": _("不计")}
EVENT: dict[str, str | Promise] = {
    "register": pgettext_lazy("event", "登记"),
    "hit": pgettext_lazy("event", "筛查"),
    "alert": pgettext_lazy("event", "预警"),
    "decision": pgettext_lazy("event", "办理"),
    "triage": pgettext_lazy("event", "分诊"),
    "licence": pgettext_lazy("event", "许可"),
    "watch": pgettext_lazy("event", "重点监管"),
    "correction": pgettext_lazy("event", "更正"),
    "verdict": pgettext_lazy("event", "比对"),
    "note": pgettext_lazy("event", "备注"),
    "handling": pgettext_lazy("event", "负责人"),
    "check": pgettext_lazy("event", "检查"),
    "rescue": pgettext_lazy("event", "纾困"),
    "campaign": pgettext_lazy("event", "专项"),
    "case": pgettext_lazy("event", "线索案件"),
}
NAME_KIND: dict[str, str | Promise] = {
    "former": pgettext_lazy("name", "曾用名"),
    "short": pgettext_lazy("name", "简称"),
    "brand": pgettext_lazy("name", "品牌"),
    "site": pgettext_lazy("name", "网站"),
    "app": pgettext_lazy("name", "应用"),
}
STATUS: Mapping[str, Any] = STATUSES
FIRM_ORDER: dict[str, str | Promise] = {"name": _("名称"), "newest": _("新成立在前"), "oldest": _("早成立在前"), "capital": _("注册资本")}
FIRM_GRADE: dict[str, str | Promise] = {"": _("任何结果"), "any": _("计入的词"), "block": _("禁止的词"), "watch": _("关注的词")}
FIRM_ALERTS: dict[str, str | Promise] = {"": pgettext_lazy("firm filter", "不限"), "open": _("有未结的")}
FIRM_TRIAGE: dict[str, str | Promise] = {"": pgettext_lazy("firm filter", "不限"), "open": _("有待办的")}
FIRM_WATCH: dict[str, str | Promise] = {"": pgettext_lazy("firm filter", "不限"), "on": _("名单内的")}

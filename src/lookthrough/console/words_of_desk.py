"""The console's words for work, notices, the calendar and the reports over all cases."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.desk.work_item import TITLES
from lookthrough.kernel.texts import Text

DESK_WHY: dict[str, str | Promise] = {
    "": _("全部"),
    "asked": _("请我决定"),
    "returned": _("退回给我"),
    "due": _("有期限"),
    "mine": _("其他在办"),
}
NOTICE_KIND: dict[str, str | Promise] = {
    "due": _("期限"),
    "assigned": pgettext_lazy("notice", "指派"),
    "decision": pgettext_lazy("notice", "待决定"),
    "returned": pgettext_lazy("notice", "退回"),
}
LETTER_STATE: dict[str, str | Promise] = {
    "waiting": _("等待发送"),
    "sending": _("正在发送"),
    "sent": _("已发送"),
    "unsure": _("可能已发出，不自动重发"),
    "given_up": _("多次失败，已停止"),
    "needless": _("不再需要"),
}
CASE_AGE: dict[str, str | Promise] = {
    "m1": _("30 日以内"),
    "m3": _("31–90 日"),
    "m6": _("91–180 日"),
    "y1": _("181–365 日"),
    "older": _("365 日以上"),
}
DESK_SOURCE: dict[str, Text] = TITLES
DESK_ACTION: dict[str, str | Promise] = {
    "notices_chosen": _("选择提醒"),
    "mail_address_given": _("填写提醒邮箱"),
    "mail_address_confirmed": _("验证提醒邮箱"),
    "mail_address_removed": _("移除提醒邮箱"),
    "notices_mailed": _("发送提醒邮件"),
    "calendar_key_made": _("生成日历订阅"),
    "calendar_key_revoked": _("停用日历订阅"),
    "calendar_read": _("日历订阅被读取"),
    "export_cases": _("导出案件"),
    "export_leads": _("导出线索"),
    "export_case_report": _("导出案件统计"),
}

"""The console's words for returns: where a duty and a return stand, who reports, what officers do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DUTY_STATE: dict[str, str | Promise] = {
    "late": _("逾期未报"),
    "open": _("待报"),
    "waiting": _("待复核"),
    "to_come": _("未到报送期"),
    "done": _("已报"),
    "done_late": _("迟报"),
}
DUTY_SHOWN: dict[str, str | Promise] = {
    "all": _("全部状态"),
    "late": _("逾期未报"),
    "refused": _("被退回未重报"),
    "waiting": _("待复核"),
    "open": _("待报"),
    "sent": _("已报和迟报"),
}
SUBMISSION_STATE: dict[str, str | Promise] = {
    "accepted": pgettext_lazy("return", "已生效"),
    "waiting": _("待复核"),
    "refused": pgettext_lazy("return", "未接收"),
    "declined": pgettext_lazy("return", "已发回"),
    "replaced": pgettext_lazy("return", "已被更正"),
    "withdrawn": pgettext_lazy("return", "已撤回"),
}
RECEIPT_LEVEL: dict[str, str | Promise] = {
    "wrong": pgettext_lazy("receipt", "错误"),
    "doubt": pgettext_lazy("receipt", "存疑"),
    "note": pgettext_lazy("receipt", "说明"),
}
SENDER_GROUP: dict[str, str | Promise] = {
    "department": _("部门"),
    "utility": _("公用事业"),
    "licensed": _("地方金融组织"),
    "platform": pgettext_lazy("sender", "平台"),
    "custodian": _("存管银行"),
}
REMINDER: dict[str, str | Promise] = {"soon": _("到期前提醒"), "late": _("逾期提醒")}
RETURNS_ACTION: dict[str, str | Promise] = {
    "intake.sent": _("报送"),
    "intake.confirmed": _("复核通过报送"),
    "intake.declined": _("发回报送"),
    "intake.withdrawn": _("撤回报送"),
    "intake.put_back": _("恢复报送"),
    "intake.called": _("催报"),
    "intake.call_taken_back": _("撤回催报"),
    "intake.sender_recorded": _("登记报送单位"),
    "intake.account_opened": _("开通报送账号"),
    "intake.account_closed": _("停用报送账号"),
    "intake.account_locked": _("锁定报送账号"),
    "intake.password_reset": _("重发报送账号密码"),
    "intake.password_changed": _("更改报送账号密码"),
    "intake.signed_in": _("报送人登录"),
    "intake.token_made": _("发放程序令牌"),
    "intake.token_revoked": _("吊销程序令牌"),
    "export_returns": _("导出报送情况"),
    "read_return_file": _("查阅报送原件"),
    "read_sender_people": _("查阅报送单位人员"),
}

"""The console's words for leads and cases."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CASE_STATE: dict[str, str | Promise] = {
    "open": pgettext_lazy("case", "办理中"),
    "ended": pgettext_lazy("case", "已办结"),
    "merged": pgettext_lazy("case", "已并案"),
    "all": _("全部"),
}
CASE_PART: dict[str, str | Promise] = {
    "lead": _("主办"),
    "investigator": _("调查人员"),
    "legal_reviewer": _("法制审核"),
}
CASES_ACTION: dict[str, str | Promise] = {
    "case.opened": _("立案"),
    "case.milestone": _("记录案件要件"),
    "case.milestone_retracted": _("撤回案件要件"),
    "case.step": _("案件进入下一步骤"),
    "case.step_proposed": _("提出案件步骤"),
    "case.step_refused": _("未同意案件步骤"),
    "case.step_withdrawn": _("撤回提出的步骤"),
    "case.clock_started": _("案件期限起算"),
    "case.clock_suspended": _("案件期限中止"),
    "case.clock_resumed": _("案件期限恢复"),
    "case.clock_stopped": _("案件期限停止"),
    "case.read_from_outside": _("外聘人员查阅案件"),
}

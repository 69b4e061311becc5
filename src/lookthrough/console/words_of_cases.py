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
CASE_RELATED: dict[str, str | Promise] = {"merged": _("并入本案"), "split": _("由本案分出"), "split_from": _("分自")}
CONFLICT_STATE: dict[str, str | Promise] = {
    "declared": _("已申报，待决定"),
    "recused": pgettext_lazy("conflict", "回避"),
    "no_conflict": _("不需回避"),
}
CLOCK_UNIT: dict[str, str | Promise] = {"working_days": _("个工作日"), "days": pgettext_lazy("clock", "日"), "months": _("个月")}
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
    "case.clock_extended": _("案件期限延长"),
    "case.clock_stopped": _("案件期限停止"),
    "case.read_from_outside": _("外聘人员查阅案件"),
    "case.lead_added": _("线索归入案件"),
    "case.noted": _("案件备注"),
    "case.note_undone": _("撤回案件备注"),
    "case.officer_named": _("指派案件人员"),
    "case.officer_relieved": _("不再承办案件"),
    "case.officer_put_back": _("撤销案件指派"),
    "case.conflict_declared": _("申报回避"),
    "case.conflict_decided": _("决定是否回避"),
    "case.relation_declared": _("申报与主体有关系"),
    "case.relation_lifted": _("解除申报的关系"),
    "case.delegated": _("委托代办案件"),
    "case.delegation_ended": _("结束委托代办"),
    "case.party_named": _("列入当事方"),
    "case.party_taken_off": _("移去当事方"),
    "case.handover_sent": _("移送案件"),
    "case.handover_received": _("移送已接收"),
    "case.handover_returned": _("移送被退回"),
    "case.handover_withdrawn": _("撤回移送"),
    "case.merged": _("并案"),
    "case.taken_apart": _("撤销并案"),
    "case.split": _("分案"),
    "case.reopened": _("案件重新办理"),
    "case.view_opened": _("向外聘人员开放案件"),
    "case.view_ended": _("结束向外聘人员开放"),
    "lead.opened": _("立线索"),
    "lead.assigned": _("指派线索"),
    "lead.noted": _("线索备注"),
    "lead.undone": _("撤销线索操作"),
    "lead.proposed": _("提出线索处理意见"),
    "lead.refused": _("未同意线索处理意见"),
    "lead.withdrawn": _("撤回线索处理意见"),
    "lead.joined": _("并入线索"),
    "lead.separated": _("分开线索"),
    "lead.kept_apart": _("线索不并入"),
    "lead.case": _("线索立案"),
    "lead.closed": _("了结线索"),
    "lead.reopened": _("线索重新研判"),
}

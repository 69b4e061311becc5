"""The console's words for what the rooms below call by slugs; msgids are the Chinese of the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lookthrough.flows import words as flow_words
from lookthrough.flows.rule import all_rules
from lookthrough.kernel.regions import nearest_region
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.registry import queries as registry
from lookthrough.registry.changes import STATUSES
from lookthrough.risk.reasons import SCREENING

Words = dict[str, str | Promise]

SEVERITY: Words = {
    "critical_proposed": _("特别严重（拟）"),
    "high": _("高"),
    "medium": _("中"),
    "low": _("低"),
    "info": _("提示"),
}
STATE: Words = {"new": _("新"), "assigned": _("办理中"), "snoozed": _("暂缓"), "closed": _("已结案")}
SHOWN_STATE: Words = {"open": _("待处理"), **STATE, "back": _("重新出现"), "all": _("全部")}
OUTCOME: Words = {"confirmed": _("属实"), "unfounded": _("不实"), "duplicate": _("重复")}
CHANGE: Words = {
    "found": pgettext_lazy("done", "发现"),
    "updated": pgettext_lazy("done", "更新"),
    "assigned": pgettext_lazy("done", "指派"),
    "snoozed": pgettext_lazy("done", "暂缓"),
    "closed": pgettext_lazy("done", "结案"),
    "reopened": pgettext_lazy("done", "恢复办理"),
    "undone": pgettext_lazy("done", "撤销"),
    "noted": pgettext_lazy("done", "备注"),
}
ORDER: Words = {"rank": _("严重程度"), "newest": _("最近月份"), "amount": _("涉及金额"), "name": _("名称")}
OWNER: Words = {"me": _("我"), "nobody": _("无人")}
ROLE: Words = {
    "case_officer": _("经办"),
    "head": _("负责人"),
    "analyst": _("分析员"),
    "auditor": _("审计员"),
    "system_administrator": _("系统管理员"),
    "security_administrator": _("安全管理员"),
    "audit_administrator": _("审计管理员"),
}
SHOWN_SEVERITY: Words = {"grave": _("高和特别严重"), **SEVERITY}
BUSINESS: Words = {
    "p2p": _("网络借贷"),
    "equity_crowdfunding": _("股权众筹"),
    "payment": _("支付"),
    "wealth_seller": _("理财销售"),
    "asset_management": _("资产管理"),
    "insurance": _("互联网保险"),
    "exchange": _("交易场所"),
    "microlender": _("小额贷款"),
    "guarantor": _("融资担保"),
    "pawn": _("典当"),
    "leasing": _("融资租赁"),
    "factoring": _("商业保理"),
    "cooperative": _("资金互助"),
    "private_fund": _("私募基金"),
    "other": pgettext_lazy("business", "其他"),
}
INSTITUTION_ORDER: Words = {
    "alerts": _("预警轻重"),
    "closing": _("结存"),
    "inflow": _("流入"),
    "uses": pgettext_lazy("sum", "用途"),
    "name": _("名称"),
}
SUBJECT: Words = {"institution": _("机构"), "party": _("当事人"), "company": _("企业")}
ACCOUNT: Words = {
    "client": _("客户子账户"),
    "borrower": _("借款人子账户"),
    "custody": _("存管账户"),
    "own": _("自有账户"),
    "reserve": _("备付金账户"),
    "guarantor": _("担保方账户"),
    "merchant": _("商户账户"),
    "external": _("外部账户"),
}
PURPOSE: Words = {
    "recharge": _("充值"),
    "invest": _("投资"),
    "disburse": _("放款"),
    "repay_principal": _("还本"),
    "repay_interest": _("还息"),
    "payout_principal": _("兑付本金"),
    "payout_interest": _("兑付利息"),
    "withdraw": _("提现"),
    "fee": _("收费"),
    "transfer": pgettext_lazy("purpose", "转账"),
    "refund": _("退款"),
    "unknown": _("未注明"),
}
_KINDS: Words = {"enters": _("进入账簿"), "inside": _("账簿内划转"), "outside": _("不经过账簿")}
ORIGIN: dict[str, Text] = {origin.word: title for origin, title in flow_words.ORIGINS.items()}
USE: dict[str, Text | str | Promise] = {**{use.word: title for use, title in flow_words.USES.items()}, **_KINDS}
_BOOKS: dict[str, Text] = {role.word: title for role, title in flow_words.BOOKS.items()}
METHOD: Words = {"specific": _("对应匹配"), "pro_rata": _("按比例"), "fifo": _("先进先出")}
ACTION: Words = {
    "sign_in": _("登录"),
    "sign_out": _("退出"),
    "appoint": _("任命人员"),
    "record_authority": _("登记查询授权"),
    "registry.import": _("导入企业登记"),
    "flows.run": _("资金穿透运行"),
    "update_alerts": _("更新预警"),
    "alert_assigned": _("指派预警"),
    "alert_snoozed": _("暂缓预警"),
    "alert_closed": _("结案"),
    "alert_reopened": _("恢复办理"),
    "alert_undone": _("撤销操作"),
    "read_transfers": _("查阅转账"),
    "read_transfer": _("查阅一笔转账"),
    "export_transfers": _("导出转账"),
    "export_alerts": _("导出预警"),
    "export_matches": _("导出核对项"),
    "match_judged": _("核对主体"),
    "match_revoked": _("撤销核对结论"),
    "registry.import_records": _("导入外部名单"),
    "registry.match": _("匹配主体"),
    "registry.import_changes": _("导入变更通知"),
    "registry.triage_opened": _("分诊建档"),
    "registry.answered": _("企业答复"),
    "registry.watch_put": _("列入重点监管对象"),
    "registry.watch_extended": _("延长重点监管"),
    "registry.watch_taken_off": _("移出重点监管对象"),
    "registry.watch_put_back": _("撤销移出重点监管"),
    "registry.corrected": _("更正登记"),
    "registry.correction_proposed": _("提出更正"),
    "registry.correction_refused": _("未批准更正"),
    "registry.correction_undone": _("撤销更正"),
    "triage_taken": _("承办分诊"),
    "triage_noted": _("分诊备注"),
    "triage_asked": _("询问企业"),
    "triage_answered": _("企业答复分诊"),
    "triage_cleared": _("分诊排除"),
    "triage_watched": _("分诊列入重点监管"),
    "triage_passed_on": _("分诊移送"),
    "triage_undone": _("撤销分诊决定"),
    "export_triage": _("导出分诊"),
    "export_watch_list": _("导出重点监管名单"),
    "read_answer_file": _("查阅企业答复附件"),
    "export_firms": _("导出企业名单"),
    "export_firm_file": _("导出企业档案"),
    "firm_noted": _("写企业备注"),
    "firm_note_taken_back": _("撤回企业备注"),
    "firm_handed": _("更换企业负责人"),
    "sign_in_failed": _("登录失败"),
    "sign_in_locked": _("登录锁定"),
    "second_step_failed": _("第二道验证失败"),
    "second_step_locked": _("第二道验证锁定"),
    "one_time_password_lapsed": _("一次性密码过期"),
    "refused": _("拒绝访问"),
    "password_changed": _("更改密码"),
    "second_factor_added": _("启用第二道验证"),
    "second_factor_removed": _("移除第二道验证"),
    "recovery_codes_made": _("生成恢复码"),
    "sessions_ended": _("结束登录"),
    "officer_appoint": _("任命人员"),
    "officer_change": _("调整角色或机构"),
    "officer_reinstate": _("恢复人员"),
    "officer_new_password": _("发一次性密码"),
    "officer_reset_second_factor": _("重置第二道验证"),
    "officer_dismissed": _("停用人员"),
    "lock_lifted": _("解除锁定"),
    "proposal_made": _("提议人员变更"),
    "proposal_confirmed": _("确认人员变更"),
    "proposal_refused": _("拒绝人员变更"),
    "proposal_withdrawn": _("撤回人员变更"),
    "authority_asked": _("申请查询授权"),
    "authority_approved": _("批准查询授权"),
    "authority_refused": _("拒绝查询授权"),
    "authority_revoked": _("撤销查询授权"),
    "authority_withdrawn": _("撤回授权申请"),
    "registry.import_relations": _("导入股东和任职关系"),
    "vault.rotate_key": _("更换身份保险库密钥"),
    "export_ownership": _("导出股权"),
    "read_person": _("查阅个人信息"),
    "read_trail": _("查阅留痕"),
    "export_trail": _("导出留痕"),
    "verify_audit": _("核验留痕"),
    "alert_noted": _("预警备注"),
    "export_institutions": _("导出机构"),
    "export_institution": _("导出机构结存"),
    "export_money": _("导出资金用途"),
    "search_saved": _("保存检索条件"),
    "search_default": _("更改默认检索条件"),
    "search_removed": _("移除检索条件"),
    "search_restored": _("恢复检索条件"),
}
AUTHORITY_STATE: Words = {
    "asked": _("待批准"),
    "approved": _("有效"),
    "expired": _("已到期"),
    "refused": _("已拒绝"),
    "revoked": _("已撤销"),
    "withdrawn": _("已撤回"),
    "recorded": _("书面批准后登记"),
}
AUTHORITY_STEP: Words = {**AUTHORITY_STATE, "asked": _("申请"), "approved": _("批准")}
SECOND_FACTOR: Words = {"app": _("验证器应用"), "key": _("安全密钥"), "recovery": _("恢复码"), "": _("仅密码")}
PROPOSAL: Words = {
    "appoint": _("任命"),
    "change": _("调整角色或机构"),
    "reinstate": _("恢复"),
    "new_password": _("发一次性密码"),
    "reset_second_factor": _("重置第二道验证"),
}
LOCK: Words = {"password": _("密码多次错误"), "second_factor": _("验证码多次错误")}
NOT_ALLOWED: Words = {
    "role": _("角色不允许"),
    "self": _("不能对自己的账号这样做"),
    "own": _("须由提出者和本人以外的另一人决定"),
    "district": _("不在辖区之内"),
    "state": _("状态已变，不能再这样做"),
    "waiting": _("同样的提议已在等待确认"),
    "reason": _("请写明理由"),
    "empty": _("请写明法律依据、目的和范围"),
    "until": _("截止日须在今天至最长期限之内"),
    "username": _("用户名须为小写字母或数字开头，2 至 40 位，可含 . _ -"),
    "name": _("请写明姓名"),
    "taken": _("用户名已有人使用"),
    "no_role": _("请选择角色"),
    "no_office": _("请选择机构"),
    "same": _("角色和机构都没有变"),
    "unknown": _("没有这个人"),
    "kind": _("没有这种变更"),
}
TRIAGE_SHOWN: Words = {"waiting": _("待处理"), "decided": _("已决定"), "all": _("全部")}
TRIAGE_ORDER: Words = {"rank": _("严重程度"), "due": _("期限"), "newest": _("最近打开")}
WATCH_SHOWN: Words = {"running": _("在名单内"), "soon": _("即将到期"), "all": _("全部")}
WATCH_STATE: Words = {"running": _("在名单内"), "coming": _("延长期"), "ended": _("到期"), "taken_off": _("已移出")}
MATCH: Words = {
    "waiting": _("等待核对"),
    "linked": _("机器已关联"),
    "same": _("同一主体"),
    "different": _("不同主体"),
    "unsure": _("不能确定"),
    "contradicted": _("与机器相反"),
}
FIELD: Words = {"name": _("名称"), "scope": _("经营范围"), "site": _("网站主办者")}
REGISTER_EVENT: Words = {
    "new": _("新设"),
    "name_change": _("变更名称"),
    "scope_change": _("变更经营范围"),
    "move_in": _("迁入"),
    "existing": _("存量企业"),
}
GRADE: Words = {"block": _("禁止"), "watch": _("关注"), "none": _("不计")}
EVENT: Words = {
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
}
NAME_KIND: Words = {
    "former": pgettext_lazy("name", "曾用名"),
    "short": pgettext_lazy("name", "简称"),
    "brand": pgettext_lazy("name", "品牌"),
    "site": pgettext_lazy("name", "网站"),
    "app": pgettext_lazy("name", "应用"),
}
STATUS: Mapping[str, Any] = STATUSES
FIRM_ORDER: Words = {"name": _("名称"), "newest": _("新成立在前"), "oldest": _("早成立在前"), "capital": _("注册资本")}
FIRM_GRADE: Words = {"": _("任何结果"), "any": _("计入的词"), "block": _("禁止的词"), "watch": _("关注的词")}
FIRM_ALERTS: Words = {"": pgettext_lazy("firm filter", "不限"), "open": _("有未结的")}
FIRM_TRIAGE: Words = {"": pgettext_lazy("firm filter", "不限"), "open": _("有待办的")}
FIRM_WATCH: Words = {"": pgettext_lazy("firm filter", "不限"), "on": _("名单内的")}
_SCREENING = Text("名称与经营范围筛查", "Screening of name and scope")


def language() -> str:
    """Return the language of the page being written."""
    return get_language() or "zh-hans"


def rules() -> list[str]:
    """Return every reason an alert may have: the rules of the catalogue, and screening."""
    return [*all_rules(), SCREENING]


def rule_title(rule: str) -> str:
    """Return a rule's title in the reader's language; an unknown slug stays as it is."""
    if rule == SCREENING:
        return _SCREENING.in_language(language())
    found = all_rules().get(rule)
    return found.title.in_language(language()) if found else rule


def list_title(slug: str) -> str:
    """Return a watch list's title in the reader's language; an unknown slug stays as it is."""
    found = next((one for one in registry.watch_lists() if one.name == slug), None)
    return found.title.in_language(language()) if found else slug


def band_title(key: str) -> str:
    """Return what a band of the flow picture leads from and to; an unknown key is no title."""
    kind, one, other = [*key.split(":"), "", ""][:3]
    source = ORIGIN.get(one) if kind == "enters" else _BOOKS.get(one)
    target = USE.get(other) if kind == "leaves" else _BOOKS.get(other)
    return " → ".join(str(said(title)) for title in (source, target) if title)


def word_of(table: Mapping[str, Any], slug: str) -> str:
    """Return a table's word for a slug in the reader's language; a slug without a word stays as it is."""
    return str(said(table.get(slug, slug)))


def sorted_words(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a table's slugs with their words, by the words."""
    return sorted(((slug, word_of(table, slug)) for slug in table), key=lambda one: one[1])


def said(title: Text | str | Promise) -> str:
    """Return a title in the reader's language."""
    return title.in_language(language()) if isinstance(title, Text) else str(title)


def region_name(code: str, known: dict[str, str] | None = None) -> str:
    """Return the name of a region: as the offices call it, else by GB/T 2260, else its code."""
    if not code:
        return str(_("地区不明"))
    names = offices.region_names() if known is None else known
    for prefix in sorted(names, key=len, reverse=True):
        if code.startswith(prefix):
            return names[prefix]
    found = nearest_region(code)
    return found.name if found else code

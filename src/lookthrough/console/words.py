"""The console's words for what the rooms below call by slugs; msgids are the Chinese of the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lookthrough.console.words_of_campaigns import *  # noqa: F403
from lookthrough.console.words_of_campaigns import CAMPAIGN_ACTION
from lookthrough.console.words_of_cases import *  # noqa: F403
from lookthrough.console.words_of_cases import CASES_ACTION
from lookthrough.console.words_of_desk import *  # noqa: F403
from lookthrough.console.words_of_desk import DESK_ACTION
from lookthrough.console.words_of_firms import *  # noqa: F403  the console knows one place for its words
from lookthrough.console.words_of_levels import *  # noqa: F403
from lookthrough.console.words_of_levels import LEVELS_ACTION
from lookthrough.console.words_of_methods import *  # noqa: F403
from lookthrough.console.words_of_offices import *  # noqa: F403
from lookthrough.console.words_of_offices import ACTION as _OFFICE_ACTION
from lookthrough.console.words_of_papers import PAPERS_ACTION
from lookthrough.console.words_of_petitions import *  # noqa: F403
from lookthrough.console.words_of_petitions import PETITIONS_ACTION
from lookthrough.console.words_of_procedure import PROCEDURE_ACTION
from lookthrough.console.words_of_repayment import REPAYMENT_ACTION
from lookthrough.console.words_of_returns import *  # noqa: F403
from lookthrough.console.words_of_returns import RETURNS_ACTION
from lookthrough.console.words_of_supervision import *  # noqa: F403
from lookthrough.console.words_of_supervision import SUPERVISION_ACTION
from lookthrough.flows import custody_findings, product_checking
from lookthrough.flows import words as flow_words
from lookthrough.flows.parties import UNNAMED
from lookthrough.flows.rule import all_rules
from lookthrough.kernel.regions import nearest_region
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.registry import queries as registry
from lookthrough.risk import level_findings
from lookthrough.risk.reasons import SCREENING

Words = dict[str, str | Promise]

ACTION: dict[str, str | Promise | Text] = {  # type: ignore[no-redef]  # the offices' own words come in above
    **_OFFICE_ACTION, **SUPERVISION_ACTION, **CASES_ACTION, **REPAYMENT_ACTION, **PROCEDURE_ACTION, **PAPERS_ACTION, **CAMPAIGN_ACTION,
    **LEVELS_ACTION, **RETURNS_ACTION, **DESK_ACTION,
    **PETITIONS_ACTION,
}  # fmt: skip
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
_HELD_AGAINST: dict[str, Text] = {one.RULE: one.TITLE for one in (product_checking, custody_findings, level_findings)}
_SCREENING = Text("名称与经营范围筛查", "Screening of name and scope")


def language() -> str:
    """Return the language of the page being written."""
    return get_language() or "zh-hans"


def rules() -> list[str]:
    """Return every reason an alert may have: the rules of the catalogue, what is held against others' records, and screening."""
    return [*all_rules(), *_HELD_AGAINST, SCREENING]


def rule_title(rule: str) -> str:
    """Return a rule's title in the reader's language; an unknown slug stays as it is."""
    if rule == SCREENING:
        return _SCREENING.in_language(language())
    if rule in _HELD_AGAINST:
        return _HELD_AGAINST[rule].in_language(language())
    found = all_rules().get(rule)
    return found.title.in_language(language()) if found else rule


def subject_name(name: str) -> str:
    """Return whom an alert is about; who has no name but a label is called person or firm in the reader's language."""
    word, space, label = name.partition(" ")
    kind = next((one for one in UNNAMED.values() if one.zh == word), None)
    return f"{said(kind)}{space}{label}" if kind else name


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

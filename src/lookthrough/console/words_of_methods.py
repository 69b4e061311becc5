"""The console's words for limits: what each is called, and why a change of one was not taken."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lookthrough.kernel.texts import Text

LIMIT_NAMES: dict[str, Text] = {
    "window_days": Text("观察窗口", "Window"),
    "medium_from": Text("“中”的起点", "Medium from"),
    "high_from": Text("“高”的起点", "High from"),
    "bank_charge": Text("视为银行手续费的上限", "Largest amount taken for a bank charge"),
    "fair_price_slack": Text("转让价格允许的偏差", "Slack of a fair transfer price"),
    "low_from": Text("“低”的起点", "Low from"),
    "match_within_days": Text("日期相差多少天仍可相配", "Days apart that may still match"),
    "break_age_limit": Text("差异逾期的工作日", "Working days after which a break is overdue"),
    "rate_slack": Text("利率允许的偏差", "Slack of a rate"),
    "binds_p2p": Text("网络借贷须登记", "Online lenders must register"),
    "binds_asset_management": Text("资产管理须登记", "Asset managers must register"),
    "binds_wealth_seller": Text("财富销售须登记", "Wealth sellers must register"),
    "binds_private_fund": Text("私募基金须登记", "Private funds must register"),
    "binds_exchange": Text("交易场所须登记", "Exchanges must register"),
    "binds_equity_crowdfunding": Text("股权众筹须登记", "Equity crowdfunding must register"),
    "binds_cooperative": Text("合作组织须登记", "Cooperatives must register"),
    "harm_fen": Text("拟定“特别严重”的金额", "Harm that proposes critical"),
}
SCALES: dict[str, Text] = {"listing": Text("单个标的", "One listing")}  # what a further pair of limits of a rule is about
NOT_POSSIBLE: dict[str, str | Promise] = {
    "role": _("角色不允许；限额对全局有效，由最上级机构的负责人采纳"),
    "value": _("请填写大于零的数值"),
    "day": _("生效日不能早于今天：以前的日子按当时的限额判断"),
    "reason": _("请写明理由"),
    "own": _("自己的提议须由另一人采纳"),
    "state": _("状态已变，不能再这样做"),
    "taken": _("这一天已有采纳的同名限额"),
}
PROPOSAL_STATE: dict[str, str | Promise] = {
    "proposed": _("等待采纳"),
    "adopted": _("已采纳"),
    "refused": _("已拒绝"),
    "withdrawn": _("已撤回"),
}


def limit_name(name: str) -> str:
    """Return what a limit is called; one of a further scale (``listing_medium_from``) is called by both parts of its name."""
    language = get_language()
    for plain in ("medium_from", "high_from"):
        if name.endswith(f"_{plain}"):
            scale = name.removesuffix(f"_{plain}")
            said = SCALES[scale].in_language(language) if scale in SCALES else scale.replace("_", " ")
            return f"{said} · {LIMIT_NAMES[plain].in_language(language)}"
    return LIMIT_NAMES[name].in_language(language) if name in LIMIT_NAMES else name.replace("_", " ")

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
    "low_from": Text("“低”的起点", "Low from"),
    "bank_charge": Text("视为银行手续费的上限", "Largest amount taken for a bank charge"),
    "fair_price_slack": Text("转让价格允许的偏差", "Slack of a fair transfer price"),
    "harm_fen": Text("拟定“特别严重”的金额", "Harm that proposes critical"),
    "person_here": Text("自然人在同一平台的余额上限", "A person's limit on one platform"),
    "firm_here": Text("单位在同一平台的余额上限", "A firm's limit on one platform"),
    "person_all": Text("自然人在各平台合计上限", "A person's limit on all platforms"),
    "firm_all": Text("单位在各平台合计上限", "A firm's limit on all platforms"),
    "person_limit": Text("自然人的借款上限", "A person's limit"),
    "firm_limit": Text("单位的借款上限", "A firm's limit"),
    "listings_from": Text("视为拆分的标的数", "Listings from which a debt is split"),
    "round_days": Text("一圈的最长天数", "Longest days of a round"),
    "returned_from": Text("视为回到起点的份额", "Share that counts as returned"),
    "accounts_from": Text("一圈最少的账户数", "Fewest accounts of a round"),
    "accounts_passed_to": Text("一圈最多经过的账户数", "Most accounts passed in a round"),
    "fewest_returns": Text("判断固定回报所需的次数", "Returns needed to call them fixed"),
    "gap_slack": Text("间隔允许的偏差", "Slack of equal gaps"),
    "points_around": Text("回报率允许的偏差", "Slack of a constant return"),
    "share_around": Text("金额允许的偏差", "Slack of a constant amount"),
    "payout_days": Text("视为同一次兑付的天数", "Days that make one payout"),
    "times_mean": Text("高于同业均值的倍数", "Times the peers' mean"),
    "deviations": Text("高于均值的标准差数", "Standard deviations above the mean"),
    "rounding": Text("利率舍入", "Rounding of rates"),
    "long_days": Text("视为长期的天数", "Days of a long term"),
    "fewest_peers": Text("同业最少家数", "Fewest peers"),
    "fewest_offers": Text("同业最少产品数", "Fewest offers of peers"),
    "working_days": Text("停留的工作日", "Working days of stay"),
    "all_clients": Text("担保责任余额对净资产的倍数", "Liability to net assets"),
    "all_rural_clients": Text("主要服务小微和三农时的倍数", "The same, mainly for small and rural business"),
    "mainly_from": Text("视为“主要”的份额", "Share that counts as mainly"),
    "one_client": Text("同一被担保人占净资产", "One client of net assets"),
    "one_group": Text("同一人及其关联方占净资产", "One group of net assets"),
    "clients": Text("最大的客户数", "Number of largest clients"),
    "payroll_persons": Text("视为发薪的人数", "Persons that make a payroll"),
    "wage_at_most": Text("视为工资的最高金额", "Largest amount taken for a wage"),
    "persons_with_returns_from": Text("得到定期返还的最少人数", "Fewest persons with dated returns"),
    "returns_from": Text("定期返还的最少次数", "Fewest dated returns"),
    "most_returned": Text("返还最多为投入的倍数", "Most returned, times what was paid"),
    "most_at_once": Text("一次返还最多的份额", "Most returned at once"),
    "match_within_days": Text("对账允许的天数差", "Days within which entries match"),
    "break_age_limit": Text("差异允许的天数", "Days a break may stand"),
    "returned_share": Text("视为虚假的回流份额", "Returned share of a sham listing"),
    "return_days": Text("回流的天数", "Days of return"),
    "use_from": Text("视为有真实用途的份额", "Share that shows a use"),
    "short_days": Text("视为短期的天数", "Days of a short listing"),
    "base_days": Text("自身基准的天数", "Days of its own base"),
    "points_above": Text("高出自身均值的百分点", "Points above its own mean"),
    "fewest_listings": Text("最少标的数", "Fewest listings"),
    "one_borrower": Text("同一借款人占净资产", "One borrower of net assets"),
    "online_consumer": Text("网络小贷个人消费上限", "Online limit for consumption"),
    "online_business": Text("网络小贷生产经营上限", "Online limit for business"),
    "borrowed": Text("融入资金对净资产的倍数", "Borrowed funds to net assets"),
    "term_share": Text("视为短于底层债权期限的比例", "Share of the underlying term"),
    "rolled_within": Text("以新标的偿还的天数", "Days within which a later listing repays"),
    "payments_from": Text("最少次数", "Fewest payments"),
    "payers_from": Text("付款人最少人数", "Fewest payers"),
    "passed_on_from": Text("转付份额的下限", "Least share passed on"),
    "passed_on_to": Text("转付份额的上限", "Largest share passed on"),
    "clients_from": Text("客户最少人数", "Fewest clients"),
    "least_days": Text("最少天数", "Fewest days"),
    "payments_for_tail_from": Text("计算最慢二十分之一所需的次数", "Payments needed for the slowest twentieth"),
    "base_for_tail_from": Text("基准中计算最慢二十分之一所需的次数", "Payments of the base needed for its slowest twentieth"),
    "rate_slack": Text("利率允许的偏差", "Slack of a rate"),
    "unpaid_share_from": Text("未付份额的起点", "Share unpaid from"),
    "unpaid_from": Text("未付笔数的起点", "Requests unpaid from"),
    "binds_p2p": Text("约束网贷平台", "Binds lending platforms"),
    "binds_asset_management": Text("约束资产管理", "Binds asset management"),
    "binds_wealth_seller": Text("约束财富销售", "Binds wealth sellers"),
    "binds_private_fund": Text("约束私募基金", "Binds private funds"),
    "binds_exchange": Text("约束交易场所", "Binds exchanges"),
    "binds_equity_crowdfunding": Text("约束股权众筹", "Binds crowdfunding"),
    "binds_cooperative": Text("约束合作社", "Binds co-operatives"),
}
SCALES: dict[str, Text] = {  # what a further pair of limits of a rule is about
    "listing": Text("单个标的", "One listing"),
    "weak": Text("同地址或同电话的关联", "Ties of address or telephone"),
    "group": Text("同一集团", "One group"),
    "unpaid": Text("未付的请求", "Unpaid requests"),
    "overdue": Text("逾期差异", "Overdue differences"),
    "sum": Text("金额", "In money"),
    "stated": Text("自述用途", "Stated purpose"),
    "partners": Text("合伙或有限公司", "Partnerships and limited companies"),
    "investors": Text("投资者人数", "Number of investors"),
    "client": Text("同一客户", "One client"),
    "clearing": Text("跨行清算", "Clearing between banks"),
    "controller": Text("控股股东和实际控制人", "Controllers"),
    "consumer": Text("个人消费贷款", "Consumer loans"),
    "business": Text("生产经营贷款", "Business loans"),
    "buy_back": Text("执行回购", "Buy-back executed"),
    "borrowed": Text("融入资金", "Borrowed funds"),
    "all": Text("各平台合计", "All platforms"),
}
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

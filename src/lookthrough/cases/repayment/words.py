"""What states, kinds and deeds of repayment are called, in both languages."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

BASES = {"gross": Text("投入总额", "gross: what was contributed"), "net": Text("投入减去已返还", "net: contributed less what came back")}
CLAIM_STATES = {
    "registered": Text("已登记，待核对", "registered, to be matched"),
    "confirmed": Text("已确认", "confirmed"),
    "disputed": Text("有异议", "disputed"),
    "rejected": Text("不予确认", "rejected"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
SOURCES = {
    "import": Text("批量导入", "import"),
    "counter": Text("窗口登记", "counter"),
    "portal": Text("本人网上申报", "portal"),
    "ledger": Text("账本有记录，未申报", "in the ledger, not claimed"),
}
DISPUTE_OUTCOMES = {"upheld": Text("异议成立", "upheld"), "kept": Text("维持原核定", "kept as it was")}
ASSET_KINDS = {
    "cash": Text("现金、存款", "cash, deposits"),
    "real_estate": Text("房产、土地", "real estate, land"),
    "vehicle": Text("车辆", "vehicles"),
    "equity": Text("股权", "shares in firms"),
    "receivable": Text("应收债权", "receivables"),
    "securities": Text("证券、基金", "securities, funds"),
    "goods": Text("物品、存货", "goods, stock"),
    "other": Text("其他", "other"),
}
# 国务院令第737号 art. 26: the six sources of repayment
ASSET_SOURCES = {
    "balance": Text("非法集资资金余额", "balance of the money raised"),
    "proceeds": Text("资金收益或转换的其他资产及其收益", "proceeds, assets it was turned into, and their yield"),
    "insiders": Text("发起人等从中获得的经济利益", "gains of those who ran it"),
    "hidden": Text("隐匿、转移的资金或资产", "money or assets hidden or moved"),
    "commissions": Text("广告、代言、代理、返点等收入", "income of advertising, endorsement, agency, rebates"),
    "other": Text("可用于退赔的其他资产", "other assets that may serve repayment"),
}
ASSET_STATES = {
    "registered": Text("已登记", "registered"),
    "seized": Text("已查封、扣押、冻结", "sealed, seized or frozen"),
    "sold": Text("已变现", "sold"),
    "released": Text("已解除", "released"),
}
MEASURES = {"seal": Text("查封", "sealed"), "seize": Text("扣押", "seized"), "freeze": Text("冻结", "frozen")}
WAYS = {
    "auction": Text("拍卖", "auction"),
    "listed": Text("挂牌", "listing"),
    "negotiated": Text("协议转让", "negotiated sale"),
    "other": Text("其他", "other"),
}
SALE_STATES = {
    "proposed": Text("待批准", "waits for approval"),
    "approved": Text("已批准，待变现", "approved, to be sold"),
    "refused": Text("未批准", "refused"),
    "sold": Text("已变现", "sold"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
RECEIPTS = {
    "sale": Text("资产变现", "proceeds of a sale"),
    "surrender": Text("主动退缴", "surrendered"),
    "clawback": Text("追缴所得", "got back"),
    "transfer": Text("冻结款划入", "frozen money moved in"),
    "interest": Text("利息", "interest"),
    "other_in": Text("其他收入", "other receipts"),
}
COSTS = {"cost": Text("处置费用", "cost of disposal")}
ENTRIES = {
    **RECEIPTS,
    **COSTS,
    "payout": Text("清退支付", "paid to claimants"),
    "deposit": Text("转入提存", "moved into deposit"),
    "returned": Text("退汇", "returned by the bank"),
    "retried": Text("退汇重付", "paid again"),
    "deposit_back": Text("提存退回专户", "back from deposit"),
    "reversal": Text("冲正", "reversal"),
}
PLAN_STATES = {
    "draft": Text("草案", "draft"),
    "checked": Text("已复核，待法院裁定", "checked, before the court"),
    "ruled": Text("裁定已录入，待第二人核对", "the ruling waits for a second person"),
    "approved": Text("法院已批准", "approved by the court"),
    "refused": Text("法院未批准", "not approved by the court"),
    "replaced": Text("已被新方案替代", "replaced"),
    "dropped": Text("已撤销", "dropped"),
}
ROUND_STATES = {
    "draft": Text("草案，待复核", "draft, to be checked"),
    "checked": Text("已复核，待执行", "checked, to be carried out"),
    "executed": Text("已执行", "carried out"),
    "cancelled": Text("已取消", "cancelled"),
}
HELD_BECAUSE = {
    "disputed": Text("有异议", "disputed"),
    "undecided": Text("尚未核定", "not decided yet"),
    "unclaimed": Text("未申报", "not claimed"),
    "no_account": Text("没有收款账户", "no bank account"),
    "returned": Text("退汇", "returned by the bank"),
}
CLAWBACK_KINDS = {
    "net_winner": Text("净获利的参与人", "net winner"),
    "commission": Text("佣金、返点", "commission, rebate"),
    "advertising": Text("广告费", "advertising fee"),
    "endorsement": Text("代言费", "endorsement fee"),
    "salary": Text("违法所得的薪酬", "pay out of the proceeds"),
    "other": Text("其他", "other"),
}
CLAWBACK_STATES = {
    "listed": Text("已列入", "listed"),
    "demanded": Text("已催缴", "demanded"),
    "recovered": Text("已追回", "recovered"),
    "dropped": Text("不再追缴", "dropped"),
}

"""What a rescue file may say, with the words of the house."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

TIERS = {"district": Text("县（区）处置", "handled by the district"), "city": Text("市级处置", "handled by the city")}
STATES = {"open": Text("进行中", "open"), "recovered": Text("已恢复", "recovered"), "bankrupt": Text("进入破产", "bankrupt")}
# what creditors may do together; to take all loans back at once is none of them (不抽贷、不压贷、不断贷)
MEASURES = {
    "no_withdrawal": Text("承诺不抽贷、不压贷、不断贷", "pledge: no blanket withdrawal of loans"),
    "rollover": Text("续贷、展期", "rollover"),
    "rate_cut": Text("降低利率、减免利息", "lower interest"),
    "new_money": Text("新增贷款", "new money"),
    "guarantee_swap": Text("置换担保、解开担保圈", "other security, guarantees untied"),
    "restructuring": Text("债务重组", "restructuring"),
    "debt_to_equity": Text("债转股", "debt for equity"),
    "reorganisation": Text("破产重整", "bankruptcy: reorganisation"),
    "liquidation": Text("破产清算", "bankruptcy: liquidation"),
}
MEASURE_STATES = {
    "planned": Text("拟定", "planned"),
    "agreed": Text("已商定", "agreed"),
    "done": Text("已落实", "done"),
    "dropped": Text("不再采取", "dropped"),
}
VOTES = {"yes": Text("同意", "yes"), "no": Text("不同意", "no"), "abstain": Text("弃权", "abstains")}
RELEASE_STATES = {
    "proposed": Text("待第二人批准", "waits for a second person"),
    "approved": Text("已批准发布", "approved for release"),
    "refused": Text("未批准", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "released": Text("已发布", "released"),
}
ACTS = {
    "opened": Text("建立纾困档案", "rescue opened"),
    "raised": Text("改由市级处置", "raised to the city"),
    "lead_bank": Text("确定主办银行", "lead bank named"),
    "creditor_joined": Text("债权人加入委员会", "creditor joined"),
    "creditor_left": Text("债权人退出委员会", "creditor left"),
    "put_to_vote": Text("提交表决", "put to the vote"),
    "voted": Text("记录表决", "vote recorded"),
    "vote_closed": Text("表决结束", "vote closed"),
    "measure_set": Text("拟定措施", "measure set"),
    "measure_moved": Text("措施进展", "measure moved on"),
    "met": Text("会议记录", "meeting recorded"),
    "release_proposed": Text("申请发布信息", "release proposed"),
    "release_approved": Text("批准发布", "release approved"),
    "release_refused": Text("不批准发布", "release refused"),
    "release_withdrawn": Text("撤回发布申请", "release withdrawn"),
    "released": Text("已发布", "released"),
    "ended": Text("结束纾困", "rescue ended"),
    "reopened": Text("恢复纾困", "rescue reopened"),
}

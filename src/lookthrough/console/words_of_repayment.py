"""The console's words for what is done with assets, claims and repayment."""

from __future__ import annotations

from django.utils.functional import Promise

from lookthrough.kernel.texts import Text

_ON_THE_TIMELINE = {
    "claims_opened": Text("开始债权申报", "claims opened"),
    "claims_extended": Text("延长债权申报", "time for claims extended"),
    "claims_confirmed": Text("确认与账本一致的债权", "claims that the ledger bears out confirmed"),
    "claims_imported": Text("导入债权", "claims imported"),
    "claims_matched": Text("债权与账本核对", "claims held against the ledger"),
    "claim_codes": Text("发申报码", "claim codes handed out"),
    "asset_registered": Text("登记资产", "asset registered"),
    "asset_valued": Text("资产估值", "asset valued"),
    "asset_seized": Text("查封、扣押、冻结资产", "asset sealed, seized or frozen"),
    "asset_lifted": Text("解除资产措施", "measure on an asset lifted"),
    "sale_proposed": Text("申请变现资产", "sale of an asset proposed"),
    "sale_decided": Text("审批变现资产", "sale of an asset decided"),
    "account_entry": Text("专户记账", "entry in the dedicated account"),
    "bank_balance": Text("记录专户银行余额", "bank's balance of the account recorded"),
    "movement_told": Text("指定对账单流水", "movement of a statement told"),
    "plan_drafted": Text("起草清退方案", "repayment plan drafted"),
    "plan_checked": Text("复核清退方案", "repayment plan checked"),
    "plan_dropped": Text("撤销清退方案", "repayment plan dropped"),
    "plan_ruled": Text("录入法院裁定", "court's ruling entered"),
    "plan_ruling_sent_back": Text("退回法院裁定的录入", "entry of the ruling sent back"),
    "plan_refused": Text("法院未批准清退方案", "plan not approved by the court"),
    "round_drafted": Text("起草清退轮次", "round of payout drafted"),
    "round_checked": Text("复核清退轮次", "round of payout checked"),
    "round_executed": Text("执行清退轮次", "round of payout carried out"),
    "round_cancelled": Text("取消清退轮次", "round of payout cancelled"),
    "deposit_released": Text("处理提存", "deposit released"),
    "clawback_listed": Text("列入追缴清单", "put on the claw-back list"),
    "clawback_moved": Text("追缴进展", "claw-back moved on"),
    "repayment_complete": Text("宣布清退完成", "repayment declared complete"),
}
_IN_THE_TRAIL = {
    "claim_registered": Text("登记债权", "claim registered"),
    "claim_confirmed": Text("核定债权", "claim decided"),
    "claim_rejected": Text("不予确认债权", "claim rejected"),
    "claim_withdrawn": Text("债权撤回", "claim withdrawn"),
    "claim_taken_up": Text("重新受理债权", "claim taken up again"),
    "claim_account_changed": Text("登记收款账户", "bank account of a claim entered"),
    "claim_code": Text("补发申报码", "claim code made anew"),
    "claim_made": Text("本人申报债权", "claim made by the claimant"),
    "claim_proof": Text("上传债权证明", "proof of a claim added"),
    "claim_seen": Text("本人查看债权", "claim looked at by the claimant"),
    "claims_exported": Text("导出债权", "claims exported"),
    "dispute_raised": Text("提出异议", "dispute raised"),
    "dispute_heard": Text("听取异议意见", "dispute heard"),
    "dispute_settled": Text("裁定异议", "dispute settled"),
    "deposit_proposed": Text("提出处理提存", "release of a deposit proposed"),
    "round_exported": Text("导出清退轮次", "round of payout exported"),
    "ruling_read": Text("查阅法院裁定", "court's ruling read"),
    "proof_read": Text("查阅债权证明", "proof of a claim read"),
    "statement_read": Text("打开债权对账单", "statement of a claim opened"),
}
REPAYMENT_ACTION: dict[str, str | Promise | Text] = {
    **{f"case.{kind}": title for kind, title in _ON_THE_TIMELINE.items()},
    **{f"repayment.{kind}": title for kind, title in _IN_THE_TRAIL.items()},
    "vault.claimants_sealed_anew": Text("重新加密申报人身份", "claimants sealed anew"),
}

"""What origins, uses and account roles are called on screen and in reports."""

from __future__ import annotations

from lookthrough.flows.classes import Origin, Role, Use
from lookthrough.kernel.texts import Text

ORIGINS = {
    Origin.LENDER_PRINCIPAL: Text("出借人本金", "Lenders' principal"),
    Origin.BORROWER_MONEY: Text("借款人资金", "Borrowers' money"),
    Origin.CIRCLE_MONEY: Text("关联方资金", "The circle's money"),
    Origin.GUARANTOR_MONEY: Text("担保人资金", "Guarantors' money"),
    Origin.OTHER_INSTITUTION: Text("其他机构资金", "Another institution's money"),
    Origin.UNKNOWN: Text("来源不明", "Unknown source"),
}
USES = {
    Use.BORROWER_USE: Text("放给借款人", "To borrowers"),
    Use.LENDER_RETURN: Text("兑付给客户", "Paid out to clients"),
    Use.CIRCLE_USE: Text("流向关联方", "To the circle"),
    Use.FEE: Text("约定费用", "Agreed fees"),
    Use.GUARANTOR_RECOVERY: Text("偿还担保人", "Recovered by guarantors"),
    Use.MERCHANT: Text("付给商户", "To merchants"),
    Use.OTHER_INSTITUTION: Text("流向其他机构", "To another institution"),
    Use.UNKNOWN: Text("去向不明", "Unknown use"),
}
BOOKS = {
    Role.CUSTODY: Text("存管账户", "Custody account"),
    Role.RESERVE: Text("备付金账户", "Reserve account"),
    Role.OWN: Text("自有账户", "Operator's own account"),
}
ROLES = {
    role.word: said
    for role, said in {
        Role.CLIENT: Text("客户子账户", "Client's account"),
        Role.BORROWER: Text("借款人子账户", "Borrower's account"),
        Role.GUARANTOR: Text("担保方账户", "Guarantor's account"),
        Role.MERCHANT: Text("商户账户", "Merchant's account"),
        Role.EXTERNAL: Text("外部账户", "Outside account"),
    }.items()
} | {role.word: said for role, said in BOOKS.items()}
RETURNED = {
    Role.CUSTODY: Text("转回存管账户", "Back to custody"),
    Role.RESERVE: Text("转回备付金账户", "Back to the reserve account"),
    Role.OWN: Text("转回自有账户", "Back to the operator's own account"),
}
NOT_ON_RECORD = Text("账上没有的资金", "Money not on record")

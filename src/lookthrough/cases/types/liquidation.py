"""Liquidation of a platform or body that leaves the market (退出清算): its clients are paid before its licence ends."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

liquidation = CaseType(
    slug="liquidation",
    title=Text("退出清算", "liquidation"),
    legal_basis=Text(
        "《公司法》（2023年修订）第二百二十九至二百四十二条；整治办函〔2018〕175号（条款待本办核对）",
        "Company Law (2023), art. 229–242; 整治办函〔2018〕175号 (articles to be confirmed by the office)",
    ),
    steps=(
        Step("filed", Text("启动", "begun"), (Onward("group"), Onward("stopped", second_person=True))),
        Step("group", Text("成立清算组", "liquidation group"), (Onward("claims", needs=("liquidators_named",)),)),
        Step("claims", Text("债权申报与核对", "claims"), (Onward("plan", needs=("claims_closed", "audit_reported")),)),
        Step("plan", Text("清退方案", "repayment plan"), (Onward("claims"), Onward("repayment", needs=("plan_approved_by_court",)))),
        Step("repayment", Text("资金清退", "repayment"), (Onward("cancellation", needs=("repayment_complete",)),)),
        Step("cancellation", Text("注销", "cancellation"), (Onward("report", needs=("licence_cancelled",)),)),
        Step("report", Text("处置报告", "report"), (Onward("closed", needs=("report_filed",), second_person=True),), clocks=("report",)),
        Step("closed", Text("结案", "closed")),
        Step("stopped", Text("不再清算，终止", "stopped")),
    ),
    documents=("talk_record", "audit_request", "disposal_report"),
)

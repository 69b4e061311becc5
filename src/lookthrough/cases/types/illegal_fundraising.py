"""Illegal fundraising (非法集资): from investigation by two officers over determination and ban to repayment and report."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

_UNFOUNDED = Onward("unfounded", needs=("determination_settled",), second_person=True)
_POLICE = Onward("transferred", needs=("handed_over",), second_person=True)

illegal_fundraising = CaseType(
    slug="illegal_fundraising",
    title=Text("非法集资", "illegal fundraising"),
    legal_basis=Text("《防范和处置非法集资条例》（国务院令第737号）第十九至三十二条", "State Council Decree 737, art. 19–32"),
    steps=(
        Step("filed", Text("立案", "filed"), (Onward("investigation", needs=("two_investigators",)),)),
        Step("investigation", Text("调查", "investigation"), (Onward("determination"), _POLICE)),
        Step(
            "determination",
            Text("认定", "determination"),
            (Onward("investigation"), Onward("rectification", needs=("determination_settled",)), _UNFOUNDED, _POLICE),
        ),
        Step(
            "rectification",
            Text("责令整改", "rectification"),
            (
                Onward("ban", needs=("notice_served", "deadline_missed")),
                Onward("closed", needs=("notice_served", "deadline_met"), second_person=True),
                _POLICE,
            ),
        ),
        Step("ban", Text("取缔", "ban"), (Onward("claims", needs=("ban_announced",)), _POLICE)),
        Step("claims", Text("债权申报与核对", "claims"), (Onward("plan", needs=("claims_closed", "audit_reported")), _POLICE)),
        Step("plan", Text("清退方案", "repayment plan"), (Onward("claims"), Onward("repayment", needs=("plan_approved_by_court",)))),
        Step("repayment", Text("资金清退", "repayment"), (Onward("report", needs=("repayment_complete",)),)),
        Step("report", Text("处置报告", "report"), (Onward("closed", needs=("report_filed",), second_person=True),), clocks=("report",)),
        Step("closed", Text("结案", "closed")),
        Step("unfounded", Text("不构成，终止", "unfounded")),
        Step("transferred", Text("移送后终结", "handed over and ended")),
    ),
    roles=("lead", "investigator", "legal_reviewer"),
    documents=(
        "inquiry_record", "first_registration_list", "opinion", "rectification_notice", "ban_announcement", "audit_request",
        "transfer_letter", "disposal_report",
    ),
)  # fmt: skip

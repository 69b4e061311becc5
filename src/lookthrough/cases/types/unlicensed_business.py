"""Unlicensed financial business (无证从事金融业务): investigated by two, ordered to stop, penalised by decision."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

_POLICE = Onward("transferred", needs=("handed_over",), second_person=True)
_UNFOUNDED = Onward("unfounded", second_person=True)

unlicensed_business = CaseType(
    slug="unlicensed_business",
    title=Text("无证从事金融业务", "unlicensed financial business"),
    legal_basis=Text(
        "国务院令第737号第三十九条；《行政处罚法》第五十四至六十一条", "Decree 737, art. 39; Administrative Penalty Law, art. 54–61"
    ),
    steps=(
        Step("filed", Text("立案", "filed"), (Onward("investigation", needs=("two_investigators",)),), clocks=("decision_term",)),
        Step("investigation", Text("调查", "investigation"), (Onward("determination"), _UNFOUNDED, _POLICE)),
        Step(
            "determination",
            Text("认定", "determination"),
            (Onward("investigation"), Onward("rectification", needs=("determination_settled",)), _UNFOUNDED, _POLICE),
        ),
        Step(
            "rectification",
            Text("责令停止", "order to stop"),
            (
                Onward("prior_notice", needs=("notice_served",)),
                Onward("closed", needs=("notice_served", "deadline_met"), second_person=True),
                _POLICE,
            ),
        ),
        Step(
            "prior_notice",
            Text("处罚事先告知", "prior notice of a penalty"),
            (
                Onward("decision", needs=("prior_notice_served", "hearing_settled", "legal_review_passed")),
                Onward("closed", needs=("prior_notice_served", "hearing_settled"), second_person=True),
                _POLICE,
            ),
        ),
        Step("decision", Text("处罚决定", "penalty decision"), (Onward("enforcement", needs=("decision_served",)),)),
        Step(
            "enforcement",
            Text("执行", "enforcement"),
            (Onward("ban", needs=("deadline_missed",)), Onward("closed", second_person=True)),
            stops=("decision_term",),
        ),
        Step("ban", Text("取缔", "ban"), (Onward("closed", needs=("ban_announced",), second_person=True),)),
        Step("closed", Text("结案", "closed")),
        Step("unfounded", Text("不构成，终止", "unfounded")),
        Step("transferred", Text("移送后终结", "handed over and ended")),
    ),
    roles=("lead", "investigator", "legal_reviewer"),
    documents=(
        "inquiry_record", "first_registration_list", "opinion", "rectification_notice", "hearing_notice", "ban_announcement",
        "transfer_letter",
    ),
)  # fmt: skip

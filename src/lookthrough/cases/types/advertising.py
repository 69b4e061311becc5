"""Advertising for fund-raising or finance that the law bars (违法金融广告): taken down, or handed to the market regulator."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

advertising = CaseType(
    slug="advertising",
    title=Text("违法金融广告", "unlawful financial advertising"),
    legal_basis=Text("《广告法》第二十五条；国务院令第737号第十一、十二条", "Advertising Law, art. 25; Decree 737, art. 11–12"),
    steps=(
        Step("filed", Text("立案", "filed"), (Onward("investigation", needs=("two_investigators",)),)),
        Step(
            "investigation",
            Text("调查", "investigation"),
            (
                Onward("removal"),
                Onward("transferred", needs=("handed_over",), second_person=True),
                Onward("unfounded", second_person=True),
            ),
        ),
        Step(
            "removal",
            Text("责令停止发布", "order to take it down"),
            (
                Onward("closed", needs=("notice_served", "deadline_met"), second_person=True),
                Onward("transferred", needs=("notice_served", "deadline_missed", "handed_over"), second_person=True),
            ),
        ),
        Step("closed", Text("结案", "closed")),
        Step("unfounded", Text("不构成，终止", "unfounded")),
        Step("transferred", Text("移送后终结", "handed over and ended")),
    ),
    documents=("talk_record", "rectification_notice", "transfer_letter"),
)

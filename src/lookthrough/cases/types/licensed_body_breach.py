"""Breach by a licensed local body (持牌地方金融组织违规): corrected or penalised, after notice, hearing and legal review."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

_NO_PENALTY = Onward("no_penalty", second_person=True)

licensed_body_breach = CaseType(
    slug="licensed_body_breach",
    title=Text("持牌地方金融组织违规", "breach by a licensed local body"),
    legal_basis=Text(
        "《行政处罚法》第三十三、五十四至六十三条；本省地方金融条例（条款待本办核对）",
        "Administrative Penalty Law, art. 33 and 54–63; the province's local financial regulation (articles to be confirmed by the office)",
    ),
    steps=(
        Step("filed", Text("立案", "filed"), (Onward("investigation", needs=("two_investigators",)),), clocks=("decision_term",)),
        Step("investigation", Text("调查", "investigation"), (Onward("rectification"), Onward("prior_notice"), _NO_PENALTY)),
        Step(
            "rectification",
            Text("责令改正", "order to correct"),
            (
                Onward("prior_notice", needs=("notice_served",)),
                Onward("no_penalty", needs=("notice_served", "deadline_met"), second_person=True),
            ),
        ),
        Step(
            "prior_notice",
            Text("处罚事先告知", "prior notice of a penalty"),
            (
                Onward("investigation"),
                Onward("decision", needs=("prior_notice_served", "hearing_settled", "legal_review_passed")),
                Onward("no_penalty", needs=("prior_notice_served", "hearing_settled"), second_person=True),
            ),
        ),
        Step("decision", Text("处罚决定", "penalty decision"), (Onward("enforcement", needs=("decision_served",)),)),
        Step("enforcement", Text("执行", "enforcement"), (Onward("closed", second_person=True),), stops=("decision_term",)),
        Step("closed", Text("结案", "closed")),
        Step("no_penalty", Text("不予处罚，终结", "ended without a penalty")),
    ),
    roles=("lead", "investigator", "legal_reviewer"),
    documents=("talk_record", "inquiry_record", "rectification_notice", "hearing_notice"),
)

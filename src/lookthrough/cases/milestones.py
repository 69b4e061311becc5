"""Milestones (要件): what must have happened before a case may take a step; other rooms report them, a case only asks for them."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

MILESTONES: dict[str, Text] = {
    "two_investigators": Text("已指派两名以上调查人员", "two or more investigators are named"),
    "determination_settled": Text("业务实质认定已有结论", "the determination of substance is settled"),
    "notice_served": Text("整改通知书已送达", "the rectification notice is served"),
    "deadline_met": Text("已在期限内整改到位", "rectified within the deadline"),
    "deadline_missed": Text("整改期限已过，未整改到位", "the deadline for rectification was missed"),
    "prior_notice_served": Text("处罚事先告知书已送达", "the prior notice of a penalty is served"),
    "hearing_settled": Text("陈述申辩、听证已完结或已放弃", "statement, defence and hearing are over or waived"),
    "legal_review_passed": Text("法制审核已通过", "the legal review is passed"),
    "decision_served": Text("处罚决定书已送达", "the penalty decision is served"),
    "ban_announced": Text("取缔公告已发布", "the ban is announced"),
    "claims_closed": Text("债权申报已截止并核对完毕", "claims are closed and matched"),
    "audit_reported": Text("审计报告已出具", "the audit report is in"),
    "plan_approved_by_court": Text("清退方案已经法院裁定批准", "the repayment plan is approved by the court"),
    "repayment_complete": Text("清退款项已支付或提存完毕", "repayment is paid or held in deposit in full"),
    "report_filed": Text("处置报告已报送", "the disposal report is filed"),
    "handed_over": Text("已移送，且对方已接收", "handed over, and the other side has received it"),
    "reply_given": Text("已书面答复信访人", "the petitioner has a written reply"),
    "liquidators_named": Text("清算组已成立", "the liquidation group is named"),
    "licence_cancelled": Text("业务许可已注销", "the licence is cancelled"),
}
CLOCKS: dict[str, Text] = {
    "report": Text("报送处置报告", "disposal report due"),
    "decision_term": Text("作出处罚决定", "penalty decision due"),
    "petition_handling": Text("办结信访事项", "petition to be settled"),
}

"""The words of administrative procedure: measures, ways of service, states, outcomes, what was done."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

MEASURES = {
    "warning": Text("警告、通报批评", "warning, public criticism"),
    "fine": Text("罚款", "fine"),
    "large_fine": Text("较大数额罚款", "fine of a large amount"),
    "confiscation": Text("没收较大数额违法所得或财物", "confiscation of a large amount"),
    "licence": Text("降低资质等级、吊销许可证件", "licence lowered or revoked"),
    "standstill": Text("责令停产停业、责令关闭、限制从业", "standstill, closure, bar from the trade"),
}
NEED_HEARING = frozenset({"large_fine", "confiscation", "licence", "standstill"})  # 行政处罚法 art. 63
PROCEEDING_STATES = {
    "drafted": Text("告知书待送达", "prior notice to be served"),
    "notified": Text("听取陈述申辩", "statement and hearing"),
    "heard": Text("待审核、决定", "to be reviewed and decided"),
    "decided": Text("决定书待送达", "decision to be served"),
    "served": Text("决定已送达", "decision served"),
    "dropped": Text("已终止", "dropped"),
    "revoked": Text("决定已被撤销或变更", "decision revoked or changed"),
}
STATEMENTS = {
    "none": Text("未提出", "none made"),
    "given": Text("已提出，待复核", "made, to be examined"),
    "answered": Text("已复核", "examined"),
    "waived": Text("明确放弃", "expressly waived"),
    "silent": Text("逾期未提出", "none within the period"),
}
HEARINGS = {
    "none": Text("未要求", "not asked for"),
    "asked": Text("已要求，待组织", "asked for"),
    "set": Text("已通知时间地点", "time and place told"),
    "held": Text("已举行", "held"),
    "forgone": Text("拒不出席或中途退出，视为放弃", "not attended or left: forgone"),
    "waived": Text("明确放弃", "expressly waived"),
    "silent": Text("逾期未要求", "not asked for within the period"),
}
OUTCOMES = {
    "penalty": Text("给予行政处罚", "penalty"),
    "no_penalty": Text("不予行政处罚", "no penalty"),
    "unfounded": Text("违法事实不能成立", "facts not established"),
    "transfer": Text("移送司法机关", "referred to the judicial organs"),
}
WAYS = {
    "direct": Text("直接送达", "in person"),
    "left": Text("留置送达", "left at the place"),
    "electronic": Text("电子送达", "electronic"),
    "mail": Text("邮寄送达", "by mail"),
    "entrusted": Text("委托送达", "through another office"),
    "passed_on": Text("转交送达", "passed on by a unit"),
    "announcement": Text("公告送达", "by announcement"),
}
PAPERS = {
    "prior_notice": Text("行政处罚事先告知书", "prior notice of a penalty"),
    "decision": Text("行政处罚决定书", "penalty decision"),
    "rectification": Text("责令整改通知书", "rectification notice"),
    "other": Text("其他文书", "another paper"),
}
SERVICE_STATES = {
    "served": Text("已送达", "served"),
    "failed": Text("未能送达", "not served"),
    "running": Text("公告期间", "announcement runs"),
}
QUERY_STATES = {
    "asked": Text("待负责人批准", "waits for the head"),
    "approved": Text("已批准", "approved"),
    "refused": Text("未批准", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
RECEIPTS = {
    "received": Text("银行已签收", "received by the bank"),
    "answered": Text("银行已反馈", "answered by the bank"),
    "refused": Text("银行拒绝协助", "refused by the bank"),
}
REGISTRATION_STATES = {
    "asked": Text("待负责人批准", "waits for the head"),
    "approved": Text("已批准，待实施", "approved, to be done"),
    "refused": Text("未批准", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "registered": Text("保存中", "held"),
    "settled": Text("已全部处理", "settled"),
}
ITEM_OUTCOMES = {
    "return": Text("退还", "returned"),
    "copy_return": Text("复制、拍照后退还", "copied and returned"),
    "seize": Text("查封、扣押", "sealed or seized"),
    "appraise": Text("送交鉴定", "sent for appraisal"),
    "transfer": Text("移送有关部门", "handed to another body"),
}
SIGNATURES = {
    "signed": Text("当事人已签名", "signed by the party"),
    "refused": Text("当事人拒签，见证人签名", "refused; signed by a witness"),
}
RECTIFICATION_STATES = {
    "drafted": Text("待送达", "to be served"),
    "running": Text("整改中", "to be corrected"),
    "met": Text("已整改到位", "met"),
    "missed": Text("逾期未整改到位", "missed"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
ANNOUNCEMENTS = {"ban": Text("取缔公告", "ban"), "closure": Text("责令关闭公告", "closure")}
ANNOUNCEMENT_STATES = {
    "proposed": Text("待批准", "waits for approval"),
    "approved": Text("已批准，待发布", "approved, to be published"),
    "refused": Text("未批准", "refused"),
    "published": Text("已发布", "published"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
REMEDIES = {"reconsideration": Text("行政复议", "reconsideration"), "suit": Text("行政诉讼", "suit")}
REMEDY_STATES = {
    "filed": Text("已申请或起诉", "filed"),
    "accepted": Text("已受理", "accepted"),
    "not_accepted": Text("不予受理", "not accepted"),
    "decided": Text("已有结果", "decided"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
REMEDY_OUTCOMES = {
    "upheld": Text("维持、驳回请求", "upheld"),
    "changed": Text("变更", "changed"),
    "revoked": Text("撤销", "revoked"),
    "unlawful": Text("确认违法或无效", "found unlawful or void"),
    "settled": Text("调解、和解", "settled"),
}
INSPECTION_STATES = {
    "asked": Text("待答复", "to be answered"),
    "decided": Text("已答复，待查阅", "answered, to be held"),
    "held": Text("已查阅", "held"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
ITEM_KINDS = {
    "evidence": Text("证据材料", "evidence"),
    "paper": Text("本办文书", "our papers"),
    "record": Text("笔录", "records"),
    "third_person": Text("涉及第三人的材料", "papers about third persons"),
    "internal": Text("内部讨论、请示", "internal discussion"),
    "tip": Text("举报材料", "tips"),
}
INSPECTION_OUTCOMES = {
    "shown": Text("可以查阅", "shown"),
    "redacted": Text("遮盖后查阅", "shown redacted"),
    "refused": Text("不予查阅", "refused"),
}
# what was done: words of the file's timeline and of the audit trail
LIQUIDATION = {
    "group": Text("成立清算组", "the liquidation group is formed"),
    "licence": Text("注销业务许可", "the licence is cancelled"),
}
ACTS = {
    "query_asked": Text("申请查询账户", "an account query was asked for"),
    "query_approved": Text("批准查询账户", "an account query was approved"),
    "query_refused": Text("未批准查询账户", "an account query was refused"),
    "query_withdrawn": Text("撤回查询账户申请", "an account query was withdrawn"),
    "query_read": Text("查看查询账户的账号", "account numbers of a query were read"),
    "bank_receipt": Text("银行回执", "a bank's receipt"),
    "registration_asked": Text("申请先行登记保存", "a first registration was asked for"),
    "registration_approved": Text("批准先行登记保存", "a first registration was approved"),
    "registration_refused": Text("未批准先行登记保存", "a first registration was refused"),
    "registration_withdrawn": Text("撤回先行登记保存申请", "a first registration was withdrawn"),
    "registered": Text("实施先行登记保存", "evidence was first-registered"),
    "item_decided": Text("对登记保存物品作出处理", "a registered thing was decided upon"),
    "item_lapsed": Text("登记保存到期自动解除，退还物品", "a hold lapsed, the thing was returned"),
    "notice_drafted": Text("拟定处罚事先告知", "a prior notice was drafted"),
    "served": Text("送达", "served"),
    "not_served": Text("未能送达", "not served"),
    "announced": Text("公告送达", "served by announcement"),
    "statement_given": Text("当事人陈述申辩", "a statement was made"),
    "statement_answered": Text("复核陈述申辩", "the statement was examined"),
    "statement_waived": Text("当事人放弃陈述申辩", "the statement was waived"),
    "hearing_asked": Text("当事人要求听证", "a hearing was asked for"),
    "hearing_set": Text("通知听证时间地点", "the hearing was set"),
    "hearing_held": Text("举行听证", "the hearing was held"),
    "hearing_forgone": Text("当事人放弃听证（未出席）", "the hearing was forgone"),
    "hearing_waived": Text("当事人放弃听证", "the hearing was waived"),
    "heard": Text("陈述申辩、听证完结", "statement and hearing are over"),
    "reviewed": Text("法制审核", "legal review"),
    "discussed": Text("负责人集体讨论", "the heads discussed it"),
    "decided": Text("作出决定", "decided"),
    "dropped": Text("终止处罚程序", "the proceeding was dropped"),
    "reviewer_recorded": Text("登记法制审核人员", "a legal reviewer was recorded"),
    "reviewer_ended": Text("法制审核人员退出", "a legal reviewer left"),
    "rectification_drafted": Text("拟定责令整改通知", "a rectification notice was drafted"),
    "rectification_withdrawn": Text("撤回责令整改通知", "a rectification notice was withdrawn"),
    "rectification_extended": Text("延长整改期限", "the deadline was extended"),
    "rectification_reported": Text("当事人报告整改", "the party reported a correction"),
    "rectification_met": Text("确认已整改到位", "the deadline was met"),
    "rectification_missed": Text("确认逾期未整改到位", "the deadline was missed"),
    "announcement_proposed": Text("申请发布公告", "an announcement was proposed"),
    "announcement_approved": Text("批准发布公告", "an announcement was approved"),
    "announcement_refused": Text("未批准发布公告", "an announcement was refused"),
    "announcement_withdrawn": Text("撤回公告", "an announcement was withdrawn"),
    "announcement_published": Text("发布公告", "an announcement was published"),
    "remedy_filed": Text("当事人申请复议或起诉", "a remedy was filed"),
    "remedy_accepted": Text("复议或诉讼已受理", "a remedy was accepted"),
    "remedy_not_accepted": Text("复议或诉讼不予受理", "a remedy was not accepted"),
    "remedy_withdrawn": Text("复议或诉讼已撤回", "a remedy was withdrawn"),
    "remedy_answered": Text("提交答复或答辩", "we answered"),
    "remedy_decided": Text("复议或诉讼结果", "a remedy was decided"),
    "inspection_asked": Text("申请查阅案卷", "an inspection was asked for"),
    "inspection_decided": Text("答复查阅申请", "an inspection was answered"),
    "inspection_held": Text("当事人查阅案卷", "the file was inspected"),
    "inspection_withdrawn": Text("撤回查阅申请", "an inspection was withdrawn"),
    "liquidation_recorded": Text("记录清算事项", "a step of the liquidation was recorded"),
    "liquidation_taken_back": Text("撤回清算事项记录", "the record of a step of the liquidation was taken back"),
}

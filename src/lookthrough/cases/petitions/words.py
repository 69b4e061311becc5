"""What the petition desk may say of its things, in both languages."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

WAYS = {
    "visit": Text("来访", "came in person"),
    "letter": Text("来信", "letter"),
    "phone": Text("来电", "telephone"),
    "online": Text("网上", "online"),
}
STAGES = {
    "registered": Text("已登记，待告知是否受理", "registered, acceptance to be told"),
    "accepted": Text("已受理，办理中", "accepted, in hand"),
    "not_accepted": Text("不予受理", "not accepted"),
    "passed_on": Text("已转送", "passed on"),
    "answered": Text("已答复", "answered"),
}
STATES = {"open": Text("未了结", "open"), "ended": Text("已了结", "ended")}
KINDS = {
    "accepted": Text("受理告知", "acceptance"),
    "not_accepted": Text("不予受理告知", "not accepted"),
    "passed_on": Text("转送告知", "passed on"),
    "interim": Text("进展告知", "progress"),
    "extended": Text("延期告知", "longer period"),
    "final": Text("处理意见（书面答复）", "opinion (the written reply)"),
}
SOURCES = {"counter": Text("窗口录入", "typed in"), "paste": Text("粘贴", "pasted"), "file": Text("名册", "file")}
REPORT_KINDS = {"first": Text("首报", "first"), "follow": Text("续报", "follow-up"), "last": Text("终报", "last")}
REPORT_WAYS = {
    "phone": Text("电话", "telephone"),
    "system": Text("值班系统", "duty system"),
    "fax": Text("传真", "fax"),
    "hand": Text("当面", "by hand"),
}
ACTS = {
    "opened": Text("登记接待", "occasion registered"),
    "changed": Text("更正接待信息", "occasion corrected"),
    "crowd": Text("登记信访人", "petitioners registered"),
    "refused_fetched": Text("取走退回的行", "refused rows fetched"),
    "codes": Text("发放查询码", "codes handed out"),
    "code_anew": Text("补发查询码", "code given anew"),
    "representatives": Text("推选代表", "representatives chosen"),
    "struck": Text("划去信访人", "petitioner struck out"),
    "restored": Text("恢复信访人", "petitioner restored"),
    "joined": Text("合并重复的信访人", "petitioners joined"),
    "separated": Text("撤销合并", "petitioners separated"),
    "replied": Text("告知、答复", "told"),
    "reply_taken_back": Text("撤回告知", "reply taken back"),
    "extension_asked": Text("申请延期", "longer period asked for"),
    "extension_granted": Text("同意延期", "longer period granted"),
    "extension_refused": Text("不同意延期", "longer period refused"),
    "linked": Text("关联案件", "linked to a case"),
    "unlinked": Text("取消关联案件", "link to a case undone"),
    "lead": Text("立线索", "lead opened"),
    "reported": Text("报告上级", "reported to the superior"),
    "receipt": Text("收到回执", "receipt recorded"),
    "report_withdrawn": Text("撤回报告", "report withdrawn"),
    "over": Text("人员散去", "the crowd has left"),
    "over_undone": Text("撤回“人员散去”", "“the crowd has left” taken back"),
    "plan": Text("启动、调整预案", "plan started or changed"),
    "ticked": Text("预案事项完成", "step of the plan done"),
    "unticked": Text("预案事项撤回", "step of the plan taken back"),
    "after_written": Text("写出总结", "report afterwards written"),
    "after_confirmed": Text("确认总结", "report afterwards confirmed"),
    "after_returned": Text("退回总结", "report afterwards sent back"),
    "ended": Text("了结", "ended"),
    "reopened": Text("重新办理", "reopened"),
    "wording_proposed": Text("提出口径", "wording proposed"),
    "wording_approved": Text("批准口径", "wording approved"),
    "wording_refused": Text("不同意口径", "wording refused"),
    "wording_ended": Text("停用口径", "wording ended"),
    "reply_seen": Text("信访人查看答复", "petitioner read the reply"),
    "person_read": Text("查阅信访人身份", "petitioner's identity read"),
    "exported": Text("导出信访登记", "petitions exported"),
}

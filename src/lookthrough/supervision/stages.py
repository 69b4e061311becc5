"""The stages of a joint check and what each of its parts may say, with the words of the house."""

from __future__ import annotations

from enum import StrEnum

from lookthrough.kernel.texts import Text

FIRM = "firm"  # who acts when no officer does: the checked body, through its code


class Stage(StrEnum):
    """Where a check stands (县级排查：动员、自查、现场检查、整改)."""

    MOBILISE = "mobilise"
    SELF_CHECK = "self_check"
    ON_SITE = "on_site"
    CORRECT = "correct"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ORDER = (Stage.MOBILISE, Stage.SELF_CHECK, Stage.ON_SITE, Stage.CORRECT, Stage.CLOSED)
OVER = (Stage.CLOSED, Stage.CANCELLED)
STAGES = {
    Stage.MOBILISE: Text("动员部署", "Mobilise"),
    Stage.SELF_CHECK: Text("自查", "Self-check"),
    Stage.ON_SITE: Text("现场检查", "On site"),
    Stage.CORRECT: Text("整改", "Correct"),
    Stage.CLOSED: Text("办结", "Closed"),
    Stage.CANCELLED: Text("已取消", "Cancelled"),
}


class Said(StrEnum):
    """What the body says of an item in its self-check."""

    IN_ORDER = "in_order"
    PROBLEM = "problem"
    NOT_APPLICABLE = "not_applicable"


SAID = {
    Said.IN_ORDER: Text("符合", "in order"),
    Said.PROBLEM: Text("存在问题", "a problem"),
    Said.NOT_APPLICABLE: Text("不适用", "not applicable"),
}


class Seen(StrEnum):
    """What officers saw of an item on site."""

    IN_ORDER = "in_order"
    BREACH = "breach"
    NOT_APPLICABLE = "not_applicable"


SEEN = {
    Seen.IN_ORDER: Text("符合", "in order"),
    Seen.BREACH: Text("发现问题", "a problem found"),
    Seen.NOT_APPLICABLE: Text("不适用", "not applicable"),
}
SHEET_STATES = {
    "drawn": Text("待企业签署", "waits for the firm's signature"),
    "signed": Text("企业已签署", "signed by the firm"),
    "refused": Text("企业拒绝签署", "the firm refused to sign"),
    "withdrawn": Text("已收回重制", "withdrawn"),
}
CORRECTION_STATES = {
    "open": Text("整改中", "to be corrected"),
    "reported": Text("企业报告已改", "the firm says it is done"),
    "done": Text("复查合格", "re-checked: done"),
}
EXTENSION_STATES = {
    "asked": Text("待第二人批准", "waits for a second person"),
    "granted": Text("已批准", "granted"),
    "refused": Text("未批准", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
ACTS = {
    "planned": Text("制定检查计划", "check planned"),
    "advanced": Text("进入下一阶段", "moved to the next stage"),
    "stepped_back": Text("退回上一阶段", "moved back a stage"),
    "cancelled": Text("取消检查", "check cancelled"),
    "code_given": Text("制发自查码", "code for the firm given"),
    "self_checked": Text("填报自查", "self-check filled in"),
    "seen": Text("记录现场情况", "on-site item recorded"),
    "filed": Text("上传附件", "file added"),
    "paper_called": Text("调取资料", "paper called for"),
    "paper_received": Text("收到资料", "paper received"),
    "paper_not_received": Text("撤销收到资料", "receipt of a paper taken back"),
    "facts_drawn": Text("制作事实确认书", "confirmation of facts drawn up"),
    "facts_signed": Text("企业签署事实确认书", "confirmation of facts signed"),
    "facts_refused": Text("企业拒签事实确认书", "firm refused to sign the facts"),
    "facts_withdrawn": Text("收回事实确认书", "confirmation of facts withdrawn"),
    "correction_ordered": Text("责令整改", "correction ordered"),
    "correction_reported": Text("企业报告整改", "correction reported"),
    "correction_rechecked": Text("复查合格", "re-checked: done"),
    "correction_sent_back": Text("复查未过", "re-checked: not done"),
    "extension_asked": Text("申请延期", "extension asked for"),
    "extension_granted": Text("批准延期", "extension granted"),
    "extension_refused": Text("不批准延期", "extension refused"),
    "extension_withdrawn": Text("撤回延期申请", "extension withdrawn"),
}

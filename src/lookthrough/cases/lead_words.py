"""What a lead may say of itself, in both languages."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

SOURCES = {
    "alert": Text("预警", "an alert"),
    "transfer": Text("其他单位移送", "a transfer from another body"),
    "finding": Text("工作中发现", "an officer's finding"),
    "firm": Text("企业档案", "a firm's file"),
    "petition": Text("信访", "a petition"),
    "campaign": Text("专项排查", "a campaign's sweep"),
}
SUBJECTS = {
    "company": Text("企业", "firm"),
    "institution": Text("机构", "institution"),
    "party": Text("账本中的主体", "party of a ledger"),
    "other": Text("其他", "other"),
}
STATES = {
    "open": Text("待研判", "open"),
    "joined": Text("已并入", "joined"),
    "case": Text("已立案", "in a case"),
    "closed": Text("已了结", "closed"),
}
PROPOSALS = {
    "case": Text("立案", "open a case"),
    "into_case": Text("归入已有案件", "add to a case"),
    "close": Text("不予立案，了结", "close without a case"),
    "join": Text("并入另一线索", "join to another lead"),
}
ACTS = {
    "opened": Text("立线索", "lead opened"),
    "assigned": Text("指派", "assigned"),
    "noted": Text("备注", "noted"),
    "undone": Text("撤销", "undone"),
    "proposed": Text("提出处理意见", "proposed"),
    "refused": Text("未同意", "refused"),
    "withdrawn": Text("撤回意见", "proposal withdrawn"),
    "joined": Text("并入", "joined"),
    "separated": Text("分开", "separated"),
    "kept_apart": Text("不并入", "kept apart"),
    "case": Text("立案", "became a case"),
    "closed": Text("了结", "closed"),
    "reopened": Text("重新研判", "reopened"),
}

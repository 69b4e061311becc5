"""The words of a determination: views of departments, classes, conducts, kinds of handling, what experts say, what was done."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from lookthrough.kernel.texts import Text

VIEWS = {
    "agrees": Text("同意", "agrees"),
    "differs": Text("不同意", "differs"),
    "no_view": Text("无意见", "no view"),
}
CONDUCTS = {
    "hidden_risk": Text("存在隐患，尚未违规", "hidden risk, no breach yet"),
    "irregular": Text("业务不规范", "irregular business"),
    "beyond_licence": Text("实际业务与资质不符", "business differs from the licence"),
    "very_irregular": Text("业务极不规范，规避监管", "very irregular, evades supervision"),
    "suspected_crime": Text("涉嫌诈骗或其他严重违法犯罪", "suspected fraud or another grave crime"),
}
HANDLINGS = {
    "correct_in_time": Text("及时整改，加强管控", "correct in time, tighten control"),
    "stop_and_correct": Text("停止业务，限期整改", "stop the business, correct by a deadline"),
    "return_to_licence": Text("停业整改，回归资质业务", "suspend and return to licensed business"),
    "defuse": Text("逐步化解", "defuse step by step"),
    "ban": Text("依法取缔", "ban"),
    "strike": Text("移送并严厉打击", "refer and strike by law"),
}
ANSWERS = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "unclear": Text("材料不足以判断", "the papers do not tell"),
}
CIRCULATION_STATES = {
    "open": Text("征求意见中", "open"),
    "closed": Text("已结束", "closed"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
OPINION_STATES = {
    "draft": Text("待签署", "waits for its first signature"),
    "signed": Text("待第二人签署", "waits for its second signature"),
    "issued": Text("已出具", "issued"),
    "withdrawn": Text("已撤销", "withdrawn"),
}
PANEL_STATES = {
    "drawn": Text("评审中", "at work"),
    "closed": Text("已评审", "closed"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
SEAT_STATES = {
    "drawn": Text("待声明", "has not declared"),
    "sitting": Text("参加评审", "sits"),
    "stood_down": Text("回避", "stood down"),
}
HANDLING_STATES = {
    "proposed": Text("待决定", "waits for a decision"),
    "decided": Text("已决定", "decided"),
    "refused": Text("未批准", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "superseded": Text("已被新的决定取代", "superseded"),
}
GROUNDS = {
    "agreement": Text("各部门意见一致", "the departments agree"),
    "meeting": Text("领导小组会议议定", "settled by the leading group"),
}
# what was done: words of the file's timeline and of the audit trail
ACTS = {
    "circulated": Text("征求部门意见", "departments were asked"),
    "answered": Text("收到部门意见", "a department answered"),
    "reminded": Text("催办部门意见", "a department was reminded"),
    "extended": Text("延长答复期限", "the date for answers was moved"),
    "circulation_closed": Text("结束征求意见", "the circulation was closed"),
    "circulation_withdrawn": Text("撤回征求意见", "the circulation was withdrawn"),
    "met": Text("领导小组会议", "the leading group met"),
    "opinion_drafted": Text("拟定认定意见", "an opinion was drafted"),
    "opinion_signed": Text("签署认定意见", "an opinion was signed"),
    "opinion_issued": Text("出具认定意见书", "an opinion was issued"),
    "opinion_withdrawn": Text("撤销认定意见书", "an opinion was withdrawn"),
    "expert_recorded": Text("登记专家", "an expert was recorded"),
    "expert_ended": Text("专家退出专家库", "an expert left the pool"),
    "conflict_recorded": Text("登记专家利益冲突", "an expert's conflict was recorded"),
    "panel_drawn": Text("抽取评审专家", "a panel was drawn"),
    "expert_declared": Text("专家声明无利益冲突", "an expert declared to have no conflict"),
    "expert_stood_down": Text("专家回避，依次递补", "an expert stood down, the next one sits"),
    "expert_answered": Text("专家出具意见", "an expert gave an opinion"),
    "panel_closed": Text("专家评审结束", "the panel closed"),
    "panel_withdrawn": Text("撤回专家评审", "the panel was withdrawn"),
    "handling_proposed": Text("提出分类处置建议", "a handling was proposed"),
    "handling_decided": Text("决定分类处置", "the handling was decided"),
    "handling_refused": Text("未批准分类处置建议", "the proposed handling was refused"),
    "handling_withdrawn": Text("撤回分类处置建议", "the proposed handling was withdrawn"),
}


@cache
def classes() -> dict[str, tuple[Text, str]]:
    """Return the classes a business may be found to belong to, each with its title and legal basis."""
    read = yaml.safe_load(Path(__file__).with_name("classes.yml").read_text(encoding="utf-8"))
    return {slug: (Text(row["zh"], row["en"]), row["basis"]) for slug, row in read.items()}


def class_title(slug: str) -> Text:
    """Return what a class is called."""
    return classes()[slug][0]

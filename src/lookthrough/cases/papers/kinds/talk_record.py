"""谈话笔录: a warning talk (警示约谈) or a talk with a firm, with two officers, read over and signed page by page."""

from __future__ import annotations

from lookthrough.cases.papers.kind import PaperKind, ask, plain, title
from lookthrough.kernel.texts import Text

talk_record = PaperKind(
    title=Text("谈话笔录", "talk record"),
    mark="谈笔",
    basis=("国务院令第737号第十八条",),
    letterhead=False,
    signed_by_others=True,
    fields=(
        ask("held_from", "开始时间", "begun at"),
        ask("held_to", "结束时间", "ended at"),
        ask("place", "地点", "place"),
        ask("talked_with", "被谈话人姓名、职务", "name and post of the person"),
        ask("id_number", "证件种类及号码", "identity document", required=False),
        ask("telephone", "联系电话", "telephone", required=False),
        ask("officers", "谈话人（两人，执法证号）", "two officers with credentials"),
        ask("recorder", "记录人", "recorder"),
        ask("content", "谈话内容", "what was said", long=True),
    ),
    body=(
        title("谈话笔录"),
        plain("编号：{{ number }}　案号：{{ case_number }}"),
        plain("时间：{{ held_from }}至{{ held_to }}"),
        plain("地点：{{ place }}"),
        plain("被谈话单位：{{ subject_name }}"),
        plain("被谈话人：{{ talked_with }}　证件：{{ id_number }}　电话：{{ telephone }}"),
        plain("谈话人：{{ officers }}　记录人：{{ recorder }}"),
        plain("谈话机关：{{ office }}"),
        plain("告知：我们是{{ office }}的工作人员，已向你出示执法证件。今天就{{ case_title }}与你谈话，请如实说明情况。"),
        plain("{{ content }}"),
        plain("以上笔录已交被谈话人核对（向被谈话人宣读），与所述一致。"),
        plain("被谈话人（签名、日期）：　　　　　　　　"),
        plain("谈话人（签名、日期）：　　　　　　　　　"),
        plain("记录人（签名、日期）：　　　　　　　　　"),
    ),
)

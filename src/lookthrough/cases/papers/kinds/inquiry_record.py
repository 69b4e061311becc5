"""询问笔录: questions and answers of an investigation, by not fewer than two officers who showed their credentials."""

from __future__ import annotations

from lookthrough.cases.papers.kind import PaperKind, ask, plain, title
from lookthrough.kernel.texts import Text

inquiry_record = PaperKind(
    title=Text("询问笔录", "inquiry record"),
    mark="询笔",
    basis=("国务院令第737号第二十一条", "行政处罚法（2021）第五十五条"),
    letterhead=False,
    signed_by_others=True,
    fields=(
        ask("held_from", "开始时间", "begun at"),
        ask("held_to", "结束时间", "ended at"),
        ask("place", "地点", "place"),
        ask("asked", "被询问人姓名", "person asked"),
        ask("id_number", "证件种类及号码", "identity document"),
        ask("post", "工作单位及职务", "employer and post", required=False),
        ask("address", "住址", "home address", required=False),
        ask("telephone", "联系电话", "telephone", required=False),
        ask("officers", "询问人（两人，执法证号）", "two officers with credentials"),
        ask("recorder", "记录人", "recorder"),
        ask(
            "content",
            "问答",
            "questions and answers",
            long=True,
            hint=Text("每行一句，以“问：”或“答：”开头", "one sentence a line, beginning 问： or 答："),
        ),
    ),
    body=(
        title("询问笔录"),
        plain("编号：{{ number }}　案号：{{ case_number }}"),
        plain("时间：{{ held_from }}至{{ held_to }}"),
        plain("地点：{{ place }}"),
        plain("被询问人：{{ asked }}　证件：{{ id_number }}"),
        plain("工作单位及职务：{{ post }}"),
        plain("住址：{{ address }}　联系电话：{{ telephone }}"),
        plain("询问人：{{ officers }}　记录人：{{ recorder }}"),
        plain(
            "告知：我们是{{ office }}的执法人员，已向你出示执法证件，就{{ case_title }}依法向你询问。你有权陈述、申辩，有权申"
            "请执法人员回避；你应当如实回答，协助调查，不得拒绝或者阻挠。你是否听清、是否申请回避？"
        ),
        plain("{{ content }}"),
        plain("以上笔录已交被询问人核对（向被询问人宣读），与所述一致。"),
        plain("被询问人（逐页签名、日期）：　　　　　　"),
        plain("询问人（签名、日期）：　　　　　　　　　"),
        plain("记录人（签名、日期）：　　　　　　　　　"),
    ),
)

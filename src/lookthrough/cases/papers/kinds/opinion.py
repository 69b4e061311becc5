"""认定意见书: what the business is in substance (业务实质), by whom it was settled, and on which evidence."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, text, title, to
from lookthrough.kernel.texts import Text

opinion = PaperKind(
    title=Text("业务实质认定意见书", "opinion on the substance of the business"),
    mark="认定",
    basis=("国务院令第737号第二条、第十九条、第二十三条", "国办发〔2016〕21号"),
    letterhead=True,
    fields=(
        ask("recipient", "送达机关", "for"),
        ask("business", "名义业务", "what it calls its business", long=True),
        ask("facts", "查明的资金来源、中间环节与最终用途", "source of funds, steps between, final use", long=True),
        ask("departments", "征求意见的部门及答复", "departments asked and their answers", long=True),
        ask("finding", "认定结论", "finding", long=True),
        ask("legal_basis", "认定依据", "legal basis"),
        ask("handling", "处置建议", "handling proposed", long=True),
        ask("signatories", "审签人（两人）", "two who sign"),
    ),
    body=(
        title("关于{{ subject_name }}业务实质的认定意见书"),
        to("{{ recipient }}："),
        text(
            "根据{{ case_title }}（{{ case_number }}）的调查情况，经征求有关部门意见并集体研究，现就{{ subject_name }}（统一"
            "社会信用代码：{{ subject_code }}）的业务实质提出以下认定意见。"
        ),
        heading("一、名义业务"),
        text("{{ business }}"),
        heading("二、穿透查明的事实"),
        text("{{ facts }}"),
        heading("三、征求意见情况"),
        text("{{ departments }}"),
        heading("四、认定意见"),
        text("{{ finding }}"),
        text("认定依据：{{ legal_basis }}。"),
        heading("五、处置建议"),
        text("{{ handling }}"),
        text("本意见为行政机关对业务性质的认定，不是刑事案件立案、侦查、起诉、审判的前置条件。"),
        text("审签：{{ signatories }}"),
        *SIGNATURE,
    ),
)

"""处置报告: what was done with a case from first to last, what came back to whom, what is left; due after the disposal is complete."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, text, title, to
from lookthrough.kernel.texts import Text

disposal_report = PaperKind(
    title=Text("案件处置报告", "disposal report"),
    mark="处报",
    basis=("国务院令第737号第二十五条、第二十六条", "处置工作规程：处置完毕后三十个工作日内报告"),
    letterhead=True,
    fields=(
        ask("recipient", "报送机关", "reported to"),
        ask("course", "案件来源与办理经过", "where it came from and how it went", long=True),
        ask("finding", "定性", "characterisation", long=True),
        ask("assets", "资产情况", "assets", long=True),
        ask("claims", "债权登记与核对", "claims", long=True),
        ask("repayment", "清退情况（人数、金额、比例）", "repayment (persons, sums, ratio)", long=True),
        ask("accountability", "责任追究", "who was held to account", required=False, long=True),
        ask("stability", "维稳与信访", "petitions and calm", required=False, long=True),
        ask("left", "遗留问题与后续安排", "what is left", required=False, long=True),
    ),
    body=(
        title("关于{{ subject_name }}案件处置情况的报告"),
        to("{{ recipient }}："),
        text("{{ case_title }}（{{ case_number }}）已处置完毕，现将有关情况报告如下。"),
        heading("一、案件来源与办理经过"),
        text("{{ course }}"),
        heading("二、定性"),
        text("{{ finding }}"),
        heading("三、资产情况"),
        text("{{ assets }}"),
        heading("四、债权登记与核对"),
        text("{{ claims }}"),
        heading("五、清退情况"),
        text("{{ repayment }}"),
        heading("六、责任追究"),
        text("{{ accountability }}"),
        heading("七、维稳与信访"),
        text("{{ stability }}"),
        heading("八、遗留问题与后续安排"),
        text("{{ left }}"),
        *SIGNATURE,
    ),
)

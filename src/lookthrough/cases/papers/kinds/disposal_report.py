"""处置报告: what was done with a case from first to last, what came back to whom, what is left; due after the disposal is complete."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, Field, PaperKind, ask, heading, text, title, to
from lookthrough.kernel.texts import Text

_HINT = Text(
    "取自债权和专户账目，不能改写；账目有变动的，请“从案件重新填入”。",
    "From the claims and the account; not typed over. When they change, fill anew from the case.",
)


def _booked(name: str, zh: str, en: str) -> Field:
    """Return a field that the books of repayment fill: whoever hands the report in finds it as they are."""
    return Field(name, Text(zh, en), required=False, long=True, hint=_HINT, filled=True)


disposal_report = PaperKind(
    title=Text("案件处置报告", "disposal report"),
    mark="处报",
    basis=("国务院令第737号第二十五条、第二十六条", "处置工作规程：处置完毕后三十个工作日内报告"),
    letterhead=True,
    fields=(
        ask("recipient", "报送机关", "reported to"),
        ask("course", "案件来源与办理经过", "where it came from and how it went", long=True),
        ask("finding", "定性", "characterisation", long=True),
        _booked("assets_figures", "资产数字（取自账目）", "assets in figures, from the books"),
        ask("assets", "资产情况", "assets", long=True),
        _booked("claims_figures", "债权数字（取自账目）", "claims in figures, from the books"),
        ask("claims", "债权登记与核对", "claims", long=True),
        _booked("repayment_figures", "清退数字（取自账目）", "repayment in figures, from the books"),
        ask("repayment", "清退情况说明", "repayment in words", long=True),
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
        text("{{ assets_figures }}"),
        text("{{ assets }}"),
        heading("四、债权登记与核对"),
        text("{{ claims_figures }}"),
        text("{{ claims }}"),
        heading("五、清退情况"),
        text("{{ repayment_figures }}"),
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

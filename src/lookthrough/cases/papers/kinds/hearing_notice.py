"""听证告知书: what penalty is meant, on which facts and law, and that a hearing may be asked for in time."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, note, text, title, to
from lookthrough.kernel.texts import Text

hearing_notice = PaperKind(
    title=Text("行政处罚事先告知书（听证告知书）", "hearing notice"),
    mark="听告",
    basis=("行政处罚法（2021）第四十四条、第四十五条、第六十三条、第六十四条",),
    letterhead=True,
    fields=(
        ask("facts", "认定的违法事实", "facts", long=True),
        ask("evidence", "证据", "evidence", long=True),
        ask("breached", "违反的规定", "provisions breached"),
        ask("legal_basis", "处罚依据", "legal basis"),
        ask("penalty", "拟作出的处罚", "penalty intended", long=True),
        ask("contact", "联系人", "whom to ask", required=False),
    ),
    body=(
        title("听证告知书"),
        to("{{ subject_name }}："),
        text("本机关对{{ case_title }}（{{ case_number }}）已调查终结。现将拟作出的行政处罚的内容及事实、理由、依据告知如下："),
        heading("一、违法事实"),
        text("{{ facts }}"),
        heading("二、证据"),
        text("{{ evidence }}"),
        heading("三、处罚的理由和依据"),
        text("上述行为违反了{{ breached }}。依据{{ legal_basis }}，本机关拟作出以下行政处罚："),
        text("{{ penalty }}"),
        heading("四、你单位的权利"),
        text(
            "你单位有权进行陈述和申辩，有权要求听证。要求听证的，应当自收到本告知书之日起{{ hearing_term }}内向本机关提出；逾"
            "期未提出的，视为放弃听证权利。本机关不因陈述、申辩或者要求听证而给予更重的处罚。听证不收取费用。"
        ),
        note("联系人：{{ contact }}　联系电话：{{ office_telephone }}"),
        note("地址：{{ office_address }}"),
        *SIGNATURE,
    ),
)

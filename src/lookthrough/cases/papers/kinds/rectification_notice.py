"""责令整改通知书: what is wrong, on which law, what is to be done until which day, and what follows if it is not."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, note, text, title, to
from lookthrough.kernel.texts import Text

rectification_notice = PaperKind(
    title=Text("责令整改通知书", "rectification notice"),
    mark="责改",
    basis=("行政处罚法（2021）第二十八条", "地方性法规或国务院令第737号第十八条"),
    letterhead=True,
    fields=(
        ask("facts", "查明的事实", "facts found", long=True),
        ask("breached", "违反的规定（法规、条款）", "provisions breached"),
        ask("legal_basis", "责令整改的依据（法规、条款）", "legal basis of the order"),
        ask("demands", "整改要求", "what is to be done", long=True),
        ask("deadline", "整改期限（日期）", "deadline (a day)"),
        ask("contact", "联系人", "whom to ask", required=False),
    ),
    body=(
        title("责令整改通知书"),
        to("{{ subject_name }}（统一社会信用代码：{{ subject_code }}）："),
        text("经查，你单位存在以下问题："),
        text("{{ facts }}"),
        text(
            "上述行为违反了{{ breached }}的规定。依据{{ legal_basis }}，现责令你单位于{{ deadline }}前完成以下整改，并将整改"
            "情况书面报告本机关："
        ),
        text("{{ demands }}"),
        heading("逾期的后果"),
        text("逾期未整改或者整改不到位的，本机关将依法作出进一步处理；涉嫌犯罪的，依法移送司法机关。"),
        heading("你单位的权利"),
        text(
            "你单位对上述事实和要求有异议的，可以向本机关陈述、申辩。对本通知不服的，可以自收到之日起{{ reconsideration_term }}"
            "内依法申请行政复议，或者自收到之日起{{ suit_term }}内依法向人民法院提起行政诉讼。"
        ),
        note("联系人：{{ contact }}　联系电话：{{ office_telephone }}"),
        note("地址：{{ office_address }}"),
        *SIGNATURE,
    ),
)

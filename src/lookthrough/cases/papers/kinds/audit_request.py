"""审计委托函: an accountant is asked to audit a firm's books: what, over which time, from which papers, until when."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, note, text, title, to
from lookthrough.kernel.texts import Text

audit_request = PaperKind(
    title=Text("审计委托函", "audit request"),
    mark="审委",
    basis=("国务院令第737号第二十一条",),
    letterhead=True,
    fields=(
        ask("recipient", "受托机构", "accountants"),
        ask("period", "审计期间", "period audited"),
        ask("scope", "审计范围和事项", "scope", long=True),
        ask("materials", "提供的资料", "papers provided", long=True),
        ask("due_on", "报告期限", "report due"),
        ask("secrecy", "保密与回避要求", "secrecy and conflicts", required=False, long=True),
        ask("contact", "联系人", "whom to ask", required=False),
    ),
    body=(
        title("审计委托函"),
        to("{{ recipient }}："),
        text(
            "因办理{{ case_title }}（{{ case_number }}）需要，现委托你机构对{{ subject_name }}（统一社会信用代码：{{ subject_code }}"
            "）进行专项审计。"
        ),
        heading("一、审计期间"),
        text("{{ period }}"),
        heading("二、审计范围和事项"),
        text("{{ scope }}"),
        heading("三、提供的资料"),
        text("{{ materials }}"),
        heading("四、要求"),
        text(
            "请于{{ due_on }}前出具审计报告，并附工作底稿索引。资金来源、中间环节和最终用途应当逐笔可以核对；不能查明的，单独"
            "列示并说明原因。"
        ),
        text("{{ secrecy }}"),
        note("联系人：{{ contact }}　联系电话：{{ office_telephone }}"),
        note("地址：{{ office_address }}"),
        *SIGNATURE,
    ),
)

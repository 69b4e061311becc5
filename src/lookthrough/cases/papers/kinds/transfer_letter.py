"""移送函: a case or a clue goes to the police, a court or another body, with what comes with it and a receipt to be sent back."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, Column, Field, PaperKind, Rows, ask, heading, note, text, title, to
from lookthrough.kernel.texts import Text

_COLUMNS = (
    Column("place", "序号", 14),
    Column("number", "证据编号", 44),
    Column("name", "名称", 66),
    Column("sha256", "哈希（前十六位）", 32),
)

transfer_letter = PaperKind(
    title=Text("案件移送函", "transfer letter"),
    mark="移",
    basis=("行政处罚法（2021）第二十七条", "国务院令第310号", "国务院令第737号第二十三条"),
    letterhead=True,
    fields=(
        ask("recipient", "移送至", "transferred to"),
        ask("facts", "案件事实", "facts", long=True),
        ask("reason", "移送理由和依据", "reason and legal basis", long=True),
        ask("measures", "已采取的措施", "measures taken", required=False, long=True),
        ask("contact", "联系人", "whom to ask", required=False),
        Field("evidence_items", Text("随案移送的证据", "evidence that comes with it"), required=False, rows=_COLUMNS, filled=True),
    ),
    body=(
        title("案件移送函"),
        to("{{ recipient }}："),
        text("本机关在办理{{ case_title }}（{{ case_number }}）中，发现以下情况属于贵单位管辖，现依法移送。"),
        heading("一、当事人"),
        text("{{ subject_name }}，统一社会信用代码：{{ subject_code }}，住所：{{ subject_address }}。"),
        heading("二、案件事实"),
        text("{{ facts }}"),
        heading("三、移送理由和依据"),
        text("{{ reason }}"),
        heading("四、已采取的措施"),
        text("{{ measures }}"),
        heading("五、随案移送的证据"),
        Rows("evidence_items", _COLUMNS),
        text("请贵单位收到后出具回执；决定不予受理或者不予立案的，请书面说明理由并退回案卷材料。"),
        note("联系人：{{ contact }}　联系电话：{{ office_telephone }}"),
        note("地址：{{ office_address }}"),
        *SIGNATURE,
    ),
)

"""先行登记保存清单: things that may vanish or be hard to get later, listed, sealed or kept, decided on in the days the law gives."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, Column, Field, PaperKind, Rows, ask, note, plain, text, title, to
from lookthrough.kernel.texts import Text

_COLUMNS = (
    Column("place", "序号", 14), Column("name", "物品名称", 44), Column("form", "规格、特征", 40), Column("count", "数量", 18),
    Column("kept_at", "保存地点", 40),
)  # fmt: skip

first_registration_list = PaperKind(
    title=Text("先行登记保存通知书（清单）", "first-registration list"),
    mark="登存",
    basis=("行政处罚法（2021）第五十六条", "国务院令第737号第二十一条"),
    letterhead=True,
    signed_by_others=True,
    fields=(
        ask("reason", "先行登记保存的理由", "why it is registered first"),
        ask("from_on", "保存起日", "kept from"),
        ask("to_on", "保存止日", "kept until"),
        ask("kept_by", "保存人", "who keeps it"),
        ask("approved_by", "批准的机关负责人", "head who approved"),
        ask("officers", "执法人员（两人，执法证号）", "two officers with credentials"),
        Field("things", Text("物品清单", "list of things"), rows=_COLUMNS),
    ),
    body=(
        title("先行登记保存通知书"),
        to("{{ subject_name }}："),
        text(
            "因{{ case_title }}（{{ case_number }}），{{ reason }}，证据可能灭失或者以后难以取得。依据《中华人民共和国行政处"
            "罚法》第五十六条，经{{ approved_by }}批准，本机关决定对下列物品先行登记保存。"
        ),
        text(
            "保存期限自{{ from_on }}至{{ to_on }}。在此期间，你单位及有关人员不得销毁或者转移证据。本机关将在{{ keeping_term }}"
            "内及时作出处理决定。"
        ),
        Rows("things", _COLUMNS),
        plain("保存人：{{ kept_by }}"),
        plain("执法人员：{{ officers }}"),
        plain("当事人（签名、日期）：　　　　　　　　　"),
        plain("见证人（签名、日期）：　　　　　　　　　"),
        *SIGNATURE,
        note("本清单一式两份，一份交当事人，一份存卷。"),
    ),
)

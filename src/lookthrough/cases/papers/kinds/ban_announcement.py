"""取缔公告: an unlawful business is banned, in public: who, what, since when nobody may deal with it, how claims are registered."""

from __future__ import annotations

from lookthrough.cases.papers.kind import SIGNATURE, PaperKind, ask, heading, text, title
from lookthrough.kernel.texts import Text

ban_announcement = PaperKind(
    title=Text("取缔公告", "ban announcement"),
    mark="取公告",
    basis=("国务院令第737号第二十三条、第二十五条", "行政处罚法（2021）第四十八条"),
    letterhead=True,
    fields=(
        ask("facts", "违法事实（可公开的）", "facts that may be public", long=True),
        ask("legal_basis", "取缔依据", "legal basis"),
        ask("register_from", "债权登记起日", "claims from", required=False),
        ask("register_to", "债权登记止日", "claims until", required=False),
        ask("register_at", "债权登记方式", "how to register a claim", required=False, long=True),
    ),
    body=(
        title("关于取缔{{ subject_name }}非法金融活动的公告"),
        text("经查，{{ subject_name }}（统一社会信用代码：{{ subject_code }}）{{ facts }}"),
        text("依据{{ legal_basis }}，现对其上述活动予以取缔，并公告如下："),
        heading("一、立即停止活动"),
        text(
            "自本公告发布之日起，{{ subject_name }}及其分支机构、关联主体立即停止一切非法金融活动，不得转移、隐匿资产，不得毁损账册和数据。"
        ),
        heading("二、债权登记"),
        text("有关人员可于{{ register_from }}至{{ register_to }}按以下方式登记：{{ register_at }}"),
        heading("三、提示"),
        text("因参与非法集资受到的损失，由集资参与人自行承担。请依法、理性表达诉求，不信谣、不传谣。"),
        text("咨询电话：{{ office_telephone }}。"),
        *SIGNATURE,
    ),
)

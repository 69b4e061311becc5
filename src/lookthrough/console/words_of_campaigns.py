"""The console's words for campaigns and visits."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lookthrough.cases.campaigns.stages import ACTS
from lookthrough.kernel.texts import Text

CAMPAIGN_SHOWN: dict[str, str | Promise] = {"running": _("进行中"), "ended": _("已结束"), "all": _("全部")}
TASK_STANDING: dict[str, str | Promise] = {"late": _("逾期"), "soon": _("即将到期"), "open": _("未到期"), "done": _("已完成")}
ENTRY_SHOWN: dict[str, str | Promise] = {
    "": _("在名单上"), "found": _("待分类"), "classed": _("处置中"), "handled": _("已处置"), "clash": _("走访不一致"),
    "dropped": _("已排除"),
}  # fmt: skip
SWEEP_FROM: dict[str, str | Promise] = {
    "hit": _("名称、经营范围或网站命中监测词"), "alert": _("有未结预警"), "licence": _("经营机构而无有效许可"),
    "level": _("风险等级黄色以上"),
}  # fmt: skip
NO_PLACE: dict[str, str | Promise] = {
    "not_asked": _("没有记录位置"),
    "refused": _("手机不允许记录位置"),
    "unavailable": _("手机没有取得位置"),
}
CAMPAIGN_ACTION: dict[str, str | Promise | Text] = {f"campaign.{name}": title for name, title in ACTS.items()}
# what the phone itself says, also without signal; handed to its page once
PHONE: dict[str, str | Promise] = {
    "kept": _("留在本机，未发送"),
    "sending": _("正在发送"),
    "sent": _("已送达"),
    "clash": _("已送达，与另一条记录不一致，待认定"),
    "refused": _("未被接收，仍留在本机"),
    "todo": _("未走访"),
    "waiting": _("{n} 条留在本机，未发送"),
    "nothing_waiting": _("没有未发送的记录"),
    "others": _("本机还有 {n} 条他人的记录，已封存；请本人登录后发送"),
    "online": _("已联网"),
    "offline": _("无信号：记录留在本机，有信号后发送"),
    "signed_out": _("登录已到时。记录都在本机，请重新登录后发送"),
    "stale": _("名单已过期并清除，请联网后重新打开"),
    "no_list": _("本机还没有名单，请在有信号处打开本页一次"),
    "empty": _("今天没有安排给您的走访。安排在专项整治的主体名单里做：选中主体，指定人员和日期。"),
    "unsafe": _("浏览器不支持离线保存，请用有信号的网络填写，或换用新版浏览器"),
    "full": _("本机未发送的记录已满，请先到有信号处发送"),
    "photo_large": _("照片超过 {mb} MB，没有加入"),
    "photo_many": _("最多 {n} 张照片，其余没有加入"),
    "place_got": _("已记录位置，误差约 {m} 米"),
    "place_refused": _("手机不允许记录位置；可以不记"),
    "place_unavailable": _("没有取得位置；可以不记"),
    "place_asking": _("正在取得位置"),
    "saved": _("已留在本机"),
    "with": _("同行"),
    "fetched": _("名单取于"),
    "remove_photo": _("移去"),
    "wiped": _("本机名单已清除。{n} 条未发送的记录封存在本机，您重新登录后仍可发送"),
}

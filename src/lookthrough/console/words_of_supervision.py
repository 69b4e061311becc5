"""The console's words for checks of licensed bodies, graph risks, incidents, tests of elements and rescues."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lookthrough.cases.rescues.words import ACTS as RESCUE_ACTS
from lookthrough.kernel.texts import Text
from lookthrough.supervision.stages import ACTS as CHECK_ACTS

CHECK_SHOWN: dict[str, str | Promise] = {"open": _("进行中"), "over": _("已结束"), "all": _("全部")}
RESCUE_SHOWN: dict[str, str | Promise] = {"open": _("进行中"), "ended": _("已结束"), "all": _("全部")}
GRAPH_KIND: dict[str, str | Promise] = {
    "ring": _("担保圈"),
    "chain": _("担保链"),
    "large_exposure": _("大额敞口"),
    "many_lenders": _("多头借贷"),
}
GRAPH_SAYS: dict[str, str | Promise] = {
    "ring": _("相互担保绕成一圈：一家违约，全圈代偿，担保等于没有。"),
    "chain": _("担保一环接一环：末端违约，代偿沿链条一直传到顶端。链中的担保圈算一家。"),
    "large_exposure": _("一家机构对单一客户或同一控制下客户的余额超过净资产的规定比例。"),
    "many_lenders": _("同一借款人在期限内从多家机构取得新借款。"),
}
GRAPH_FIGURE: dict[str, str | Promise] = {
    "ring": _("企业数"),
    "chain": _("担保环节"),
    "large_exposure": _("占净资产"),
    "many_lenders": _("出借机构数"),
}
GRAPH_FROM: dict[str, str | Promise] = {
    "ring": _("担保人"),
    "chain": _("担保人"),
    "large_exposure": _("机构"),
    "many_lenders": _("出借机构"),
}
GRAPH_TO: dict[str, str | Promise] = {
    "ring": _("被担保人"),
    "chain": _("被担保人"),
    "large_exposure": _("客户"),
    "many_lenders": _("借款人"),
}
SUPERVISION_ACTION: dict[str, str | Promise | Text] = {
    **{f"supervision.{name}": title for name, title in CHECK_ACTS.items()},
    **{f"rescue.{name}": title for name, title in RESCUE_ACTS.items()},
    "read_check_file": _("查阅检查附件"),
    "export_graph_risks": _("导出担保圈与敞口"),
    "incident.counted": _("记入群体事件件数"),
    "incident.accepted": _("认定群体事件"),
    "incident.rejected": _("不予认定群体事件"),
    "incident.undone": _("撤销群体事件认定"),
    "elements.begun": _("开始要件核对"),
    "elements.read": _("查阅要件核对"),
    "elements.judged": _("判断要件"),
    "elements.excluded": _("判断排除情形"),
    "elements.evidence_added": _("加入要件证据"),
    "elements.evidence_removed": _("移去要件证据"),
    "elements.figures_stated": _("填写数额人数"),
    "elements.signed": _("签署要件核对"),
    "elements.withdrawn": _("撤回要件核对"),
}

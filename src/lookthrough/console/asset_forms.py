"""The forms of the page of assets: what can be done with each, as things stand."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lookthrough.cases.repayment.asset_queries import AssetFacts
from lookthrough.cases.repayment.words import ASSET_KINDS, ASSET_SOURCES, MEASURES, WAYS
from lookthrough.console.deed_forms import DeedForm, Field, choices
from lookthrough.console.repayment_fields import LONG, SHORT, Deeds, Forms, hidden, yuan


def asset_forms(*, number: str) -> Forms:
    """Return the form that registers an asset."""
    fields = (
        Field("kind", _("种类"), "select", choices=choices(ASSET_KINDS)),
        Field("source", _("来源（条例第二十六条）"), "select", choices=choices(ASSET_SOURCES)),
        Field("description", _("是什么"), "area"),
        Field("holder", _("登记在谁名下"), longest=SHORT),
        Field("place", _("在哪里"), required=False, longest=SHORT),
        Field("perishable", _("易腐烂、易贬值或难以保管"), "tick"),
    )
    return [Deeds(number, "assets").work("register", _("登记资产"), *fields, main=True)]


def forms_of_asset(*, number: str, asset: AssetFacts, today: date, decides: bool) -> Forms:
    """Return what can be done with one asset."""
    deeds = Deeds(number, "assets", asset.serial, (hidden("serial", asset.serial),))
    made = [_valuation(deeds, today)]
    if asset.state in ("registered", "seized"):
        made.append(deeds.work("seize", _("查封、扣押、冻结"), *_seizure(today)))
        if asset.sale is None:
            made.append(_sale_asked(deeds))
    for one in asset.in_force:
        made += _measure_forms(number, asset.serial, one.pk, today, decides)
    return made + _sale_forms(deeds, asset, today, decides)


def _valuation(deeds: Deeds, today: date) -> DeedForm:
    on, valuer = Field("on", _("估值日"), "date", value=today), Field("valuer", _("由谁估值"), longest=SHORT)
    return deeds.work("value", _("记录估值"), on, yuan("fen", _("估值（元）")), valuer, Field("basis", _("依据"), "area"))


def _sale_asked(deeds: Deeds) -> DeedForm:
    early = Field("early", _("裁定前提前变现"), "tick")
    way = Field("way", _("方式"), "select", choices=choices(WAYS))
    return deeds.work("propose-sale", _("申请变现"), early, way, yuan("floor", _("底价（元）")), Field("reason", _("理由"), "area"))


def _measure_forms(number: str, serial: int, seizure: int, today: date, decides: bool) -> Forms:
    """Return what can be done with a measure in force: it is renewed, or lifted by a second person."""
    which, key = hidden("serial", serial), f"{serial}-{seizure}"
    made = [Deeds(number, "assets", key, (which, hidden("renews", seizure))).work("seize", _("续期"), *_seizure(today))]
    if decides:
        fields = (Field("on", _("解除日"), "date", value=today), Field("reason", _("理由"), longest=LONG))
        made.append(Deeds(number, "assets", key, (which, hidden("seizure", seizure))).decide("lift", _("解除措施"), *fields))
    return made


def _sale_forms(deeds: Deeds, asset: AssetFacts, today: date, decides: bool) -> Forms:
    if asset.sale is None:
        back = deeds.work("sale-back", _("撤销变现登记"), Field("reason", _("理由"), longest=400))
        return [back] if asset.state == "sold" else []
    withdraw = deeds.work("withdraw-sale", _("撤回变现申请"), Field("reason", _("理由"), longest=LONG))
    if asset.sale.state == "approved":
        on, buyer = Field("on", _("成交日"), "date", value=today), Field("buyer", _("买受人"), longest=SHORT)
        reference = Field("reference", _("银行流水号"), required=False, longest=120)
        return [deeds.work("sell", _("登记变现"), on, yuan("proceeds", _("成交价（元）")), buyer, reference, main=True), withdraw]
    if not decides:
        return [withdraw]
    answer = Field("approve", _("决定"), "select", choices=(("1", _("批准")), ("0", _("不批准"))))
    reason = Field("reason", _("理由（不批准时必填）"), "area", required=False)
    return [deeds.decide("sale", _("审批变现"), answer, reason, main=True), withdraw]


def _seizure(today: date) -> tuple[Field, ...]:
    return (
        Field("measure", _("措施"), "select", choices=choices(MEASURES)),
        Field("body", _("决定机关"), longest=SHORT),
        Field("document", _("文书号"), longest=SHORT),
        Field("from_on", _("起"), "date", value=today),
        Field("until_on", _("止"), "date"),
    )

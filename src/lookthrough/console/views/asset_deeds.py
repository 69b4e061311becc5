"""What is done with the assets of a case: each deed reads its form and says in a sentence what was done."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.repayment import asset_operations
from lookthrough.console.deed_forms import Deed, by, day, fen, text, texts, ticked, whole


def _register_asset(request: HttpRequest, number: str) -> str:
    serial = asset_operations.register_asset(
        perishable=ticked(request, "perishable"),
        **texts(request, "kind", "source", "description", "holder", "place"),
        **by(request, number),
    )
    return _("已登记资产 %(serial)d 号。") % {"serial": serial}


def _value(request: HttpRequest, number: str) -> str:
    asset_operations.value(
        on=day(request, "on"), fen=fen(request, "fen"), **texts(request, "valuer", "basis"), **by(request, number, serial="serial")
    )
    return _("估值已记录，以往估值仍在。")


def _seize(request: HttpRequest, number: str) -> str:
    asset_operations.seize(
        from_on=day(request, "from_on"),
        until_on=day(request, "until_on"),
        renews=whole(request, "renews") or None,
        **texts(request, "measure", "body", "document"),
        **by(request, number, serial="serial"),
    )
    return _("措施已登记，到期前会提醒。")


def _propose_sale(request: HttpRequest, number: str) -> str:
    asset_operations.propose_sale(
        early=ticked(request, "early"),
        floor_fen=fen(request, "floor"),
        **texts(request, "way", "reason"),
        **by(request, number, serial="serial"),
    )
    return _("已申请变现，等待另一人批准。")


def _sell(request: HttpRequest, number: str) -> str:
    asset_operations.sell(
        on=day(request, "on"),
        proceeds_fen=fen(request, "proceeds"),
        **texts(request, "buyer", "reference"),
        **by(request, number, serial="serial"),
    )
    return _("已登记变现，款项记入专户。")


def _withdraw_sale(request: HttpRequest, number: str) -> str:
    asset_operations.withdraw_sale(reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("变现申请已撤回，可以重新申请。")


def _sale_back(request: HttpRequest, number: str) -> str:
    asset_operations.take_sale_back(reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("变现登记已撤销并冲正；批准仍然有效，请重新登记。")


def _lift(request: HttpRequest, number: str) -> str:
    asset_operations.lift(
        on=day(request, "on"), reason=text(request, "reason"), **by(request, number, serial="serial", seizure_id="seizure")
    )
    return _("措施已解除。")


def _sale(request: HttpRequest, number: str) -> str:
    approve = text(request, "approve") == "1"
    asset_operations.decide_sale(approve=approve, reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("已批准变现。") if approve else _("未批准变现。")


DEEDS: dict[str, Deed] = {
    "register": _register_asset, "value": _value, "seize": _seize, "propose-sale": _propose_sale, "sell": _sell,
    "withdraw-sale": _withdraw_sale, "sale-back": _sale_back,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"lift": _lift, "sale": _sale}

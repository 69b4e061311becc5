"""What repayment puts on an officer's desk: sales, rulings, rounds and releases from deposit that wait for a second person."""

from __future__ import annotations

from lookthrough.cases import desk_queries as cases
from lookthrough.cases.repayment.models import AssetSale, Deposit, Plan, Round
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_SALE = Text("资产处置待批准", "a sale of an asset to approve")
_RULING = Text("法院裁定录入待核对", "a court's ruling to confirm")
_ROUND = Text("清退轮次待复核", "a round of payout to check")
_DEPOSIT = Text("提存处理待批准", "a release from deposit to approve")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return what of repayment waits for another than who entered or proposed it; a round may be checked by whoever works on repayment."""
    if not by.may(Action.WORK_REPAYMENT):
        return []
    mine = list(cases.numbers_to_decide(by=by))
    found = [
        (f"round:{one.pk}", one.case_number, _ROUND, one.drafted_by, one.drafted_at)
        for one in Round.objects.filter(state="draft", case_number__in=mine)
    ]
    if by.may(Action.DECIDE_REPAYMENT):
        sales = AssetSale.objects.filter(state="proposed", asset__case_number__in=mine).select_related("asset")
        found += [(f"sale:{one.pk}", one.asset.case_number, _SALE, one.proposed_by, one.proposed_at) for one in sales]
        rulings = Plan.objects.filter(state="ruled", case_number__in=mine)
        found += [(f"ruling:{one.pk}", one.case_number, _RULING, one.recorded_by, one.recorded_at or one.drafted_at) for one in rulings]
        held = Deposit.objects.filter(released_at=None, claim__case_number__in=mine).exclude(proposed_by="").select_related("claim")
        found += [(f"deposit:{one.pk}", one.claim.case_number, _DEPOSIT, one.proposed_by, one.made_at) for one in held[:200]]
    titles = cases.titles(numbers={number for _key, number, *_rest in found})
    return [Asked(key, number, what, titles[number], who, at) for key, number, what, who, at in found]

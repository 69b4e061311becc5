"""What a report on a case says in figures: assets, claims and repayment, each sentence from the books and from nothing else."""

from __future__ import annotations

from django.db.models import Q, Sum

from lookthrough.cases.repayment import asset_queries, claim_queries, repayment_queries, sums_queries
from lookthrough.cases.repayment.models import Claim, Deposit, RoundShare
from lookthrough.cases.repayment.repayment_queries import RoundFacts
from lookthrough.cases.repayment.sums_queries import CaseSums
from lookthrough.kernel.money import full_text


def figures(*, number: str) -> dict[str, str]:
    """Return the sentences of a case by what they are about; nothing for a case without claims. Whoever asks looks who may see them."""
    if claim_queries.window(number=number) is None:
        return {}
    return {"assets_figures": _assets(number), "claims_figures": _claims(number), "repayment_figures": _repayment(number)}


def _assets(number: str) -> str:
    found, agreed = asset_queries.assets(number=number), repayment_queries.reconciliation(number=number)
    sold = [one for one in found if one.state == "sold"]
    proceeds = sum(one.worth_fen or 0 for one in sold)
    return (
        f"登记资产{len(found)}项，变现{len(sold)}项，变现所得{full_text(proceeds)}；"
        f"专户收入合计{full_text(agreed.receipts_fen)}，处置费用{full_text(agreed.costs_fen)}。"
    )


def _claims(number: str) -> str:
    states = claim_queries.counts(number=number).by_state
    decided = Claim.objects.filter(case_number=number, state="confirmed")
    sums = decided.aggregate(gave=Sum("decided_contributed_fen"), got=Sum("decided_returned_fen"))
    gave, got = int(sums["gave"] or 0), int(sums["got"] or 0)
    unclaimed = Claim.objects.filter(case_number=number, state="registered", source="ledger").count()
    return (
        f"登记债权{sum(states.values())}笔：确认{states.get('confirmed', 0)}笔，异议{states.get('disputed', 0)}笔，"
        f"不予确认{states.get('rejected', 0)}笔，撤回{states.get('withdrawn', 0)}笔，"
        f"待核定{states.get('registered', 0) - unclaimed}笔，账本有记录未申报{unclaimed}笔；"
        f"核定投入{full_text(gave)}，核定已返还{full_text(got)}。"
    )


def _repayment(number: str) -> str:
    done = [one for one in reversed(repayment_queries.rounds(number=number)) if one.state == "executed"]
    agreed, sums = repayment_queries.reconciliation(number=number), sums_queries.sums(numbers=[number]).get(number, CaseSums())
    waiting = Deposit.objects.filter(round__case_number=number, released_at=None).values("claim").distinct().count()
    rounds = "；".join(map(_round, done))
    return (
        f"共执行{len(done)}轮{f'（{rounds}）' if rounds else ''}。累计付给{_paid_persons(number)}人{full_text(sums.paid_fen)}，"
        f"仍在提存{waiting}人{full_text(agreed.deposits_left_fen)}，专户余额{full_text(agreed.book_fen)}。"
    )


def _round(one: RoundFacts) -> str:
    paid, held = one.totals["paid_fen"], one.totals["held_fen"]
    return f"第{one.serial}轮支付{full_text(paid)}、提存{full_text(held)}，清偿至{one.level:.4%}"


def _paid_persons(number: str) -> int:
    """Return how many claimants really got something, from a round or out of deposit."""
    shares = RoundShare.objects.filter(round__case_number=number, round__state="executed", paid_fen__gt=0)
    paid = shares.exclude(returned__state__in=("open", "deposited")).values("claim")
    released = Deposit.objects.filter(round__case_number=number, paid_fen__gt=0).values("claim")
    return Claim.objects.filter(Q(pk__in=paid) | Q(pk__in=released)).count()

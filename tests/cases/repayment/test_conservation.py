"""Whatever officers do in whatever order, no fen is lost: what came in is paid, in deposit, spent on disposal, or still in the account."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from cases.repayment.claiming import TODAY, approved_plan, open_case, person
from lookthrough.cases.repayment import (
    account_operations,
    claim_operations,
    claim_queries,
    deposit_operations,
    dispute_operations,
    repayment_queries,
    round_operations,
    sums_queries,
)
from lookthrough.cases.repayment.models import Claim, ReturnedPayment, RoundShare
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


class Office:
    """An office that does one thing after another in a case, drawn by lot; what the rules refuse is simply not done."""

    def __init__(self, people: dict[str, int], number: str, chance: Random) -> None:
        self.people, self.number, self.chance, self.done = people, number, chance, dict[str, int]()

    def by(self, who: str) -> dict[str, object]:
        return {"number": self.number, "officer_id": self.people[who], "at": AT}

    def act(self) -> None:
        deeds: list[Callable[[], object]] = [
            self.receives, self.receives, self.spends, self.reverses, self.claims, self.claims, self.decides, self.disputes, self.settles,
            self.pays, self.pays, self.gets_back, self.tries_again, self.puts_aside, self.releases, self.releases,
        ]  # fmt: skip
        deed = self.chance.choice(deeds)
        try:
            deed()
        except NotAllowed:
            return
        self.done[deed.__name__] = self.done.get(deed.__name__, 0) + 1

    def receives(self) -> None:
        fen = self.chance.randrange(1, 100_000)
        account_operations.enter(kind="surrender", fen=fen, on=TODAY, text="x", reference="", **self.by("east"))  # type: ignore[arg-type]

    def spends(self) -> None:
        fen = self.chance.randrange(1, 3_000)
        account_operations.enter(kind="cost", fen=fen, on=TODAY, text="x", reference="", **self.by("east"))  # type: ignore[arg-type]

    def reverses(self) -> None:
        last = repayment_queries.entries(number=self.number)
        if last:
            account_operations.reverse(serial=self.chance.choice(last).serial, reason="记错", **self.by("east2"))  # type: ignore[arg-type]

    def claims(self) -> None:
        who, gave = self.chance.randrange(1, 12), self.chance.randrange(1, 50_000)
        account = "" if who % 4 == 0 else person(who).account
        got = self.chance.choice((0, gave // 3, gave * 2))
        claim_operations.register(person=person(who, account=account), contributed_fen=gave, returned_fen=got, **self.by("east"))  # type: ignore[arg-type]

    def one(self) -> int:
        return self.chance.randrange(1, 12)

    def decides(self) -> None:
        gave = self.chance.randrange(0, 50_000)
        claim_operations.decide(serial=self.one(), contributed_fen=gave, returned_fen=gave // 5, reason="核", **self.by("east2"))  # type: ignore[arg-type]

    def disputes(self) -> None:
        serial = self.one()
        dispute_operations.raise_dispute(serial=serial, text="不服", **self.by("east"))  # type: ignore[arg-type]
        dispute_operations.hear(serial=serial, hearing="听取", **self.by("east"))  # type: ignore[arg-type]

    def settles(self) -> None:
        gave = self.chance.randrange(0, 60_000)
        dispute_operations.settle(
            serial=self.one(), outcome="upheld", decision="定", contributed_fen=gave, returned_fen=0, **self.by("head")  # type: ignore[arg-type]
        )  # fmt: skip

    def pays(self) -> None:
        there = account_operations.balance(self.number)
        fen = self.chance.choice((there, max(1, there // 3)))
        serial = round_operations.draft_round(available_fen=fen, **self.by("east"))  # type: ignore[arg-type]
        if self.chance.random() < 0.1:
            round_operations.cancel_round(serial=serial, reason="重算", **self.by("east"))  # type: ignore[arg-type]
            return
        level_as_reckoned_apart(self.number, serial)
        round_operations.check_round(serial=serial, **self.by("east2"))  # type: ignore[arg-type]
        round_operations.execute_round(serial=serial, **self.by("east"))  # type: ignore[arg-type]

    def gets_back(self) -> None:
        paid = RoundShare.objects.filter(round__case_number=self.number, round__state="executed", paid_fen__gt=0).order_by("pk")
        if paid:
            share = self.chance.choice(list(paid))
            deposit_operations.returned(
                round_serial=share.round.serial, serial=share.claim.serial, on=TODAY, why="注销", **self.by("east")  # type: ignore[arg-type]
            )  # fmt: skip

    def waiting(self) -> dict[str, int]:
        one = self.chance.choice(list(ReturnedPayment.objects.filter(state="open").order_by("pk")) or [None])
        return {"round_serial": one.share.round.serial, "serial": one.share.claim.serial} if one else {"round_serial": 0, "serial": 1}

    def tries_again(self) -> None:
        deposit_operations.try_again(**self.waiting(), **self.by("east2"))  # type: ignore[arg-type]

    def puts_aside(self) -> None:
        deposit_operations.put_aside(**self.waiting(), **self.by("east"))  # type: ignore[arg-type]

    def releases(self) -> None:
        there = repayment_queries.deposits(number=self.number)
        if not there:
            return
        one = self.chance.choice(there)
        most = one.entitled_fen or 0
        fen = self.chance.choice((most, most // 2, 0))
        deposit_operations.propose_release(deposit_id=one.deposit_id, paid_fen=fen, note="x", **self.by("east"))  # type: ignore[arg-type]
        deposit_operations.release(deposit_id=one.deposit_id, **self.by("head"))  # type: ignore[arg-type]


def level_as_reckoned_apart(number: str, serial: int) -> None:
    """Reckon a round with fractions, one claimant raised after the other, and hold the draft against it: within a fen for each."""
    one = RoundShare.objects.filter(round__case_number=number, round__serial=serial)
    standing = {row.claim_id: (row.base_fen, row.before_fen, row.paid_fen + row.held_fen) for row in one}
    level = raised([(base, before) for base, before, _got in standing.values()], sum(got for _base, _before, got in standing.values()))
    for base, before, got in standing.values():
        fair = max(Fraction(0), min(Fraction(base), base * level) - before)
        assert abs(got - fair) < 1, (base, before, got, float(fair))
        assert got <= max(0, base - before)


def raised(claims: list[tuple[int, int]], fen: int) -> Fraction:
    """Return up to which part of their bases money raises those who have had least, filling up from below."""
    steps = sorted({Fraction(before, base) for base, before in claims if base} | {Fraction(1)})
    level, left = steps[0], Fraction(fen)
    for nearer in steps[1:]:
        below = sum(base for base, before in claims if base and Fraction(before, base) <= level)
        cost = below * (nearer - level)
        if cost >= left or level >= 1:
            break
        level, left = nearer, left - cost
    below = sum(base for base, before in claims if base and Fraction(before, base) <= level)
    return min(Fraction(1), level + left / below) if below else level


@pytest.mark.parametrize("base", ["gross", "net"])
@pytest.mark.parametrize("seed", range(20 if os.environ.get("LOOKTHROUGH_ALL_EXAMPLES") == "1" else 1))
def test_no_fen_is_lost_whatever_is_done_in_whatever_order(db: None, tmp_path: Path, seed: int, base: str) -> None:
    people = appoint()
    number = open_case(people)
    approved_plan(people, number, tmp_path, base=base)
    office = Office(people, number, Random(f"{base} {seed}"))  # noqa: S311 - a story to be told again, no secret
    for _step in range(60):
        office.act()
    agreed = repayment_queries.reconciliation(number=number)
    files = [claim_queries.file_of(number=number, serial=serial) for serial in Claim.objects.values_list("serial", flat=True)]
    paid = sum(one.paid_fen for one in files if one)
    waits = sum(one.fen for one in ReturnedPayment.objects.filter(state="open"))
    assert agreed.sound
    assert agreed.receipts_fen - agreed.costs_fen == paid + agreed.deposits_left_fen + agreed.book_fen
    assert sum(one.aside_fen for one in files if one) == agreed.deposits_left_fen + waits
    assert agreed.book_fen >= 0
    sums = sums_queries.sums(numbers=[number])[number]
    assert (sums.received_fen, sums.costs_fen, sums.paid_fen) == (agreed.receipts_fen, agreed.costs_fen, paid)
    assert {"pays", "claims", "receives"} <= set(office.done)

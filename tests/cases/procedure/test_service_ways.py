"""Ways of service, one by one: without its proof no way counts, and an announcement needs a failed attempt before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lookthrough.cases.procedure.service_ways import Attempt, refusals
from lookthrough.cases.procedure.words import WAYS

DAY = date(2026, 11, 2)
PAPER = "a" * 64
WHOLE = {
    "direct": Attempt("direct", DAY, DAY, receiver="法定代表人"),
    "left": Attempt("left", DAY, DAY, note="拒收，居委会见证", paper_sha256=PAPER),
    "electronic": Attempt("electronic", DAY, DAY, paper_sha256=PAPER),
    "mail": Attempt("mail", DAY, DAY, paper_sha256=PAPER),
    "entrusted": Attempt("entrusted", DAY, DAY, receiver="前台签收人"),
    "passed_on": Attempt("passed_on", DAY, DAY, receiver="监所"),
    "announcement": Attempt("announcement", DAY, note="下落不明，经过如下", failed_before=True),
}
LACKS = [
    ("direct", {"receiver": ""}), ("left", {"note": ""}), ("left", {"paper_sha256": ""}), ("electronic", {"paper_sha256": ""}),
    ("mail", {"paper_sha256": ""}), ("entrusted", {"receiver": " "}), ("passed_on", {"receiver": ""}),
    ("announcement", {"failed_before": False}), ("announcement", {"note": ""}),
]  # fmt: skip


@pytest.mark.parametrize("way", list(WAYS))
def test_with_its_proof_a_way_counts(way: str) -> None:
    assert refusals(WHOLE[way], DAY) == []


@pytest.mark.parametrize(("way", "less"), LACKS)
def test_without_its_proof_it_does_not(way: str, less: dict[str, object]) -> None:
    (said,) = refusals(replace(WHOLE[way], **less), DAY)  # type: ignore[arg-type]
    assert said.zh != said.en


@pytest.mark.parametrize("way", [way for way in WAYS if way != "announcement"])
def test_the_day_lies_between_sending_and_today(way: str) -> None:
    for received in (None, DAY - timedelta(days=1), DAY + timedelta(days=1)):
        assert refusals(replace(WHOLE[way], received_on=received), DAY)


def test_an_unknown_way_and_a_paper_sent_tomorrow_are_refused() -> None:
    assert refusals(Attempt("pigeon", DAY, DAY), DAY)
    assert refusals(replace(WHOLE["announcement"], sent_on=DAY + timedelta(days=1)), DAY)

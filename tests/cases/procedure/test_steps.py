"""Every deed of a penalty proceeding at every stage: what the law forbids is refused with its reason, what it allows passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lookthrough.cases.procedure.steps import DEEDS, Standing, refusals
from lookthrough.cases.procedure.words import PROCEEDING_STATES

UNTIL = date(2026, 11, 9)
DURING, AFTER = UNTIL, UNTIL + timedelta(days=1)
HEARING = UNTIL + timedelta(days=20)
OPEN = Standing("notified", statement_until=UNTIL, hearing_offered=True, hearing_until=UNTIL)
STAGES = {
    "drafted": (Standing("drafted"), DURING),
    "during": (OPEN, DURING),
    "silent": (OPEN, AFTER),
    "spoken": (Standing("notified", "given", UNTIL, True, "none", UNTIL), AFTER),
    "asked": (Standing("notified", "answered", UNTIL, True, "asked", UNTIL), AFTER),
    "set": (Standing("notified", "answered", UNTIL, True, "set", UNTIL, HEARING), AFTER),
    "the day": (Standing("notified", "answered", UNTIL, True, "set", UNTIL, HEARING), HEARING),
    "held": (Standing("notified", "answered", UNTIL, True, "held", UNTIL, HEARING), HEARING),
    "minor": (Standing("notified", statement_until=UNTIL), AFTER),
    "heard": (Standing("heard", "answered", review_needed=True, discussion_needed=True), AFTER),
    "failed": (Standing("heard", "answered", review_needed=True, review="failed"), AFTER),
    "passed": (Standing("heard", "answered", review_needed=True, review="passed", discussion_needed=True), AFTER),
    "discussed": (Standing("heard", "answered", review_needed=True, review="passed", discussion_needed=True, discussed=True), AFTER),
    "simple": (Standing("heard", "silent"), AFTER),
    "decided": (Standing("decided"), AFTER),
    "served": (Standing("served"), AFTER),
    "dropped": (Standing("dropped"), AFTER),
    "revoked": (Standing("revoked"), AFTER),
}
# written by hand from the law, arts. 44 to 64: which deed is done at which stage; at every other stage it is refused
ALLOWED = {
    "serve_notice": "drafted",
    "make_statement": "during silent minor",
    "examine_statement": "spoken",
    "waive_statement": "during silent minor",
    "ask_hearing": "during",
    "waive_hearing": "during silent spoken asked set the_day",
    "set_hearing": "asked set the_day",
    "hold_hearing": "the_day",
    "forgo_hearing": "the_day",
    "conclude": "silent held minor",
    "review": "heard failed passed discussed simple",
    "discuss": "passed discussed simple",
    "decide": "discussed simple",
    "serve_decision": "decided",
    "drop": "drafted during silent spoken asked set the_day held minor heard failed passed discussed simple",
    "seek_remedy": "served",
}
CELLS = [(deed, stage, stage in {word.replace("_", " ") for word in ALLOWED[deed].split()}) for deed in DEEDS for stage in STAGES]


@pytest.mark.parametrize(("deed", "stage", "allowed"), CELLS)
def test_every_deed_at_every_stage(deed: str, stage: str, allowed: bool) -> None:
    standing, today = STAGES[stage]
    found = refusals(deed=deed, standing=standing, today=today)
    assert (not found) is allowed
    assert all(one.zh and one.en and one.zh != one.en for one in found)


def test_no_deed_and_no_state_is_left_out() -> None:
    assert set(ALLOWED) == set(DEEDS)
    assert {standing.state for standing, _ in STAGES.values()} == set(PROCEEDING_STATES)


@pytest.mark.parametrize(
    ("deed", "stage", "words"),
    [
        ("conclude", "during", ["第62条", "期限未满"]),
        ("conclude", "spoken", ["第45条"]),
        ("conclude", "asked", ["第63条"]),
        ("ask_hearing", "silent", ["已过要求听证的期限（2026-11-09）"]),
        ("ask_hearing", "minor", ["不属应当告知听证"]),
        ("decide", "heard", ["第58条", "第57条第2款"]),
        ("decide", "failed", ["法制审核未通过"]),
        ("hold_hearing", "set", ["听证日期未到"]),
        ("decide", "during", ["只在“待审核、决定”时可做"]),
    ],
)
def test_the_reason_says_which_rule_stands_in_the_way(deed: str, stage: str, words: list[str]) -> None:
    standing, today = STAGES[stage]
    said = "".join(one.zh for one in refusals(deed=deed, standing=standing, today=today))
    assert all(word in said for word in words)

"""What would lower a level: as few figures as can be, the exact value each must reach, and it holds when it is reckoned anew."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.leaving import way_out
from lookthrough.risk.scorecard import LEVELS, all_versions, levels_on, scorecard_on
from lookthrough.risk.scoring import score_of

DAY = date(2026, 3, 31)
CARD, ON = scorecard_on("enterprise", DAY), levels_on(DAY)


def test_the_figure_with_the_shortest_way_is_named_with_the_value_it_must_reach() -> None:
    out = way_out(CARD, ON, {"wages_unpaid": 4.0, "power_use_change": -0.2})  # 24 + 3.7333 points: blue

    assert out is not None
    assert [(one.indicator, one.value, one.needed) for one in out.changes] == [("wages_unpaid", 4.0, 2.0)]
    assert (out.level, out.score) == ("none", pytest.approx(14.4 + 3.7333))


def test_a_share_is_said_to_a_tenth_of_a_per_cent_on_the_harmless_side() -> None:
    out = way_out(CARD, ON, {"power_use_change": -0.8, "media_negative": 5.0})  # 16 + 6 points

    assert out is not None
    (change,) = out.changes
    worse = {"power_use_change": -0.8, "media_negative": 5.0, change.indicator: change.needed - 0.001}
    assert change.indicator == "power_use_change"
    assert change.needed == round(change.needed, 3)
    assert ON.of(score_of(CARD, worse)[0]) == "blue"


def test_where_one_figure_does_not_suffice_the_fewest_are_named() -> None:
    values = {"wages_unpaid": 4.0, "power_use_change": -0.8, "loss_months": 12.0, "accounts_frozen": 1.0}  # 68 points: orange
    out = way_out(CARD, ON, values | {"fundraising_case": 1.0})  # 108: red begins 28 below

    assert out is not None
    assert len(out.changes) == 2
    assert "fundraising_case" not in {one.indicator for one in out.changes}
    assert out.level == "orange"


def test_a_case_that_the_firm_cannot_undo_leaves_nothing_to_say() -> None:
    assert way_out(CARD, ON, {"fundraising_case": 1.0, "head_under_inquiry": 1.0}) is None


def test_the_lowest_level_cannot_be_left() -> None:
    assert way_out(CARD, ON, {"wages_unpaid": 1.0}) is None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_said_always_leaves_the_level(data: st.DataObject) -> None:
    card = data.draw(st.sampled_from([versions[-1] for versions in all_versions().values()]))
    values = {}
    for row in card.rows:
        ends = sorted(value for value, _ in row.anchors)
        values[row.indicator] = data.draw(st.one_of(st.none(), st.floats(ends[0], ends[-1]), st.just(row.anchors[-1][0])))
    before = ON.of(min(score_of(card, values)[0], 100.0))

    out = way_out(card, ON, values)

    if out is None:
        harmless = {row.indicator: row.anchors[0][0] if row.can_change else values[row.indicator] for row in card.rows}
        assert ON.of(min(score_of(card, harmless)[0], 100.0)) == before
    else:
        changed = values | {one.indicator: one.needed for one in out.changes}
        assert LEVELS.index(ON.of(min(score_of(card, changed)[0], 100.0))) < LEVELS.index(before)
        for one in out.changes:
            worse = all_indicators()[one.indicator].worse
            assert one.value is None or (one.needed < one.value if worse == "more" else one.needed > one.value)

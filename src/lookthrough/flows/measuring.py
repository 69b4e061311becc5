"""Measures that rules share: the worst share of a month over a trailing window, with the transfers that make it up."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

EVIDENCE = 200  # transfers kept with a finding, largest first (contracts, «Findings»)


def worst_share_a_month(contributions: ir.Table, *, window_days: int, least: float) -> ir.Table:
    """Return each subject's worst trailing share in every month in which it reaches ``least``.

    ``contributions``: subject, day, place, part_fen, whole_fen – one row or more a transfer, ``part_fen`` ≤ ``whole_fen``. The share
    of a day is Σ part ÷ Σ whole over that day and the ``window_days - 1`` before it. Of equal days the first stands.
    """
    daily = contributions.group_by("subject", "day").aggregate(part_fen=_.part_fen.sum(), whole_fen=_.whole_fen.sum())
    window = ibis.range_window(group_by="subject", order_by="day", preceding=window_days - 1, following=0)
    trailing = daily.mutate(part_fen=_.part_fen.sum().over(window), whole_fen=_.whole_fen.sum().over(window))
    shares = trailing.filter(_.whole_fen > 0).mutate(
        value=_.part_fen.cast("float64") / _.whole_fen.cast("float64"),
        month=month_of(_.day),
        from_day=_.day - (window_days - 1),
        to_day=_.day,
    )
    in_month = ibis.window(group_by=["subject", "month"], order_by=[_.value.desc(), _.to_day])
    worst = shares.mutate(place_in_month=ibis.row_number().over(in_month)).filter((_.place_in_month == 0) & (_.value >= least))
    return _with_evidence(worst.select("subject", "value", "from_day", "to_day", "part_fen", "whole_fen"), contributions)


def month_of(day: ir.Value) -> ir.Value:
    """Return the number of the month of a day (days since 1970-01-01)."""
    moment = (day.cast("int64") * 86_400).as_timestamp("s")
    return moment.year().cast("int32") * 12 + moment.month().cast("int32")


def _with_evidence(worst: ir.Table, contributions: ir.Table) -> ir.Table:
    """Add the places of the transfers that make up the part, largest first."""
    guilty = (
        contributions.filter(_.part_fen > 0).semi_join(worst, "subject").group_by("subject", "day", "place").aggregate(fen=_.part_fen.sum())
    )
    within = worst.join(guilty, [worst.subject == guilty.subject, guilty.day >= worst.from_day, guilty.day <= worst.to_day])
    ranked = within.select(worst.subject, worst.to_day, guilty.place, guilty.fen).mutate(
        rank=ibis.row_number().over(ibis.window(group_by=["subject", "to_day"], order_by=[_.fen.desc(), _.place]))
    )
    lists = ranked.filter(_.rank < EVIDENCE).group_by("subject", "to_day").aggregate(evidence=_.place.collect(order_by=_.rank))
    return worst.left_join(lists, ["subject", "to_day"]).drop("subject_right", "to_day_right")


_ = ibis._

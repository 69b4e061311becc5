"""Who belongs to an institution's circle, and when."""

from __future__ import annotations

from datetime import date

from lookthrough.flows.circle import FIRST_DAY, LAST_DAY, Relation, Relations, Tie

DAY = date(2026, 1, 1)


def circle(*rows: Relation, state: tuple[str, ...] = ()) -> set[str]:
    return Relations(rows, government=state).circle("op", DAY) - {"op"}


def held(source: str, target: str, share: float) -> Relation:
    return Relation(source, target, "shareholder", share)


def test_shares_multiply_down_the_chain_and_add_up_over_paths() -> None:
    assert circle(held("top", "mid", 0.6), held("mid", "op", 0.5)) == {"top", "mid"}
    assert circle(held("top", "mid", 0.4), held("mid", "op", 0.5)) == {"mid"}
    assert circle(held("top", "a", 0.5), held("a", "op", 0.3), held("top", "b", 0.5), held("b", "op", 0.24)) == {"top", "a"}


def test_officers_and_companies_under_control_belong_independent_directors_do_not() -> None:
    rows = [Relation("boss", "op", "legal_representative", None), Relation("wise", "op", "independent_director", None)]
    assert circle(*rows, held("boss", "shop", 0.51), held("boss", "half", 0.5)) == {"boss", "shop"}


def test_being_controlled_by_the_same_state_body_makes_no_tie() -> None:
    rows = (held("city", "op", 0.6), held("city", "waterworks", 1.0))
    assert circle(*rows, state=("city",)) == {"city"}
    assert circle(*rows) == {"city", "waterworks"}


def test_holdings_in_a_ring_come_to_an_end() -> None:
    assert circle(held("a", "op", 0.5), held("b", "a", 0.6), held("a", "b", 0.6)) == {"a", "b"}


def test_kin_belong_where_a_relation_says_so() -> None:
    assert circle(Relation("boss", "op", "controller", None), Relation("wife", "boss", "kin", None), held("wife", "shop", 0.9)) == {
        "boss", "wife", "shop",
    }  # fmt: skip


def test_memberships_carry_their_days_and_weak_ties_stand_apart() -> None:
    rows = [
        Relation("boss", "op", "controller", None, date(2025, 3, 1), date(2025, 6, 30)),
        Relation("heir", "op", "controller", None, date(2025, 7, 1)),
        Relation("neighbour", "op", "same_address", None),
    ]

    memberships = {(m.party, m.tie): (m.from_day, m.to_day) for m in Relations(rows).memberships("op")}

    assert memberships == {
        ("boss", Tie.CIRCLE): (date(2025, 3, 1), date(2025, 6, 30)),
        ("heir", Tie.CIRCLE): (date(2025, 7, 1), LAST_DAY),
        ("op", Tie.CIRCLE): (FIRST_DAY, LAST_DAY),
        ("neighbour", Tie.WEAK): (FIRST_DAY, LAST_DAY),
    }


def test_nobody_beyond_four_steps_belongs() -> None:
    chain = [held("c1", "op", 1.0), *(held(f"c{k + 1}", f"c{k}", 1.0) for k in range(1, 6))]
    assert circle(*chain) == {"c1", "c2", "c3", "c4"}

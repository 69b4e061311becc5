"""The three elements of article 2 filled from what is known, and the criminal check-list that takes nothing from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.audit import queries as trail
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.elements import ADMINISTRATIVE, CRIMINAL, element_list, operations, queries, thresholds
from registry.working import AT, EAST, TODAY, WEST, appoint, barred, ident, settle


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return those who work here, with a firm whose name holds a barred word."""
    made = appoint()
    settle(tmp_path, barred(1))
    return made


def begun(people: dict[str, int], kind: str = ADMINISTRATIVE) -> int:
    """Begin a test of the firm."""
    return operations.begin(company_id=ident(1), kind=kind, officer_id=people["east"], at=AT)


def shown(people: dict[str, int], kind: str = ADMINISTRATIVE) -> queries.TestShown:
    """Return the firm's test as the east sees it."""
    found = queries.current(company_id=ident(1), kind=kind, district=EAST, officer_id=people["east"], on=TODAY)
    assert found is not None
    return found


def judged(people: dict[str, int], kind: str = ADMINISTRATIVE) -> int:
    """Begin a test and judge every element."""
    test = begun(people, kind)
    for element in element_list(kind).elements:
        operations.judge(test_id=test, element=element, judgement="unclear", reason="证据不足", officer_id=people["east"], at=AT)
    return test


def test_the_lists_have_three_and_four_elements() -> None:
    assert list(element_list(ADMINISTRATIVE).elements) == ["unlawful", "inducing", "public"]
    assert list(element_list(CRIMINAL).elements) == ["unlawful", "open", "inducing", "public"]


def test_what_is_known_stands_under_its_element_and_gaps_are_said(people: dict[str, int]) -> None:
    begun(people)
    unlawful, inducing, public = shown(people).elements
    by_item = {one.item.slug: one for one in unlawful.items}
    assert "理财" in by_item["barred_words"].known[0].text.zh
    assert by_item["no_licence"].known[0].speaks == "for"
    assert all(one.is_gap for one in (*inducing.items, *public.items))
    assert not shown(people).judged


def test_a_person_judges_and_every_element_before_the_signature(people: dict[str, int]) -> None:
    test = begun(people)
    with pytest.raises(NotAllowed, match="every element"):
        operations.sign(test_id=test, conclusion="x", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="give the reason"):
        operations.judge(test_id=test, element="unlawful", judgement="shown", reason="", officer_id=people["east"], at=AT)
    for who, why in (("west", "no such test"), ("analyst", "role")):
        with pytest.raises(NotAllowed, match=why):
            operations.judge(test_id=test, element="unlawful", judgement="shown", reason="x", officer_id=people[who], at=AT)
    assert queries.current(company_id=ident(1), kind=ADMINISTRATIVE, district=WEST, officer_id=people["west"], on=TODAY) is None


def test_a_signed_test_is_frozen_with_its_evidence(people: dict[str, int]) -> None:
    test = judged(people)
    operations.add_evidence(
        test_id=test, element="inducing", item="promised", text="年化 18%，保本", place="传单", officer_id=people["east"], at=AT
    )
    seal = operations.sign(test_id=test, conclusion="转投诉核查", officer_id=people["east"], at=AT)
    before = shown(people)
    assert (before.state, before.seal) == ("signed", seal)
    settle_again = before.elements[0].items[1].known
    assert settle_again
    with pytest.raises(NotAllowed, match="signed already"):
        operations.add_evidence(test_id=test, element="public", item="", text="x", place="", officer_id=people["east"], at=AT)
    assert shown(people).elements[0].items[1].known == settle_again


def test_withdrawn_by_who_signed_or_a_head_and_still_on_file(people: dict[str, int]) -> None:
    test = judged(people)
    operations.sign(test_id=test, conclusion="x", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="or a head"):
        operations.withdraw(test_id=test, reason="误", officer_id=people["east2"], at=AT)
    operations.withdraw(test_id=test, reason="误", officer_id=people["head"], at=AT)
    assert queries.history(company_id=ident(1), kind=ADMINISTRATIVE, district=EAST)[0][1] == "withdrawn"


def test_the_criminal_list_takes_nothing_from_the_other(people: dict[str, int]) -> None:
    test = judged(people)
    operations.add_evidence(test_id=test, element="public", item="", text="群内 300 人", place="", officer_id=people["east"], at=AT)
    operations.sign(test_id=test, conclusion="具备", officer_id=people["east"], at=AT)
    begun(people, CRIMINAL)
    criminal = shown(people, CRIMINAL)
    assert not any(one.items or one.added or one.judgement for one in criminal.elements)
    assert criminal.figures == {}


def test_thresholds_include_the_number_itself(people: dict[str, int]) -> None:
    test = begun(people, CRIMINAL)
    figures = {"amount_fen": 100_000_000, "persons": 149, "loss_fen": 25_000_000, "aggravated": False}
    operations.state_figures(test_id=test, **figures, form="elder_care", basis="审计报告", officer_id=people["east"], at=AT)  # type: ignore[arg-type]
    reached = {name for name, _value, _basis, is_reached in operations.passed_thresholds(shown(people, CRIMINAL).figures, AT) if is_reached}
    assert reached == {"prosecute_amount", "fraud_large_amount", "fraud_huge_amount"}
    aggravated = {name for name, *_, is_reached in operations.passed_thresholds({**figures, "aggravated": True}, AT) if is_reached}
    assert {"aggravated_prosecute_amount", "aggravated_prosecute_loss"} <= aggravated
    assert {row.unit for row in thresholds().rows} == {"fen", "persons"}


def test_figures_belong_to_the_criminal_list_alone(people: dict[str, int]) -> None:
    test = begun(people)
    with pytest.raises(NotAllowed):
        operations.state_figures(
            test_id=test, amount_fen=1, persons=1, loss_fen=1, aggravated=False, form="", basis="x", officer_id=people["east"], at=AT
        )


def test_every_act_stands_in_the_trail(people: dict[str, int]) -> None:
    operations.sign(test_id=judged(people), conclusion="x", officer_id=people["east"], at=AT)
    actions = [entry.action for entry in trail.all_entries(search=trail.Search(object_type="company"), most=100)]
    assert {"elements.begun", "elements.judged", "elements.signed"} <= set(actions)

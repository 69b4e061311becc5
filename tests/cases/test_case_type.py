"""Every type of case, every pair of its steps: what is forbidden is refused with its reason, what is allowed passes."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from lookthrough.cases.case_type import CaseType, case_types, refusals
from lookthrough.cases.milestones import CLOCKS, MILESTONES
from lookthrough.cases.terms import term

TYPES = case_types()
ALL = frozenset(MILESTONES)
PAIRS = [(slug, here.slug, there.slug) for slug, kind in TYPES.items() for here, there in product(kind.steps, kind.steps)]
# written by hand, from the law's own order: what leads where at all; everything else is forbidden
ALLOWED = {
    "illegal_fundraising": """
        filed: investigation | investigation: determination transferred | determination: investigation rectification unfounded transferred
        | rectification: ban closed transferred | ban: claims transferred | claims: plan transferred | plan: claims repayment
        | repayment: report | report: closed""",
    "unlicensed_business": """
        filed: investigation | investigation: determination unfounded transferred
        | determination: investigation rectification unfounded transferred | rectification: prior_notice closed transferred
        | prior_notice: decision closed transferred | decision: enforcement | enforcement: ban closed | ban: closed""",
    "licensed_body_breach": """
        filed: investigation | investigation: rectification prior_notice no_penalty | rectification: prior_notice no_penalty
        | prior_notice: investigation decision no_penalty | decision: enforcement | enforcement: closed""",
    "advertising": """
        filed: investigation | investigation: removal transferred unfounded | removal: closed transferred""",
    "liquidation": """
        filed: group stopped | group: claims | claims: plan | plan: claims repayment | repayment: cancellation | cancellation: report
        | report: closed""",
    "petition": """
        filed: accepted not_accepted | accepted: answered transferred | answered: accepted closed""",
}


def allowed(slug: str) -> set[tuple[str, str]]:
    """Return the pairs of steps that the table allows."""
    lines = (line.split(":") for line in ALLOWED[slug].split("|"))
    return {(here.strip(), there) for here, after in lines for there in after.split()}


def test_the_table_knows_every_type_and_no_other() -> None:
    assert set(ALLOWED) == set(TYPES)


@pytest.mark.parametrize(("slug", "here", "there"), PAIRS)
def test_the_step(slug: str, here: str, there: str) -> None:
    kind = TYPES[slug]
    why = refusals(kind=kind, at=here, to=there, reached=ALL)
    if (here, there) in allowed(slug):
        assert why == []
        _needs_each_of_its_milestones(kind, here, there)
    else:
        step = kind.step(here)
        assert step is not None
        assert [step.title.zh in one.zh and step.title.en in one.en for one in why] == [True]


def _needs_each_of_its_milestones(kind: CaseType, here: str, there: str) -> None:
    way = kind.step(here).way(there)  # type: ignore[union-attr]
    assert way is not None
    for name in way.needs:
        why = refusals(kind=kind, at=here, to=there, reached=ALL - {name})
        assert [(one.zh, one.en) for one in why] == [(f"还缺：{MILESTONES[name].zh}", f"missing: {MILESTONES[name].en}")]
    assert len(refusals(kind=kind, at=here, to=there, reached=())) == len(way.needs)


@pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
def test_a_type_says_its_law_and_every_step_leads_to_an_end(kind: CaseType) -> None:
    slugs = [step.slug for step in kind.steps]
    assert len(slugs) == len(set(slugs))
    assert kind.legal_basis.zh != kind.legal_basis.en
    reaches_end = {step.slug for step in kind.steps if step.final}
    for _ in slugs:
        reaches_end |= {step.slug for step in kind.steps if any(way.to in reaches_end for way in step.onward)}
    assert reaches_end == set(slugs)
    assert {slugs[0], *(way.to for step in kind.steps for way in step.onward)} == set(slugs)


@pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
def test_an_end_is_decided_by_a_second_person(kind: CaseType) -> None:
    for step in kind.steps:
        for way in step.onward:
            after = kind.step(way.to)
            assert after is not None
            assert way.second_person is after.final, f"{step.slug} → {way.to}"


@pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
def test_clocks_of_a_type_have_a_title_and_a_dated_length_and_all_stop(kind: CaseType) -> None:
    for name in {name for step in kind.steps for name in (*step.clocks, *step.stops)}:
        assert CLOCKS[name].zh
        assert term(name=name, on=date(2026, 11, 2)).count > 0


def test_an_unknown_step_is_refused() -> None:
    assert refusals(kind=TYPES["petition"], at="filed", to="nowhere", reached=ALL)[0].en == "cases of this type have no such step"

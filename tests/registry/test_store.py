"""What the register answers: hits that change only when something changed, institutions with their operators, licences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lookthrough.registry import operations, queries
from lookthrough.registry.licences import Licence
from lookthrough.registry.models import Hit
from registry.register import code, firm, write

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 5)
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def given(tmp_path: Path, *rows: dict[str, str]) -> None:
    """Bring firms into the store."""
    operations.import_companies(path=write(tmp_path / "companies.csv", list(rows)), at=AT, actor="test")


def test_screening_again_touches_nothing(tmp_path: Path) -> None:
    given(tmp_path, firm(1, name="某某金融公司", business_scope="不得吸收存款；理财咨询"), firm(2), firm(3, name="某某理财公司"))
    first = operations.screen_all(on=ON)
    before = list(Hit.objects.order_by("pk").values_list())
    again = operations.screen_all(on=ON)
    assert (first.companies, first.hits, first.graded, first.companies_graded, first.new) == (3, 4, 3, 2, 4)
    assert (again.hits, again.new, again.gone) == (4, 0, 0)
    assert list(Hit.objects.order_by("pk").values_list()) == before


def test_a_changed_scope_changes_only_its_hits(tmp_path: Path) -> None:
    given(tmp_path, firm(1, business_scope="理财咨询、基金销售"), firm(2, business_scope="理财"))
    operations.screen_all(on=ON)
    given(tmp_path, firm(1, business_scope="理财咨询（不含基金销售）"), firm(2, business_scope="理财"))
    done = operations.screen_all(on=ON)
    assert (done.new, done.gone, done.hits) == (1, 1, 3)
    assert [(hit.word, hit.grade) for hit in queries.hits_of(company_id=code(1))] == [("理财", "block"), ("基金", "none")]


def test_a_recorded_licence_takes_the_grade_on_its_days(tmp_path: Path) -> None:
    given(tmp_path, firm(1, business_scope="吸收公众存款"))
    licence = Licence(code(1), "bank", frozenset(["吸收公众存款"]), date(2020, 1, 1), date(2025, 12, 31))
    assert operations.record_licences(licences=[licence]).new == 1
    assert operations.record_licences(licences=[licence]).unchanged == 1
    assert (operations.screen_all(on=date(2025, 12, 31)).graded, operations.screen_all(on=ON).graded) == (0, 1)


def test_graded_hits_name_the_firm_its_region_and_the_law(tmp_path: Path) -> None:
    given(tmp_path, firm(1, name="某某金融公司", uscc=code(1, "330302")), firm(2, business_scope="不得从事金融业务"))
    operations.screen_all(on=ON)
    (hit,) = queries.graded_hits(grades=["block"])
    assert (hit.company_id, hit.region_code, hit.word, hit.start) == (code(1, "330302"), "330302", "金融", 2)
    assert "第九条" in hit.basis


def test_the_summary_counts_by_list_word_and_field(tmp_path: Path) -> None:
    given(tmp_path, firm(1, name="某某金融公司", business_scope="不得从事金融业务；金融信息"), firm(2, name="某某金融公司"))
    operations.screen_all(on=ON)
    rows = [(row.list, row.word, row.field, row.graded, row.negated, row.licensed) for row in queries.hit_summary()]
    assert rows == [("act-737-art-9", "金融", "name", 2, 0, 0), ("act-737-art-9", "金融", "scope", 1, 1, 0)]
    assert queries.counts().hits_graded == 3


def test_an_institution_is_linked_to_its_operator_even_if_the_firm_comes_later(tmp_path: Path) -> None:
    one = operations.InstitutionToRecord("P001", "某某贷", "p2p", operator_uscc=code(1, "330302").lower())
    assert operations.record_institutions(institutions=[one]).new == 1
    alone = queries.institution(institution_id="P001")
    assert alone is not None
    assert (alone.operator, alone.region_code) == (None, "")
    given(tmp_path, firm(1, uscc=code(1, "330302")))
    linked = queries.institution(institution_id="P001")
    assert linked is not None
    assert linked.operator is not None
    assert (linked.operator.name, linked.region_code) == ("某市第1商贸有限公司", "330302")
    assert operations.record_institutions(institutions=[one]).unchanged == 1
    assert queries.institution(institution_id="P002") is None


def test_firms_are_found_by_name_code_and_region(tmp_path: Path) -> None:
    given(tmp_path, firm(1, name="某某財富公司", uscc=code(1, "330302")), firm(2, name="某某百货公司", province="北京", city="北京"))
    assert [one.name for one in queries.companies(search=" 财富 ")] == ["某某財富公司"]
    assert [one.name for one in queries.companies(search=code(2)[:9])] == ["某某百货公司"]
    assert [one.name for one in queries.companies(region_prefix="3303")] == ["某某財富公司"]
    assert [one.name for one in queries.companies(limit=1, offset=1)] == ["某某財富公司"]
    assert [one.uscc for one in queries.companies(company_ids=[code(2), "nobody"], limit=None)] == [code(2)]
    assert queries.company_by_id(company_id=code(2)) == queries.company(uscc=f" {code(2).lower()} ")

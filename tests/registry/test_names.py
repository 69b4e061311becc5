"""A registered name is taken apart as the law builds it, and a firm is known by its other names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.registry import operations as registry
from lookthrough.registry.models import Company, CompanyChange, OtherName, SourceFile
from lookthrough.registry.names import brand_core, name_key, parts_of, short_name
from lookthrough.registry.names_operations import renew_names
from registry.register import code, firm, write

AT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("温州市金诚信投资管理有限公司", "金诚信"),
        ("温州金诚信投资管理有限公司", "金诚信"),
        ("深圳市前海小岛互联网金融服务有限公司", "小岛"),
        ("云禾（深圳）互联网金融服务有限公司", "云禾"),
        ("西安长安投资有限公司", "长安"),  # the place must leave an own name that is not a trade
        ("内蒙古恒禾科技有限公司", "恒禾"),
        ("延边州恒泰商贸有限公司", "恒泰"),
        ("温州市金诚信投资管理有限公司鹿城分公司", ""),  # a branch has no short name of its own
        ("投资有限公司", ""),
    ],
)
def test_the_short_name_is_what_is_left_without_place_trade_and_form(name, short):
    assert short_name(name) == short


def test_a_branch_is_told_from_its_head():
    head, branch = parts_of("温州金诚信投资管理有限公司"), parts_of("温州金诚信投资管理有限公司杭州分公司")
    assert (head.own, head.branch) == (branch.own, "")
    assert branch.branch == "杭州分公司"


def test_the_smallest_region_named_is_the_place():
    assert parts_of("浙江省温州市鹿城区某某商贸有限公司").place == "330302"
    assert parts_of("大禾（湖北）资产管理有限公司").place == "420000"


def test_spellings_of_one_name_have_one_key():
    assert name_key(" 某某（湖北）资产管理有限公司") == name_key("某某(湖北)資產管理有限公司")


def test_a_brand_loses_what_every_platform_has():
    assert [brand_core(brand) for brand in ("温州金诚信贷", "云禾金服", "小岛理财")] == ["金诚信", "云禾", "小岛"]


@given(st.text(alphabet="温州市杭金诚信投资管理有限公司分厂()（） 新区贷", max_size=24))
def test_no_name_is_too_odd_to_be_taken_apart(name):
    found = parts_of(name)
    assert found.own in found.key or "(" in found.key
    assert found.trade == "" or len(found.own) >= 2


@pytest.fixture
def known(db, tmp_path):
    path = write(tmp_path / "firms.csv", [firm(1, name="温州金诚信投资管理有限公司"), firm(2, name="温州云禾商贸有限公司")])
    registry.import_companies(path=path, at=AT, actor="t")
    registry.record_institutions(institutions=[registry.InstitutionToRecord("I1", "金诚信贷", "p2p", code(1))])


def test_short_names_brands_and_former_names_stand_for_a_firm(known):
    company = Company.objects.get(uscc=code(1))
    CompanyChange.objects.create(
        company=company, column="name", old="温州老字号商务咨询有限公司", new=company.name, changed_at=AT, source=SourceFile.objects.get(),
        source_row=1,
    )  # fmt: skip
    renew_names()
    assert set(OtherName.objects.filter(company=company).values_list("kind", "name")) == {
        ("short", "金诚信"), ("brand", "金诚信贷"), ("former", "温州老字号商务咨询有限公司"), ("short", "老字号"),
    }  # fmt: skip


def test_renewing_names_again_changes_nothing(known):
    first, second = renew_names(), renew_names()
    assert (first.added, second.added, second.removed, second.unchanged) == (3, 0, 0, 3)


def test_a_name_that_no_longer_stands_goes(known):
    renew_names()
    Company.objects.filter(uscc=code(2)).update(name="温州新叶商贸有限公司")
    renew_names(company_ids=[code(2)])
    assert list(OtherName.objects.filter(company__uscc=code(2)).values_list("name", flat=True)) == ["新叶"]

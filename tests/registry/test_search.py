"""A few characters find the firms that bear them, in the officer's district and nowhere else, the best first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lookthrough.offices.queries import District
from lookthrough.registry import operations, search_index
from lookthrough.registry.models import Company, SearchForm, SearchName
from lookthrough.registry.operations import InstitutionToRecord
from lookthrough.registry.search_queries import Found, How, Kind, firms, institutions, is_empty
from registry.register import code, firm, write

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
EVERYWHERE = District("", unplaced=True)


def register(tmp_path: Path, *rows: dict[str, str], at: datetime = AT) -> None:
    """Bring firms into the store."""
    operations.import_companies(path=write(tmp_path / f"companies-{at:%H%M}.csv", list(rows)), at=at, actor="test")


def named(tmp_path: Path, *names: str) -> None:
    """Bring firms of these names into the store."""
    register(tmp_path, *(firm(number, name=name) for number, name in enumerate(names, 1)))


def names(text: str, district: District = EVERYWHERE, limit: int = 20) -> list[str]:
    """Return the names of the firms that a text finds."""
    return [one.name for one in firms(text=text, district=district, limit=limit)]


def test_one_to_four_characters_anywhere_in_the_name_find_it(tmp_path: Path) -> None:
    named(tmp_path, "霁川瑞禾商贸有限公司", "霁川海晏投资管理有限公司", "棠湖鸿运咨询有限公司")
    assert names("禾") == ["霁川瑞禾商贸有限公司"]
    assert names("海晏") == ["霁川海晏投资管理有限公司"]
    assert names("运咨询") == ["棠湖鸿运咨询有限公司"]
    assert names("投资管理") == ["霁川海晏投资管理有限公司"]
    assert names("霁川瑞禾商贸有限公司") == ["霁川瑞禾商贸有限公司"]
    assert names("管投资") == []


def test_pairs_that_occur_apart_are_not_a_word(tmp_path: Path) -> None:
    named(tmp_path, "甲乙丁乙丙公司")
    assert names("甲乙丙") == []


def test_whole_names_first_then_beginnings_then_shorter_ones(tmp_path: Path) -> None:
    named(tmp_path, "大江海晏有限公司", "海晏贸易有限公司", "海晏", "新海晏", "海晏投资管理股份有限公司")
    assert names("海晏") == ["海晏", "海晏贸易有限公司", "海晏投资管理股份有限公司", "新海晏", "大江海晏有限公司"]
    assert [one.how for one in firms(text="海晏", district=EVERYWHERE)] == [
        How.WHOLE, How.BEGINNING, How.BEGINNING, How.INSIDE, How.INSIDE,
    ]  # fmt: skip


def test_spellings_do_not_matter(tmp_path: Path) -> None:
    named(tmp_path, "某某財富（ＡＢＣ）管理有限公司", "abc科技 有限公司")
    for text in ("财富", "財富", "ABC", "ａｂｃ", "(abc)", "（ABC）", "富(A"):
        assert "某某財富（ＡＢＣ）管理有限公司" in names(text), text
    assert names("科技有限") == ["abc科技 有限公司"]


def test_every_word_must_be_there(tmp_path: Path) -> None:
    named(tmp_path, "霁川瑞禾商贸有限公司", "霁川海晏投资有限公司")
    assert names("商贸 霁川") == ["霁川瑞禾商贸有限公司"]
    assert names("霁川 汇通") == []


def test_initials_find_a_name_in_either_reading(tmp_path: Path) -> None:
    named(tmp_path, "霁川银行有限公司", "重庆长乐商行", "霁川瑞禾商贸有限公司")
    assert names("jcrh") == ["霁川瑞禾商贸有限公司"]
    assert names("rhsm") == ["霁川瑞禾商贸有限公司"]
    assert names("RHSM") == ["霁川瑞禾商贸有限公司"]
    assert names("jcyh") == names("jcyx") == ["霁川银行有限公司"]
    assert names("cqcl") == ["重庆长乐商行"]
    assert sorted(names("jc")) == ["霁川瑞禾商贸有限公司", "霁川银行有限公司"]


def test_the_initials_of_a_whole_name_find_it_while_its_legal_form_is_typed(tmp_path: Path) -> None:
    named(tmp_path, "霁川发源城商有限公司", "霁川发源城商行", "瑞禾股份有限公司", "银禾有限责任公司")
    whole = "jcfycsyxgs"
    for length in range(len(whole), 2, -1):
        assert "霁川发源城商有限公司" in names(whole[:length]), whole[:length]
    assert names(whole) == ["霁川发源城商有限公司"]
    assert names("fycsyxgs") == ["霁川发源城商有限公司"]
    assert names("rhgfyxgs") == ["瑞禾股份有限公司"]
    assert names("yhyxzrgs") == ["银禾有限责任公司"]
    assert names("jcfyyxgs") == []
    assert names("yxgs") == []


def test_whole_syllables_find_a_name(tmp_path: Path) -> None:
    named(tmp_path, "霁川瑞禾商贸有限公司", "济川瑞和商贸有限公司", "棠湖鸿运咨询有限公司")
    assert names("jichuan") == ["霁川瑞禾商贸有限公司", "济川瑞和商贸有限公司"]
    assert names("hongyunzixun") == ["棠湖鸿运咨询有限公司"]
    assert names("tanghu") == ["棠湖鸿运咨询有限公司"]
    assert names("yunzi") == ["棠湖鸿运咨询有限公司"]


def test_codes_find_by_their_beginning_and_by_the_organisation_inside(tmp_path: Path) -> None:
    register(tmp_path, firm(1), firm(2), firm(3, uscc=code(3, region="990102")))
    whole = code(2)
    assert names(whole) == names(whole.lower()) == ["某市第2商贸有限公司"]
    assert len(names("91990101")) == 2
    assert len(names("9199")) == 3
    assert len(names("9199010")) == 3
    assert names(whole[8:17]) == names(f"{whole[8:16]}-{whole[16]}") == ["某市第2商贸有限公司"]
    assert names(whole[:17] + ("0" if whole[17] != "0" else "1")) == []


def test_nothing_of_another_district_is_found(tmp_path: Path) -> None:
    register(
        tmp_path,
        firm(1, name="东区海晏有限公司", uscc=code(1, region="990102"), province="", city=""),
        firm(2, name="西区海晏有限公司", uscc=code(2, region="990103"), province="", city=""),
        firm(3, name="无处海晏有限公司", uscc="", province="", city=""),
    )
    assert names("海晏", District("990102", unplaced=False)) == ["东区海晏有限公司"]
    assert names("9199", District("990102", unplaced=False)) == ["东区海晏有限公司"]
    assert names(code(2, region="990103"), District("990102", unplaced=False)) == []
    assert names("海晏有限", District("99010", unplaced=False)) == ["东区海晏有限公司", "西区海晏有限公司"]
    assert sorted(names("海晏", District("99", unplaced=True))) == ["东区海晏有限公司", "无处海晏有限公司", "西区海晏有限公司"]
    assert names("海晏", District("33", unplaced=False)) == []


ORDERS = ["", " ", "\0", '"', "*", "海* OR 晏", 'x" OR "y', "AND", "NEAR(a b)", "'; DROP TABLE registry_company; --", "%", "_", "{"]


@pytest.mark.parametrize("text", [*ORDERS, "海\ue000", "\ud800", "(" * 80])
def test_what_a_database_might_read_as_an_order_is_only_text(tmp_path: Path, text: str) -> None:
    named(tmp_path, "海晏有限公司", "andy贸易有限公司")
    assert set(names(text)) <= ({"andy贸易有限公司"} if text == "AND" else set())
    assert Company.objects.count() == 2


def test_a_former_name_finds_the_firm_of_today(tmp_path: Path) -> None:
    register(tmp_path, firm(1, name="海晏财富有限公司"))
    register(tmp_path, firm(1, name="棠湖贸易有限公司"), at=AT.replace(hour=9))
    (found,) = firms(text="海晏", district=EVERYWHERE)
    assert (found.name, found.text, found.kind) == ("棠湖贸易有限公司", "海晏财富有限公司", Kind.FORMER)
    assert names("棠湖") == ["棠湖贸易有限公司"]


def test_a_move_to_another_region_moves_the_firm_in_the_index(tmp_path: Path) -> None:
    east, west = District("990102", unplaced=False), District("990103", unplaced=False)
    register(tmp_path, firm(1, name="海晏有限公司", region_code="990102"))
    assert (names("海晏", east), names("海晏", west)) == (["海晏有限公司"], [])
    register(tmp_path, firm(1, name="海晏有限公司", region_code="990103"), at=AT.replace(hour=9))
    assert (names("海晏", east), names("海晏", west)) == ([], ["海晏有限公司"])


def test_the_owner_of_a_site_and_the_old_number_find_the_firm(tmp_path: Path) -> None:
    register(tmp_path, firm(1, site_owner="汇通网") | {"注册号": "330300000012345"})
    assert [one.kind for one in firms(text="汇通", district=EVERYWHERE)] == [Kind.SITE_OWNER]
    assert [one.kind for one in firms(text="330300000012345", district=EVERYWHERE)] == [Kind.OLD_NUMBER]


def test_institutions_are_found_apart_from_firms(tmp_path: Path) -> None:
    register(tmp_path, firm(1, name="海晏网络有限公司"))
    told = [InstitutionToRecord("I1", "海晏贷", "p2p", code(1), "990102"), InstitutionToRecord("I2", "海晏宝", "p2p", "", "990103")]
    operations.record_institutions(institutions=told)
    assert names("海晏") == ["海晏网络有限公司"]
    found = institutions(text="海晏", district=District("990102", unplaced=False))
    assert [(one.institution_id, one.name) for one in found] == [("I1", "海晏贷")]


def test_the_part_that_fits_is_marked_in_the_name_as_written(tmp_path: Path) -> None:
    named(tmp_path, "某某　財富（ＡＢＣ）公司")

    def shown(text: str) -> list[str]:
        return [one.text[begin:end] for one in firms(text=text, district=EVERYWHERE) for begin, end in one.marks]

    assert shown("财富(a") == ["財富（Ａ"]
    assert shown("某财") == ["某　財"]
    assert shown("公司 财富") == ["公司", "財富"]
    assert shown("mmcf") == ["某某　財富"]


def test_indexing_again_changes_nothing(tmp_path: Path) -> None:
    named(tmp_path, "海晏有限公司", "棠湖有限公司")
    before = list(SearchName.objects.order_by("pk").values_list())
    ids = list(Company.objects.values_list("identity", flat=True))
    assert search_index.index_names(ids) == 0
    assert search_index.rebuild(at=AT) == 2
    assert list(SearchName.objects.order_by("pk").values_list()) == before
    assert names("海晏") == ["海晏有限公司"]


def test_an_index_of_another_form_says_so(tmp_path: Path) -> None:
    assert is_empty()
    assert not search_index.is_stale()
    search_index.rebuild(at=AT)
    SearchForm.objects.update(form="0")
    assert search_index.is_stale()


CHARACTERS = "海晏棠湖瑞禾商贸有限公司投资管理abＡ（)１重行財乐 "


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.text(CHARACTERS, min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8, unique=True), some.data())
def test_a_part_of_a_name_finds_every_name_that_holds_it(tmp_path: Path, given_names: list[str], data: some.DataObject) -> None:
    Company.objects.all().delete()
    search_index.rebuild(at=AT)
    named(tmp_path, *given_names)
    folded = {one: "".join(search_index_folded(one)) for one in stored(given_names)}
    name = data.draw(some.sampled_from(sorted(folded)))
    begin = data.draw(some.integers(0, len(folded[name]) - 1))
    part = folded[name][begin : begin + data.draw(some.integers(1, 4))]
    found: list[Found] = firms(text=part, district=EVERYWHERE, limit=50)
    by_name = [one.name for one in found if one.how in (How.WHOLE, How.BEGINNING, How.INSIDE)]
    assert set(by_name) == {one for one, plain in folded.items() if part in plain}
    lengths = [(one.how, len(folded[one.name])) for one in found if one.name in by_name]
    assert lengths == sorted(lengths)


def stored(given_names: Iterable[str]) -> list[str]:
    """Return the names as the register has them."""
    return [one.strip() for one in given_names]


def search_index_folded(name: str) -> str:
    """Return a name as it is compared."""
    from lookthrough.registry.search_grams import squeeze

    return squeeze(name)

"""The machine links what leaves no doubt, proposes what a person may decide, and leaves apart what only sounds alike."""

from __future__ import annotations

import pytest

from lookthrough.kernel.files import FileRefused
from lookthrough.registry.matching import operations as matching
from lookthrough.registry.matching import queries
from lookthrough.registry.matching.model import model
from lookthrough.registry.models import MatchPair, OtherName, OutsideRecord
from registry.outside_list import FIRMS, match, pairs, records, register
from registry.register import code, firm

pytestmark = pytest.mark.django_db
NAME = "温州金诚信投资管理有限公司"


def test_the_same_whole_name_in_the_same_city_is_linked(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME, "brand": "金诚信贷", "since": "2016-01-01", "registered_capital": "50000000"})
    match()
    assert pairs()["K1", NAME].linked_by_machine


def test_a_link_gives_the_firm_the_brand_by_which_it_is_found(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME, "brand": "小猪快跑", "site": "https://www.example.com/a"})
    match()
    assert set(OtherName.objects.filter(company__name=NAME, source="platform-directory").values_list("kind", "name")) == {
        ("brand", "小猪快跑"), ("site", "example.com"),
    }  # fmt: skip


def test_a_code_links_a_firm_that_was_renamed(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": "温州旧名字商务咨询有限公司", "uscc": code(1)})
    match()
    assert pairs()["K1", NAME].linked_by_machine


def test_the_same_own_name_in_another_city_is_another_firm(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME})
    match()
    other = pairs().get(("K1", "杭州金诚信投资管理有限公司"))
    assert other is None or not other.linked_by_machine
    assert other is None or other.probability < model().link_from


def test_a_branch_is_never_its_head(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME}, {"name": f"{NAME}瑞安分公司"})
    match()
    assert {key for key in pairs() if "分公司" in key[1]} == {("K2", f"{NAME}瑞安分公司")}
    assert ("K2", NAME) not in pairs()


@pytest.mark.parametrize(
    "written", ["温州金诚信投资管理有限责任公司", "温州市金诚信投资管理有限公司", "温州金成信投资管理有限公司", "温州金诚信投资有限公司"]
)
def test_other_spellings_wait_for_a_person(tmp_path, written):
    register(tmp_path)
    records(tmp_path, {"name": written, "registered_capital": "50000000"})
    match()
    pair = pairs()["K1", NAME]
    assert not pair.linked_by_machine
    assert pair.proposed


def test_a_firm_founded_years_after_the_record_waits_though_its_whole_name_is_the_same(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": "温州云禾网络科技有限公司", "since": "2013-02-01"})
    match()
    assert not pairs()["K1", "温州云禾网络科技有限公司"].linked_by_machine


def test_a_whole_name_that_two_firms_bear_waits(tmp_path):
    register(tmp_path, [*FIRMS, firm(90, name=NAME)])
    records(tmp_path, {"name": NAME})
    match()
    assert list(MatchPair.objects.filter(company__name=NAME, record__key="K1").values_list("linked_by_machine", flat=True)) == [
        False,
        False,
    ]


def test_a_record_that_names_only_a_brand_is_never_linked_by_the_machine(tmp_path):
    register(tmp_path)
    records(tmp_path, {"brand": "云禾贷"})
    match()
    assert not any(pair.linked_by_machine for pair in pairs().values())


def test_matching_again_changes_nothing(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME, "brand": "金诚信贷"}, {"name": "温州金成信投资管理有限公司"})
    match()
    before = list(MatchPair.objects.order_by("pair_key").values())
    again = match()
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert list(MatchPair.objects.order_by("pair_key").values()) == before


def test_a_firm_without_a_code_is_a_duplicate_of_the_one_with_it(tmp_path):
    register(
        tmp_path, [*FIRMS, firm(91, name="温州市金诚信投资管理有限公司", uscc="330302000012345", registered_capital="5000(万元人民币)")]
    )
    assert match().duplicates >= 1
    twin = MatchPair.objects.get(record=None, company__name=NAME) if MatchPair.objects.filter(company__name=NAME, record=None) else None
    assert twin is not None
    assert not twin.linked_by_machine


def test_every_pair_says_why(tmp_path):
    register(tmp_path)
    records(tmp_path, {"name": NAME})
    match()
    said = [reason.said.zh for one in queries.all_pairs(state="linked") for reason in one.reasons]
    assert "全名相同" in said


def test_importing_a_list_again_changes_nothing_and_refuses_what_names_nobody(tmp_path):
    first = records(tmp_path, {"name": NAME}, {"brand": "", "name": ""})
    second = records(tmp_path, {"name": NAME}, {"brand": "", "name": ""})
    assert (first.new, second.new, second.unchanged) == (1, 0, 1)
    assert [(reject.row, reject.column) for reject in second.rejects] == [(2, "name")]


def test_a_telephone_number_is_kept_as_a_hash_only(tmp_path):
    records(tmp_path, {"name": NAME, "phone": "0577-8888 9999"})
    kept = OutsideRecord.objects.get()
    assert len(kept.phone_hash) == 64
    assert "phone" not in kept.raw


def test_an_unknown_source_is_refused_with_those_known(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("key\n1\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="platform-details"):
        matching.import_records(path=path, source="nobody", at=None, actor="t")

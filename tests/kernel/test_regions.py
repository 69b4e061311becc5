"""Regions: codes and the names that people write for them."""

import pytest

from lookthrough.kernel import regions
from lookthrough.kernel.regions import Region, find_region, nearest_region, region, register_regions, within


@pytest.fixture
def invented_city():
    city = Region("999900", "示例市", regions.PREFECTURE, "990000")
    register_regions([Region("990000", "示例省", regions.PROVINCE, None), city, Region("999901", "湖滨区", regions.COUNTY, "999900")])
    yield city
    for code in ("990000", "999900", "999901"):
        del regions._registered[code]
    find_region.cache_clear()


@pytest.mark.parametrize(
    ("province", "city", "code"),
    [
        ("浙江", "温州", "330300"),
        ("浙江省", "温州市", "330300"),
        ("吉林", "吉林", "220200"),
        ("吉林", "延边州", "222400"),
        ("新疆", "伊犁哈萨克", "654000"),
        ("内蒙古自治区", "兴安", "152200"),
        ("上海", "浦东", "310115"),
        ("上海市", "上海市", "310000"),
        ("河南", "济源", "419001"),
        ("辽宁", "朝阳", "211300"),
        ("辽宁", "朝阳县", "211321"),
        ("广西", "", "450000"),
    ],
)
def test_names_without_their_endings_are_found(province, city, code):
    assert find_region(province, city).code == code


@pytest.mark.parametrize(("province", "city"), [("N/A", "朝阳"), ("", ""), ("浙江", "不存在"), ("海", ""), ("浙江", "朝阳")])
def test_a_name_nobody_knows_is_not_guessed(province, city):
    assert find_region(province, city) is None


def test_levels_and_parents():
    assert region("330302") == Region("330302", "鹿城区", regions.COUNTY, "330300")
    assert region("330300").parent_code == "330000"
    assert region("330000").parent_code is None
    assert region("000000") is None


def test_ended_codes_are_known_and_say_when_they_ended():
    assert region("310108").name == "闸北区"
    assert region("310108").ended_in == 2015


def test_a_development_zone_s_own_code_leads_to_its_prefecture():
    assert region("230199") is None
    assert nearest_region("230199").name == "哈尔滨市"
    assert nearest_region("009999") is None


def test_within_follows_the_digits():
    assert within("330302", "330300")
    assert within("330302", "330000")
    assert within("330302", "330302")
    assert not within("330302", "330100")


def test_an_office_s_invented_city_is_found_like_any_other(invented_city):
    assert find_region("示例", "示例") == invented_city
    assert find_region("示例省", "湖滨").code == "999901"
    assert within("999901", "999900")


def test_an_assigned_code_cannot_be_taken():
    with pytest.raises(ValueError, match="温州市"):
        register_regions([Region("330300", "另一座城", regions.PREFECTURE, "330000")])


def test_a_registered_name_never_stands_in_the_way_of_the_national_table(invented_city):
    register_regions([Region("990000", "浙江", regions.PROVINCE, None)])
    assert find_region("浙江", "温州").code == "330300"

"""Given firms, when they are screened, then each place with a listed word is one hit, judged by the strictest list that binds the firm."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.registry.folding import fold
from lookthrough.registry.licences import Licence, allowed_words, licence_kinds
from lookthrough.registry.lists import phrases, watch_lists
from lookthrough.registry.screening import Firm, Hit, Screen
from registry.register import code, plain

TODAY = date(2026, 1, 5)
ACT, NATIONAL, BEIJING, SUSPENDED, FEATURES = "act-737-art-9", "national-2016", "beijing-2016", "beijing-2016-suspended", "features"
SCREEN = Screen(on=TODAY)


def hits(*, screen: Screen = SCREEN, **values: Any) -> list[Hit]:
    """Screen one firm of Zhejiang, unless told otherwise."""
    return screen.hits([Firm(**({"row": 1, "uscc": code(1), "name": "某某商贸有限公司", "province": "浙江"} | values))])


# ---- words, places, lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("某某金融信息服务有限公司", [("金融", ACT, "block")]),
        ("某某財富管理有限公司", [("财富管理", ACT, "block")]),
        ("某某股权投资基金管理有限公司", [("股权投资基金", NATIONAL, "watch")]),
        ("某某基金管理有限公司", [("基金管理", NATIONAL, "watch")]),
        ("某某金融資產管理有限公司", [("金融", ACT, "block"), ("资产管理", NATIONAL, "watch")]),
        ("某某Ｐ２Ｐ网贷有限公司", [("p2p", NATIONAL, "watch"), ("网贷", NATIONAL, "watch")]),
        ("某某股权众筹有限公司", [("股权众筹", ACT, "block")]),
        ("某某众筹有限公司", [("众筹", FEATURES, "watch")]),
        ("某某投资有限公司", []),
        ("某某百货有限公司", []),
    ],
)
def test_the_longest_word_at_a_place_and_the_strictest_list(name: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(hit.word, hit.list, hit.grade) for hit in hits(name=name)] == expected


def test_start_counts_characters_of_the_field_as_given() -> None:
    scope = "㈱咨询（甲）、眾\u200b籌與Ｐ２Ｐ，吸收存款"
    found = {hit.word: hit.start for hit in hits(scope=scope)}
    assert found == {"众筹": scope.index("眾"), "p2p": scope.index("Ｐ"), "吸收存款": scope.index("吸")}


def test_article_nine_does_not_bind_site_owners() -> None:
    assert [plain(hit) for hit in hits(site_owner="某某金融网")] == [("site", "金融", NATIONAL, "watch")]


@pytest.mark.parametrize(
    "scope",
    [
        "代理财产保险、办理财务手续",
        "镍基金属材料销售",
        "收集资料，汇集资源，筹集资金",
        "办理资金融通调剂业务",
        "商品交易所需设备的销售",
        "按金融许可证核定的范围经营",
        "经省金融办批准的业务",
        "环保本色纸销售",
        "网络游戏虚拟货币发行",
        "上海黄金交易所个人贵金属交易代理",
    ],
)
def test_where_characters_meet_without_being_the_word_there_is_no_hit(scope: str) -> None:
    assert hits(scope=scope) == []


def test_a_name_that_ends_in_gold_is_not_finance() -> None:
    assert hits(name="某市鑫金融资担保有限公司") == []
    assert [plain(hit) for hit in hits(name="某市鑫金融资租赁有限公司", province="北京")] == [("name", "融资租赁", BEIJING, "watch")]


def test_a_name_may_not_mention_what_a_scope_may() -> None:
    assert [plain(hit) for hit in hits(name="某市上海黄金交易所有限公司")] == [("name", "交易所", ACT, "block")]


# ---- disclaimers ------------------------------------------------------------------------------------------------------------


def test_a_disclaimer_keeps_its_hits_and_loses_their_grade() -> None:
    found = hits(scope="投资管理（未经金融等监管部门批准，不得从事吸收存款、代客理财）")
    assert [(hit.word, hit.grade, hit.negated) for hit in found] == [
        ("投资管理", "watch", False),
        ("金融", "none", True),
        ("吸收存款", "none", True),
        ("代客理财", "none", True),
    ]


def test_names_deny_nothing() -> None:
    assert [plain(hit) for hit in hits(name="不得了金融有限公司")] == [("name", "金融", ACT, "block")]


# ---- where, when, at which event --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["new", "name_change", "scope_change", "move_in"])
def test_suspended_words_block_what_is_new_in_beijing(event: str) -> None:
    found = hits(name="某某投资有限公司", scope="投资咨询", province="北京", event=event)
    assert [plain(hit) for hit in found] == [("name", "投资", SUSPENDED, "block"), ("scope", "投资咨询", SUSPENDED, "block")]


def test_firms_that_exist_in_beijing_are_watched_not_blocked() -> None:
    found = hits(name="某某投资控股有限公司", scope="投资咨询", province="北京市")
    assert [plain(hit) for hit in found] == [
        ("name", "投资", BEIJING, "watch"),
        ("name", "控股", SUSPENDED, "none"),
        ("scope", "投资", BEIJING, "watch"),
    ]


def test_a_longer_word_does_not_hide_a_stricter_one_within() -> None:
    hit = hits(name="某某投资管理有限公司", province="北京", event="new")[0]
    assert (hit.word, hit.list, hit.grade, hit.listed_word) == ("投资管理", SUSPENDED, "block", "投资")


def test_beijing_words_do_not_bind_elsewhere() -> None:
    assert hits(name="某某投资有限公司", province="河北", event="new") == []


@pytest.mark.parametrize(
    ("values", "bound"),
    [
        ({"province": "北京"}, True),
        ({"province": "", "region_code": "110105"}, True),
        ({"province": "", "uscc": code(7, "110105")}, True),
        ({"province": "浙江", "uscc": code(7, "110105")}, False),
        ({"province": "北京", "region_code": "330302"}, False),
        ({"province": "", "uscc": "110105"}, False),
    ],
)
def test_a_firm_lies_where_its_region_then_its_province_then_its_code_says(values: dict[str, str], bound: bool) -> None:
    assert bool(hits(name="某某资本有限公司", **values)) is bound


def test_a_list_binds_from_its_first_day() -> None:
    before, after = Screen(on=date(2021, 4, 30)), Screen(on=date(2021, 5, 1))
    assert [plain(hit) for hit in hits(screen=before, name="某某金融公司")] == [("name", "金融", NATIONAL, "watch")]
    assert [plain(hit) for hit in hits(screen=after, name="某某金融公司")] == [("name", "金融", ACT, "block")]
    assert hits(screen=Screen(on=date(2016, 4, 11)), name="某某金融公司") == []


def test_an_unknown_event_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="row 1: unknown event 'renamed'"):
        hits(event="renamed")


# ---- licences ---------------------------------------------------------------------------------------------------------------


def bank(valid_from: date = date(2010, 1, 1), valid_to: date | None = None) -> Licence:
    return Licence(code(1), "bank", licence_kinds()["bank"].words, valid_from, valid_to)


@pytest.mark.parametrize(
    ("licence", "licensed"),
    [
        (bank(), True),
        (bank(valid_to=TODAY), True),
        (bank(valid_to=date(2026, 1, 4)), False),
        (bank(valid_from=date(2026, 1, 6)), False),
    ],
)
def test_a_licence_in_force_takes_the_grade(licence: Licence, licensed: bool) -> None:
    screen = Screen(on=TODAY, allowed=allowed_words([licence], on=TODAY))
    assert {(hit.word, hit.licensed, hit.grade) for hit in hits(screen=screen, scope="吸收公众存款；金融服务")} == {
        ("吸收公众存款", licensed, "none" if licensed else "watch"),
        ("金融", licensed, "none" if licensed else "block"),
    }


def test_a_licence_covers_only_its_own_business_and_its_own_firm() -> None:
    screen = Screen(on=TODAY, allowed=allowed_words([bank()], on=TODAY))
    assert [hit.licensed for hit in hits(screen=screen, scope="股权众筹")] == [False]
    assert [hit.licensed for hit in hits(screen=screen, scope="金融", uscc=code(2))] == [False]


def test_a_bank_without_licence_data_is_a_hit() -> None:
    assert [hit.grade for hit in hits(name="某某银行", scope="吸收公众存款")] == ["watch"]


# ---- properties -------------------------------------------------------------------------------------------------------------

SHARDS = sorted(
    {word for found in watch_lists() for words in found.words.values() for word in words} | {phrase.text for phrase in phrases()}
)
FRAGMENTS = [*SHARDS, "（", "）", "不得", "不含", "除外", "、", "；", "，", "眾籌", "Ｐ２Ｐ", "\u200b", "有限公司", "㈱"]
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)
FIRMS = st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["浙江", "北京", ""]), st.sampled_from(["new", "existing"])), max_size=5).map(
    lambda rows: [Firm(row, code(row), name, scope, province, event=event) for row, (name, scope, province, event) in enumerate(rows, 1)]
)


@given(FIRMS)
def test_every_hit_points_at_its_word(firms: list[Firm]) -> None:
    by_row = {firm.row: firm for firm in firms}
    for hit in SCREEN.hits(firms):
        field = by_row[hit.row].name if hit.field == "name" else by_row[hit.row].scope
        assert fold(field[hit.start :]).startswith(hit.word)
        assert hit.listed_word in hit.word
        assert hit.listed_word in {word for found in watch_lists() if found.name == hit.list for word in found.words[hit.field]}


@given(FIRMS)
def test_places_do_not_overlap(firms: list[Firm]) -> None:
    last: tuple[int, str] | None = None
    end = 0
    for hit in SCREEN.hits(firms):
        assert (hit.row, hit.field) != last or hit.start >= end
        last, end = (hit.row, hit.field), hit.start + len(hit.word)


@given(FIRMS)
def test_firms_are_screened_alone_as_together_and_in_any_order(firms: list[Firm]) -> None:
    alone = [hit for firm in firms for hit in SCREEN.hits([firm])]
    assert SCREEN.hits(firms) == alone
    assert sorted(SCREEN.hits(firms[::-1])) == sorted(alone)


@given(FIRMS)
def test_denied_and_licensed_hits_carry_no_grade(firms: list[Firm]) -> None:
    screen = Screen(on=TODAY, allowed={code(1): frozenset(SHARDS)})
    assert all(hit.grade == "none" for hit in screen.hits(firms) if hit.negated or hit.licensed)
    assert all(hit.licensed == (hit.row == 1) for hit in screen.hits(firms))

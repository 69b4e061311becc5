"""What a scope denies is no claim: brackets, clauses, 除外, 不含 and their like, in phrases of the shapes that registers really hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.registry.folding import fold
from lookthrough.registry.negation import denied

DENIED = [
    "投资管理（不得从事[吸收存款]、[集资]收款、受托贷款等业务）",
    "投资咨询（未经[金融]等监管部门批准，不得从事向公众[吸收存款]、[代客理财]等业务）",
    "实业投资（不含[金融]、证券、期货、保险业务）",
    "企业管理咨询（[金融]、证券、期货除外）",
    "商务咨询（除[金融]、证券）",
    "商务咨询（除[金融]、证券外），会务服务",
    "资产运营（以上除[金融]资产以外）",
    "以自有资金投资（不得以公开方式[募集资金]；不得公开交易[金融]衍生品）",
    "担保业务，不得从事[金融]业务及财政信用业务。",
    "小额贷款，严禁[吸收公众存款]、非法[集资]。",
    "企业策划（严禁非法[集资]）",
    "信息咨询（非[金融]业务）",
    "对非[金融]类项目进行投资",
    "投资顾问（不得从事下列业务：1、发放贷款；2、公开交易[金融]产品；3、公开[募集资金]）",
    "投资管理【不含[吸收存款]】",
    "互联网技术服务〈不得从事[P2P]、[股权众筹]〉",
    "咨询服务（涉及[金融]、证券的，不得经营）",
    "投资管理不含[金融]业务，建材销售",
    "投资咨询（[金融]性投资除外",
    "投资咨询（不的经营[金融]、[理财]业务）",
    "项目投资（部的从事[集资]等[金融]业务）",
    "财务咨询（以上均不得从事[代客理財]、[吸收存款]）",
    "咨询（[金融]、证券、期货、保险等国家有专项规定以外）",
    "投资管理。未经[金融]等部门批准不得从事[吸收存款]、[代客理财]",
    "不得从事非法[集资]、[吸收公众资金]等[金融]活动",
    "咨询（不得从事[金融]业务（含[理财]、[基金]销售））",
]

CLAIMED = [
    "[投资管理]（不得从事吸收存款）",
    "[资产管理]（不含金融资产管理）、[理财]咨询",
    "从事[金融]信息服务（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
    "[金融]信息服务（法律、法规禁止的项目除外）",
    "[金融]产品代销；食品销售（不含乳制品）",
    "危险品除外的货物销售，[理财]咨询",
    "化工产品不含危险品，[投资管理]",
    "国家法律、法规禁止的不得经营；[投资管理]",
    "产业政策禁止和限制类项目除外；[资产管理]",
    "建筑物拆除，除尘设备销售，[理财]咨询",
    "不锈钢制品、不动产[投资管理]、不良[资产管理]",
    "包括但不限于[金融]信息服务",
    "非经营性国有[资产管理]",
    "非标准件加工，[投资管理]",
    "总部的经营管理，[投资管理]",
    "[基金]销售、国家限制的商品除外",
    "房屋拆除（含爆破），[金融]服务",
    "除外汇业务以外的[资产管理]",
    "（一般项目：[金融]信息服务）",
    "[吸收存款]；发放贷款；办理结算",
]


def _marked(text: str) -> tuple[str, list[int]]:
    """Take the marks off; return the folded text and where the marked words begin."""
    plain, starts = "", []
    for letter in text:
        if letter == "[":
            starts.append(len(plain))
        elif letter != "]":
            plain += letter
    return fold(plain), starts


def _is_denied(text: str, place: int) -> bool:
    return any(begin <= place < end for begin, end in denied(text))


@pytest.mark.parametrize("text", DENIED)
def test_words_that_a_scope_denies(text: str) -> None:
    scope, starts = _marked(text)
    assert [scope[start:] for start in starts if not _is_denied(scope, start)] == []


@pytest.mark.parametrize("text", CLAIMED)
def test_words_that_a_scope_claims(text: str) -> None:
    scope, starts = _marked(text)
    assert [scope[start:] for start in starts if _is_denied(scope, start)] == []


def test_a_conditional_scope_denies_nothing() -> None:
    assert denied("依法须经批准的项目,经相关部门批准后方可开展经营活动") == []


PIECES = st.lists(
    st.sampled_from(["(", ")", "不得从事", "不含", "除", "外", "除外", "、", ",", "。", ";", "金融", "投资", "【", "】", "以上"]),
    max_size=30,
)


@given(PIECES.map("".join))
def test_denied_stretches_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = denied(text)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))


@given(PIECES.map("".join))
def test_a_sentence_of_its_own_changes_nothing_before_it(text: str) -> None:
    before = [span for span in denied(text + "。") if span[1] <= len(text)]
    assert [span for span in denied(text + "。投资管理") if span[1] <= len(text)] == before


def test_a_hostile_scope_is_read_in_a_moment() -> None:
    assert denied("除" * 50_000 + "(" * 50_000 + "、除外" * 20_000 + "()" * 20_000)

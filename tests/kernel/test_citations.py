"""A legal basis is read in one language at a time."""

from __future__ import annotations

import pytest

from lookthrough.kernel.citations import in_language

BOTH = [
    (
        "国务院令第737号 art. 2, 19; 银监会令2016年第1号 art. 10(2)",
        "国务院令第737号第2条、第19条；银监会令2016年第1号第10条第2项",
        "State Council Order No. 737, art. 2, 19; CBRC Order No. 1 of 2016, art. 10(2)",
    ),
    (
        "非银行支付机构客户备付金存管办法（中国人民银行令〔2021〕第1号）",
        "非银行支付机构客户备付金存管办法（中国人民银行令〔2021〕第1号）",
        "Measures for the Custody of Clients' Reserves of Non-bank Payment Institutions (PBOC Order No. 1 of 2021)",
    ),
    ("国务院令第737号 第二条", "国务院令第737号 第二条", "State Council Order No. 737, art. 2"),
    (
        "防范和处置非法集资条例（国务院令第737号）第九条第一款",
        "防范和处置非法集资条例（国务院令第737号）第九条第一款",
        "Regulation on Preventing and Handling Illegal Fundraising (State Council Order No. 737), art. 9 para. 1",
    ),
    (
        "北京市互联网金融风险专项整治工作实施方案（京政办发〔2016〕24号）三（一）",
        "北京市互联网金融风险专项整治工作实施方案（京政办发〔2016〕24号）三（一）",
        "Beijing's Implementation Plan for the Special Rectification of Internet Finance (Jingzhengbanfa [2016] No. 24), part 3(1)",
    ),
    ("办公室设定 / office setting 2026-01", "办公室设定 2026-01", "office setting 2026-01"),
    ("办公室设定 2026-01：一周 | office setting 2026-01: a week", "办公室设定 2026-01：一周", "office setting 2026-01: a week"),
    ("某规定第一百二十一条第二款第（十）项", "某规定第一百二十一条第二款第（十）项", "某规定, art. 121 para. 2 item 10"),
    ("某规定第64条第1项", "某规定第64条第1项", "某规定, art. 64(1)"),
    ("", "", ""),
]


@pytest.mark.parametrize(("basis", "chinese", "english"), BOTH, ids=range(len(BOTH)))
def test_a_basis_is_said_in_either_language(basis: str, chinese: str, english: str) -> None:
    assert in_language(basis, "zh-hans") == chinese
    assert in_language(basis, "en") == english


def test_what_is_not_known_stays_as_it_is_cited() -> None:
    assert in_language("某市条例 第三点", "en") == "某市条例 第三点"

"""The groups that indicators belong to: the ten of the cross-department warning, omens and topics of platforms, and what we add."""

from __future__ import annotations

from enum import StrEnum

from lookthrough.kernel.texts import Text


class Group(StrEnum):
    """One group; a small multiple's heading, and the unit in which coverage is shown."""

    MEDIA = "media"
    CREDIT = "credit"
    LOSSES = "losses"
    BUILDING = "building"
    TAX = "tax"
    HEAD = "head"
    LAWSUITS = "lawsuits"
    WAGES = "wages"
    PRIVATE_CREDIT = "private_credit"
    UTILITIES = "utilities"
    OMENS = "omens"
    TOPICS = "topics"
    PLATFORM = "platform"
    COMPLIANCE_DEVIATION = "compliance_deviation"
    SOCIAL_SPREAD = "social_spread"
    INDUCEMENT = "inducement"
    COMPLAINTS = "complaints"
    FEATURE_WORDS = "feature_words"
    LICENSED = "licensed"
    REGISTRY = "registry"
    GUARANTEES = "guarantees"
    MONEY = "money"
    RETURNS = "returns"

    @property
    def heading(self) -> Text:
        """Return the group's name in both languages."""
        return _TITLES[self]


_TITLES = {
    Group.MEDIA: Text("媒体异常报道", "Abnormal media reports"),
    Group.CREDIT: Text("银行信贷与账户", "Bank credit and accounts"),
    Group.LOSSES: Text("亏损与代偿", "Losses and debts paid for others"),
    Group.BUILDING: Text("房地产与工程", "Property and building"),
    Group.TAX: Text("纳税与社保", "Tax and social insurance"),
    Group.HEAD: Text("负责人动向", "The head of the firm"),
    Group.LAWSUITS: Text("涉诉与高息借贷", "Lawsuits and debt at high rates"),
    Group.WAGES: Text("欠薪与劳动争议", "Unpaid wages and labour disputes"),
    Group.PRIVATE_CREDIT: Text("小贷与民间融资", "Small-loan and private credit"),
    Group.UTILITIES: Text("水电缴费与用量", "Power and water"),
    Group.OMENS: Text("跑路前征兆", "Omens of flight"),
    Group.TOPICS: Text("平台识别专题", "Topics of identification"),
    Group.PLATFORM: Text("平台经营", "Operation of the platform"),
    Group.COMPLIANCE_DEVIATION: Text("合规偏离", "Deviation from the rules"),
    Group.SOCIAL_SPREAD: Text("传播力", "Social spread"),
    Group.INDUCEMENT: Text("收益诱导", "Inducement"),
    Group.COMPLAINTS: Text("投诉", "Complaints"),
    Group.FEATURE_WORDS: Text("特征词", "Feature words"),
    Group.LICENSED: Text("持牌地方金融组织", "Licensed local bodies"),
    Group.REGISTRY: Text("登记与股权", "Registration and ownership"),
    Group.GUARANTEES: Text("担保关联", "Guarantees"),
    Group.MONEY: Text("资金穿透", "Money looked through"),
    Group.RETURNS: Text("报送", "Returns"),
}

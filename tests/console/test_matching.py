"""Pairs are judged on one page by those who may, within their district, and every act can be undone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lookthrough.registry.models import MatchPair
from registry.outside_list import FIRMS, match, records, register
from registry.register import firm

NAME = "东区云禾投资管理有限公司"


@pytest.fixture
def pair(people, tmp_path):
    """A pair in the eastern district that waits."""
    east = {"province": "", "city": "", "region_code": "990102"}
    register(tmp_path, [firm(1, name=NAME, **east), *FIRMS[1:]])
    records(tmp_path, {"name": "东区云禾投资管理有限责任公司", "brand": "云和贷"} | east)
    match()
    return MatchPair.objects.get(company__name=NAME)


def test_both_sides_and_the_reasons_stand_on_the_page(sign_in, pair):
    page = sign_in("east").get(reverse("console:matches")).content.decode()
    assert NAME in page
    assert "东区云禾投资管理有限责任公司" in page
    assert "字号、行业相同" in page


def test_an_officer_of_another_district_sees_and_judges_nothing(sign_in, pair):
    west = sign_in("west")
    assert NAME not in west.get(reverse("console:matches")).content.decode()
    west.post(reverse("console:judge-match"), {"pair": pair.pk, "verdict": "same"})
    pair.refresh_from_db()
    assert pair.verdict == ""


def test_an_auditor_does_not_judge(sign_in, pair):
    assert sign_in("auditor").get(reverse("console:matches")).status_code == 403
    assert sign_in("auditor").post(reverse("console:judge-match"), {"pair": pair.pk, "verdict": "same"}).status_code == 403


def test_a_verdict_is_undone_by_the_button_beside_the_word_on_it(sign_in, pair):
    east = sign_in("east")
    answered = east.post(
        reverse("console:judge-match"), {"pair": pair.pk, "verdict": "same", "next": reverse("console:matches")}, follow=True
    )
    (message,) = answered.context["messages"]
    assert MatchPair.objects.get(pk=pair.pk).verdict == "same"
    east.post(reverse("console:undo-match"), {"batch": message.extra_tags})
    assert MatchPair.objects.get(pk=pair.pk).verdict == ""


def test_the_firms_file_shows_where_else_it_stands(sign_in, pair):
    page = sign_in("east").get(reverse("console:firm-same", args=[pair.company.identity])).content.decode()
    assert "云和贷" in page
    assert sign_in("west").get(reverse("console:firm-same", args=[pair.company.identity])).status_code == 404


def test_history_and_workbook_answer(sign_in, pair):
    east = sign_in("east")
    east.post(reverse("console:judge-match"), {"pair": pair.pk, "verdict": "different", "reason": "不是一家"})
    assert "不是一家" in east.get(reverse("console:match-history")).content.decode()
    assert east.get(reverse("console:export-matches")).content[:2] == b"PK"

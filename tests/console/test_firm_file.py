"""One file a firm: who it is, why it is here, what happened, where every value comes from; bounded by district, few questions a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alert_builders import AS_OF, EAST, NOW, WEST, People, finding, hit
from lookthrough.audit.models import Entry
from lookthrough.registry import handling_operations as handling
from lookthrough.registry import handling_queries
from lookthrough.registry import operations as registry
from lookthrough.registry.licences import Licence
from lookthrough.registry.models import Company, WatchEntry
from lookthrough.risk import operations as risk
from registry.register import code, firm, write

Door = Callable[[str], Client]
FIRM, QUIET, FAR = code(1, EAST), code(2, EAST), code(3, WEST)


@pytest.fixture
def files(people: People, tmp_path: Path) -> People:
    """A firm that operates a lender with two months of findings and a listed word, a firm of which nothing is known, and one far away."""
    rows = [
        firm(1, uscc=FIRM, name="东区甲贷信息咨询有限公司", business_scope="资产管理；信息咨询", note="第三列"),
        firm(2, uscc=QUIET, name="东区安静商行"),
        firm(3, uscc=FAR, name="西区远方公司"),
    ]
    registry.import_companies(path=write(tmp_path / "companies.csv", rows), at=NOW, actor="test")
    Company.objects.filter(uscc__in=(FIRM, QUIET)).update(region_code=EAST)
    Company.objects.filter(uscc=FAR).update(region_code=WEST)
    registry.record_institutions(institutions=[registry.InstitutionToRecord("I1", "东区甲贷", "p2p", FIRM)])
    february = finding("I1", from_date=date(2026, 2, 1), to_date=date(2026, 2, 27), value=0.36)
    march = finding("I1")
    risk.update_alerts(
        findings=[february, march],
        hits=(hit(FIRM),),
        as_of=AS_OF,
        subjects={("institution", "I1"): risk.Subject("东区甲贷", EAST), ("company", FIRM): risk.Subject("东区甲贷信息咨询有限公司", EAST)},
    )
    return people


def page(client: Client, company_id: str = FIRM, tab: str = "") -> str:
    return client.get(f"/firms/{company_id}/{tab}").content.decode()


def test_the_header_says_who_it_is_and_how_grave(files: People, sign_in: Door) -> None:
    text = page(sign_in("east"))
    assert "东区甲贷信息咨询有限公司" in text
    assert f'id="firm-code">{FIRM}<' in text
    assert "severity-high" in text.split("</header>")[1]
    assert "东区" in text


def test_why_it_is_here_has_figure_limit_both_bases_and_evidence(files: People, sign_in: Door) -> None:
    response = sign_in("east").get(f"/firms/{FIRM}/")
    text = response.content.decode()
    assert [one.reason.rule for one in response.context["why"]] == ["ponzi_payout", "screening"]
    for said in ("45.0%", "限额 30.0%", "国务院令第737号 第二条", "本局设定 2026-01", "国务院令第737号 第九条", "查看 2 笔证据转账"):
        assert said in text, said


def test_a_reason_of_two_months_stands_once_and_names_the_other_month(files: People, sign_in: Door) -> None:
    why = sign_in("east").get(f"/firms/{FIRM}/").context["why"]
    assert (why[0].alert.month, [month for month, _ in why[0].also]) == ("2026-03", ["2026-02"])


def test_a_closed_alert_no_longer_says_why(files: People, sign_in: Door) -> None:
    from lookthrough.risk.models import Alert
    from lookthrough.risk.states import Outcome

    ids = list(Alert.objects.filter(subject_id__in=("I1", FIRM)).values_list("pk", flat=True))
    risk.assign(alert_ids=ids, to_officer_id=files.east, officer_id=files.east, at=NOW)
    risk.close(alert_ids=ids, outcome=Outcome.UNFOUNDED, reason="核实无误", officer_id=files.east, at=NOW)
    response = sign_in("east").get(f"/firms/{FIRM}/")
    assert response.context["why"] == []
    assert "预警都已结案" in response.content.decode()
    assert "没有未结预警" in response.content.decode()
    assert "核实无误" in page(sign_in("east"), tab="timeline/")


def test_the_trend_ends_with_the_month_that_was_looked_through(files: People, sign_in: Door) -> None:
    trend = sign_in("east").get(f"/firms/{FIRM}/").context["file"].trend
    assert [(one.month, one.count) for one in trend.points[-2:]] == [("2026-02", 1), ("2026-03", 2)]
    assert len(trend.points) == 12


def test_a_firm_with_nothing_says_so(files: People, sign_in: Door) -> None:
    text = page(sign_in("east"), QUIET)
    assert "没有预警。这家企业只因登记而在册。" in text
    assert "无许可记录" in text
    assert f"/firms/{QUIET}/money/" not in text


@pytest.mark.parametrize("tab", ["", "timeline/", "money/", "sources/", "export.pdf"])
def test_a_firm_of_another_district_and_an_unknown_one_are_not_confirmed_to_exist(files: People, sign_in: Door, tab: str) -> None:
    for company_id in (FAR, code(999, EAST)):
        assert sign_in("east").get(f"/firms/{company_id}/{tab}").status_code == 404
    assert sign_in("west").get(f"/firms/{FAR}/{tab}").status_code == 200


def test_the_timeline_gathers_register_alerts_licences_watch_notes_and_handling(files: People, sign_in: Door) -> None:
    at = timezone.now()
    firm_id = Company.objects.get(identity=FIRM).pk
    registry.record_licences(licences=[Licence(FIRM, "bank", frozenset({"资产管理"}), date(2016, 1, 4), date(2019, 1, 3))])
    until = timezone.localdate() + timedelta(days=90)
    put = {"put_at": at, "put_by_id": files.head, "from_on": timezone.localdate(), "until": until}
    WatchEntry.objects.create(company_id=firm_id, reason="资金链紧", **put)
    handling.note(company_id=FIRM, text="已约谈", officer_id=files.east, at=at)
    handling.hand_to(company_id=FIRM, to_officer_id=files.east, officer_id=files.east, at=at)
    response = sign_in("east").get(f"/firms/{FIRM}/timeline/")
    events = [one for _, some in response.context["years"] for one in some]
    assert {one.kind for one in events} >= {"register", "hit", "alert", "licence", "watch", "note", "handling"}
    assert [one.moment for one in events] == sorted((one.moment for one in events), reverse=True)
    assert "重点监管，至" in response.content.decode()
    assert [one.text for one in events if one.kind == "licence"] == ["金融许可证（银行业）有效期满", "金融许可证（银行业）开始有效"]
    only = sign_in("east").get(f"/firms/{FIRM}/timeline/?kind=note").context["years"]
    assert [one.text for _, some in only for one in some] == ["已约谈"]


def test_every_value_says_file_row_and_day_and_what_it_said_before(files: People, sign_in: Door, tmp_path: Path) -> None:
    changed = firm(1, uscc=FIRM, name="东区甲贷信息咨询有限公司", business_scope="信息咨询", note="第三列")
    registry.import_companies(path=write(tmp_path / "later.csv", [changed]), at=NOW + timedelta(days=3), actor="test")
    Company.objects.filter(uscc=FIRM).update(region_code=EAST)
    response = sign_in("east").get(f"/firms/{FIRM}/sources/")
    scope = next(one for one in response.context["sources"] if one.column == "business_scope")
    assert (scope.value, scope.file, scope.row) == ("信息咨询", "later.csv", 1)
    assert [(one.value, one.file) for one in scope.before] == [("资产管理；信息咨询", "later.csv")]
    assert "第三列" in response.content.decode()


def test_money_shows_the_picture_and_opens_transfers_through_the_alert(files: People, sign_in: Door) -> None:
    text = page(sign_in("east"), tab="money/")
    assert "出借人本金" in text
    assert "/institutions/I1/transfers/?from=" in text


def test_without_an_authority_in_force_no_transfers_are_offered(files: People, sign_in: Door) -> None:
    from lookthrough.offices.models import Authority

    Authority.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    text = page(sign_in("east"), tab="money/")
    assert "没有登记或已到期" in text
    assert "/transfers/" not in text


def test_a_note_is_kept_recorded_and_taken_back_only_by_its_author_in_the_same_session(files: People, sign_in: Door) -> None:
    client = sign_in("east")
    client.post(f"/firms/{FIRM}/note/", {"text": "电话询问，<b>称</b>已停业"})
    note = handling_queries.notes_of(company_id=FIRM)[0]
    assert "电话询问，&lt;b&gt;称&lt;/b&gt;已停业" in page(client, tab="timeline/")
    sign_in("city").post(f"/firms/{FIRM}/note/take-back/", {"note": note.note_id})
    sign_in("east").post(f"/firms/{FIRM}/note/take-back/", {"note": note.note_id})  # another session of the author
    assert handling_queries.notes_of(company_id=FIRM)
    client.post(f"/firms/{FIRM}/note/take-back/", {"note": note.note_id})
    assert handling_queries.notes_of(company_id=FIRM) == []
    said = list(Entry.objects.filter(object_id=FIRM).order_by("number").values_list("actor", "action"))
    assert said == [("east", "firm_noted"), ("east", "firm_note_taken_back")]


def test_notes_without_words_or_beyond_measure_change_nothing(files: People, sign_in: Door) -> None:
    for text in ("   ", "长" * 2_001):
        sign_in("east").post(f"/firms/{FIRM}/note/", {"text": text})
    assert handling_queries.notes_of(company_id=FIRM) == []


def test_an_officer_takes_a_firm_and_only_a_head_hands_it_to_others(files: People, sign_in: Door) -> None:
    sign_in("east").post(f"/firms/{FIRM}/hand/")
    assert handling_queries.keeper_of(company_id=FIRM).officer_id == files.east  # type: ignore[union-attr]
    sign_in("east").post(f"/firms/{FIRM}/hand/", {"officer": files.city})
    assert handling_queries.keeper_of(company_id=FIRM).officer_id == files.east  # type: ignore[union-attr]
    sign_in("head").post(f"/firms/{FIRM}/hand/", {"officer": files.west})
    assert handling_queries.keeper_of(company_id=FIRM).officer_id == files.east  # type: ignore[union-attr]
    sign_in("head").post(f"/firms/{FIRM}/hand/", {"officer": files.city})
    assert [(one.officer_id, one.until is None) for one in handling_queries.keepers_of(company_id=FIRM)] == [
        (files.city, True),
        (files.east, False),
    ]


def test_another_districts_officer_changes_nothing(files: People, sign_in: Door) -> None:
    client = sign_in("west")
    client.post(f"/firms/{FIRM}/note/", {"text": "不该有"})
    client.post(f"/firms/{FIRM}/hand/")
    assert handling_queries.notes_of(company_id=FIRM) == []
    assert handling_queries.keeper_of(company_id=FIRM) is None


def test_who_only_reads_sees_no_forms(files: People, sign_in: Door) -> None:
    text = page(sign_in("analyst"))
    assert "/note/" not in text
    assert "/hand/" not in text


@pytest.mark.parametrize(("tab", "most"), [("", 32), ("timeline/", 32), ("sources/", 20)])  # a kind of event is a question
def test_a_page_asks_few_questions(files: People, sign_in: Door, tab: str, most: int) -> None:
    client = sign_in("head")
    client.get(f"/firms/{FIRM}/{tab}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/firms/{FIRM}/{tab}").status_code == 200
    assert len(asked) <= most, "\n".join(one["sql"][:160] for one in asked)

"""The cycle on a small sample area: screened, looked through, alerted – and again without changing anything."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.test import TestCase, override_settings

from alert_builders import finding
from lookthrough.audit import queries as audit
from lookthrough.flows import queries as flows
from lookthrough.kernel.files import FileRefused
from lookthrough.offices import queries as offices
from lookthrough.pipeline import Summary, run_cycle, subjects_of
from lookthrough.risk import operations as risk_alerts
from lookthrough.risk import queries as risk
from lookthrough.risk.models import Alert, AlertReason
from lookthrough.sample.operations import Area, write_area
from lookthrough.sample.settling import settle
from registry import working

AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def area(tmp_path: Path, db: None, settings: Any) -> Area:
    settings.HOME = tmp_path
    return write_area(seed=3, home=tmp_path, companies=400, institutions=12)


def cycle(area: Area, *, today: date | None = None) -> Summary:
    settled = settle(area=area, at=AT)
    return run_cycle(ledger=area.ledger, authority_id=settled.authority_id, generated=True, today=today or area.as_of, at=AT)


def test_a_cycle_finds_and_a_second_one_changes_nothing(area: Area) -> None:
    first = cycle(area)
    entries = audit.verify()
    second = cycle(area)

    assert first.companies >= 400
    assert first.transfers > 10_000
    assert first.findings > 0
    assert first.alerts_new > 0
    assert (second.alerts_new, second.alerts_updated, second.alerts_unchanged) == (0, 0, first.alerts_new)
    assert (second.findings, second.hits, second.as_of) == (first.findings, first.hits, first.as_of)
    assert audit.verify() == entries


def test_without_an_authority_in_force_no_account_is_read(area: Area) -> None:
    with pytest.raises(FileRefused, match="authority"):
        cycle(area, today=area.as_of + timedelta(days=2_000))

    assert flows.current_run() is None
    assert not (django_settings.HOME / "runs").exists()


def test_a_custodian_s_overdue_breaks_are_an_alert_once(area: Area) -> None:
    first, second = cycle(area), cycle(area)

    (found,) = [one for one in flows.findings() if one.rule == "custody_reconciliation"]
    assert found.value > found.limit
    assert AlertReason.objects.filter(rule=found.rule).count() == 1
    assert (second.alerts_new, second.alerts_updated) == (0, 0)
    assert second.findings == first.findings


def test_a_firm_of_which_only_its_level_speaks_has_its_name_and_its_district(db: None, tmp_path: Path) -> None:
    working.settle(tmp_path, working.barred(1, name="东海酱油有限公司"), screen=False)
    subjects = subjects_of([finding(working.ident(1), subject_type="company", rule="level")])
    assert subjects["company", working.ident(1)] == risk_alerts.Subject("东海酱油有限公司", "330302")


class TestAfterACycle(TestCase):
    """What stands after one cycle, which all of these only read."""

    area: Area

    @classmethod
    def setUpClass(cls) -> None:
        cls.home = tempfile.TemporaryDirectory(prefix="lookthrough-test-")
        cls.enterClassContext(override_settings(HOME=Path(cls.home.name)))
        cls.addClassCleanup(cls.home.cleanup)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        cls.area = write_area(seed=3, home=Path(cls.home.name), companies=400, institutions=12)
        cycle(cls.area)

    def test_the_picture_of_every_alert_conserves_money_and_leads_to_its_transfers(self) -> None:
        found = flows.findings(subject_type="institution")
        assert found
        for one in found:
            days = {"institution_id": one.subject_id, "from_date": one.from_date, "to_date": one.to_date}
            picture = flows.flow_picture(**days, language="zh")
            assert picture.opening_fen + picture.inflow_fen == picture.uses_fen + picture.closing_fen
            into = sum(link.amount_fen for link in picture.links if link.key.startswith("enters"))
            out = sum(link.amount_fen for link in picture.links if link.key.startswith("leaves"))
            assert (into, out) == (picture.inflow_fen, picture.uses_fen)
            for link in picture.links:
                if link.transfers:
                    behind = flows.transfers_behind(**days, link_key=link.key, page_size=3)
                    assert (behind.part_fen, behind.total_rows) == (link.amount_fen, link.transfers), link

    def test_every_finding_s_transfers_are_listed_whole_and_in_full(self) -> None:
        found = flows.findings()
        assert {one.subject_type for one in found} == {"institution", "party"}
        for one in found:
            institution_id = one.subject_id if one.subject_type == "institution" else ""
            days = {"institution_id": institution_id, "from_date": one.from_date, "to_date": one.to_date}
            behind = flows.transfers_behind(**days, finding_id=one.finding_id, page_size=500)
            assert {row.transfer_id for row in behind.rows} == set(one.evidence), one.rule
            for row in behind.rows[:2]:
                detail = flows.transfer(institution_id=institution_id, transfer_id=row.transfer_id, finding_ids=[one.finding_id])
                assert detail
                assert (detail.row.amount_fen, detail.row.from_account_id) == (row.amount_fen, row.from_account_id)
            listings = {row.product_id for row in behind.rows}
            if len(listings) == 1 and None not in listings:
                assert {one.details["product_id"]} == listings, one.rule

    def test_parties_have_a_name_or_a_label_and_a_district(self) -> None:
        found = {one.subject_id for one in flows.findings(subject_type="party")}
        alerts = {one.subject_id: one for one in Alert.objects.filter(subject_type="party")}
        assert set(alerts) == found
        for party_id, one in alerts.items():
            assert one.name != party_id
            assert one.region_code.startswith(self.area.regions[1].code[:4])

    def test_every_finding_stands_in_an_alert_of_its_subject_and_month(self) -> None:
        head = next(one for one in offices.officers() if one.username == "head")
        page = risk.alerts(officer_id=head.officer_id, asked=risk.AlertFilter(), today=self.area.as_of, page_size=5_000)
        alerts = {(row.subject_id, row.month) for row in page.rows}
        assert {(one.subject_id, one.month) for one in flows.findings()} <= alerts

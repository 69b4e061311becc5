"""Companies brought into the store: what is kept, what is doubted, what is refused, and that importing twice is importing once."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from lookthrough.kernel.files import FileRefused
from lookthrough.registry import operations, queries
from lookthrough.registry.models import Company, CompanyChange, SourceFile
from registry.register import COLUMNS, code, firm, write

pytestmark = pytest.mark.django_db
FIRST, LATER = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 2, 6, 8, tzinfo=UTC)


def bring_in(path: Path, at: datetime = FIRST) -> operations.Imported:
    """Import a file as an officer would."""
    return operations.import_companies(path=path, at=at, actor="test")


def stored() -> list[tuple[object, ...]]:
    """Return everything the import may touch, to compare before and after."""
    return [
        *Company.objects.order_by("pk").values_list(),
        *SourceFile.objects.values_list(),
        *CompanyChange.objects.order_by("pk").values_list(),
    ]


def found(number: int) -> queries.CompanyFacts:
    """Return a stored firm."""
    company = queries.company(uscc=code(number))
    assert company is not None
    return company


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_a_firm_is_kept_with_its_values_in_their_types(tmp_path: Path, suffix: str) -> None:
    row = firm(1, name="某某財富管理有限公司", registered_capital="1,000(万元人民币)", phone_area="0577", province="浙江", city="温州")
    done = bring_in(write(tmp_path / f"companies{suffix}", [row]))
    company = found(1)
    assert (done.new, done.rejects) == (1, [])
    assert (company.established_on, company.registered_capital_fen, company.currency) == (date(2015, 3, 2), 1_000_0000_00, "CNY")
    assert (company.region_code, company.extra, company.doubts) == ("330300", {"phone_area": "0577"}, ())
    assert (company.source_file, company.source_row, company.company_id) == (f"companies{suffix}", 1, code(1))
    assert [one.name for one in queries.companies(search="财富")] == ["某某財富管理有限公司"]


def test_a_doubt_is_kept_on_the_row_and_does_not_refuse_it(tmp_path: Path) -> None:
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    rows = [
        firm(1, uscc=wrong),
        firm(2, uscc=""),
        firm(3, uscc="330302000012345"),
        firm(4, registered_capital="600()"),
        firm(5, province="某省"),
        firm(6, name="某某\ufffd公司"),
        firm(7, registered_capital="99999999999999999亿"),
    ]
    done = bring_in(write(tmp_path / "companies.csv", rows))
    assert (done.new, done.rejects) == (7, [])
    assert sorted(column for column, _ in done.warnings) == [
        "name",
        "province",
        "registered_capital",
        "registered_capital",
        "uscc",
        "uscc",
        "uscc",
    ]
    company = queries.company(uscc=wrong)
    assert company is not None
    assert [(column, text.zh) for column, _, text in company.doubts] == [("uscc", "校验码不符")]
    assert queries.counts().companies_with_doubts == 7


def test_a_row_is_refused_for_what_cannot_be_kept(tmp_path: Path) -> None:
    rows = [
        firm(1, name="N/A"),
        firm(2, established_on="2023-02-30"),
        firm(3, established_on="温州"),
        firm(4, event="renamed"),
        firm(5, name="名" * 301),
        firm(6, established_on="2023/2/3"),
        firm(7, established_on=""),
    ]
    done = bring_in(write(tmp_path / "companies.csv", rows))
    assert [(reject.row, reject.column) for reject in done.rejects] == [
        (1, "name"), (2, "established_on"), (3, "established_on"), (4, "event"), (5, "name"),
    ]  # fmt: skip
    assert (done.rows, done.new, found(6).established_on, found(7).established_on) == (7, 2, date(2023, 2, 3), None)


def test_importing_twice_is_importing_once(tmp_path: Path) -> None:
    path = write(tmp_path / "companies.csv", [firm(1), firm(2, uscc="bad code"), firm(3)])
    bring_in(path)
    before = stored()
    again = bring_in(path, at=LATER)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert stored() == before


def test_a_changed_value_is_updated_and_what_it_was_is_kept(tmp_path: Path) -> None:
    bring_in(write(tmp_path / "monday.csv", [firm(1), firm(2)]))
    done = bring_in(write(tmp_path / "tuesday.csv", [firm(1, name="某某金融公司", registered_capital="5万"), firm(2)]), at=LATER)
    changes = CompanyChange.objects.order_by("column").values_list("column", "old", "new", "changed_at", "source__name", "source_row")
    assert (done.changed, done.unchanged) == (1, 1)
    assert list(changes) == [
        ("name", "某市第1商贸有限公司", "某某金融公司", LATER, "tuesday.csv", 1),
        ("registered_capital_fen", "100000000", "5000000", LATER, "tuesday.csv", 1),
        ("registered_capital_text", "100(万元人民币)", "5万", LATER, "tuesday.csv", 1),
    ]
    assert (found(1).name, found(1).source_file, found(2).source_file) == ("某某金融公司", "tuesday.csv", "monday.csv")


def test_a_firm_that_stands_twice_in_one_file(tmp_path: Path) -> None:
    done = bring_in(write(tmp_path / "companies.csv", [firm(1), firm(1), firm(1, city="杭州")]))
    assert (done.new, done.repeated, [(reject.row, reject.reason.zh) for reject in done.rejects]) == (
        1, 1, [(3, "与第 1 行是同一企业而内容不同")],
    )  # fmt: skip


def test_two_firms_with_one_unsound_code_stay_two(tmp_path: Path) -> None:
    assert bring_in(write(tmp_path / "companies.csv", [firm(1, uscc="330302000"), firm(2, uscc="330302000")])).new == 2


def test_a_firm_sits_in_the_county_of_its_code_where_that_lies_in_its_city(tmp_path: Path) -> None:
    rows = [
        firm(1, uscc=code(1, "330302")),
        firm(2, uscc=code(2, "110105")),
        firm(3, region_code="330382"),
        firm(4, province="", city="", uscc=code(4, "110105")),
    ]
    bring_in(write(tmp_path / "companies.csv", rows))
    assert list(Company.objects.order_by("pk").values_list("region_code", flat=True)) == ["330302", "330300", "330382", "110105"]


def test_a_damaged_file_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    bring_in(write(tmp_path / "companies.csv", [firm(1)]))
    before = stored()
    whole = write(tmp_path / "more.csv", [firm(number) for number in range(2, 60)])
    unclosed = tmp_path / "unclosed.csv"
    unclosed.write_bytes(whole.read_bytes() + b'"no end')
    gbk = tmp_path / "gbk.csv"
    gbk.write_bytes(whole.read_text().encode("gbk"))
    for path in (unclosed, gbk, write(tmp_path / "column.csv", [firm(9)], columns=COLUMNS[:-1])):
        with pytest.raises(FileRefused):
            bring_in(path)
    assert stored() == before


def test_a_file_whose_every_row_is_refused_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(operations.EveryRowRefused) as refusal:
        bring_in(write(tmp_path / "companies.csv", [firm(1, name=""), firm(2, name="")]))
    assert (len(refusal.value.rejects), refusal.value.row, stored()) == (2, 1, [])


def test_the_command_imports_and_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from lookthrough.cli.main import main

    path = write(tmp_path / "companies.csv", [firm(1), firm(2, name="")])
    monkeypatch.setattr(sys, "argv", ["lookthrough", "registry", "import", str(path), "--json", "--rejects", str(tmp_path / "rejects.csv")])
    with pytest.raises(SystemExit) as leaving:
        main()
    document = json.loads(capsys.readouterr().out)
    assert (leaving.value.code, document["new"], document["refusals"]) == (0, 1, {"name: the name is missing": 1})
    assert len((tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()) == 2


def test_names_are_kept_whole_in_the_database_at_hand(tmp_path: Path) -> None:
    bring_in(write(tmp_path / "companies.csv", [firm(1, name="𠮷某’“；--有限公司", business_scope="100%；\\n")]))
    assert (found(1).name, found(1).business_scope, connection.vendor in ("sqlite", "postgresql")) == (
        "𠮷某’“；--有限公司",
        "100%；\\n",
        True,
    )

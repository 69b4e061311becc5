"""Reading and answering files: sheets, heads and units as they come, marked copies, receipts of every kind, bytes at random."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from intake.damages import NAMES, SHOWN
from intake.sending import TODAY, code, power_rows, write_csv, write_xlsx
from lookthrough.cli.intake import intake
from lookthrough.intake.checking import Checked, check_file
from lookthrough.intake.facts import Fact, facts_of, put_together, table_of, wide, write_facts
from lookthrough.intake.marking import write_marked
from lookthrough.intake.receipts import Receipt, receipt_csv, receipt_of
from lookthrough.intake.template import template
from lookthrough.kernel.spreadsheets import read_sheet


def check(path: Path, **said: str) -> Checked:
    """Check a file as the power company's return."""
    return check_file(path, SHOWN, today=TODAY, **said)  # type: ignore[arg-type]


def codes(checked: Checked) -> list[str]:
    """Return the troubles' codes, sorted."""
    return sorted(one.code for one in checked.troubles)


def test_excel_and_csv_say_the_same(tmp_path: Path) -> None:
    rows = power_rows()
    excel, plain = check(write_xlsx(tmp_path / "a.xlsx", rows)), check(write_csv(tmp_path / "a.csv", rows, encoding="gb18030"))
    assert facts_of(excel.rows, SHOWN) == facts_of(plain.rows, SHOWN) != []
    assert codes(plain) == ["encoding"]


@pytest.mark.parametrize(
    ("heading", "above", "fen"),
    [
        ("欠费金额（元）", (), 250),
        ("欠费金额", (), 250),
        ("欠费金额（万元）", (), 2_500_000),
        ("欠费金额 (亿 元)", (), 25_000_000_000),
        ("欠费金额/千元", (), 250_000),
        ("欠费金额", ("单位：万元",), 2_500_000),
        ("欠费金额（元）", ("单位：万元",), 250),
        ("欠费金额", ("单位：万元、万千瓦时",), 2_500_000),
    ],
)
def test_the_unit_that_a_file_declares_is_converted_exactly_and_said(
    heading: str, above: tuple[str, ...], fen: int, tmp_path: Path
) -> None:
    rows = [{**power_rows(1)[0], "power_arrears_fen": 2.5}]
    checked = check(
        write_xlsx(tmp_path / "a.xlsx", rows, headings={"power_arrears_fen": heading, "power_bill_fen": "应收电费（元）"}, above=above)
    )
    assert not checked.is_wrong
    assert checked.rows[0].values["power_arrears_fen"] == fen
    assert ("unit_other" in codes(checked)) is (fen != 250)


def test_a_figure_that_excel_shows_in_percent_is_what_it_shows(tmp_path: Path) -> None:
    shown = template("market_regulator")
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet("x")
        percent = book.add_format({"num_format": "0.0%"})
        page.write_row(0, 0, ["统一社会信用代码", "所属月份", "登记变更次数", "经营异常名录", "股权出质比例"])
        for row, (number, style) in enumerate(((0.123, percent), (12.3, None)), 1):
            page.write_row(row, 0, [code(row), "2026-10", 0, "否"])
            page.write(row, 4, number, style)
    checked = check_file(tmp_path / "a.xlsx", shown, today=TODAY)
    assert [row.values["equity_pledged_share"] for row in checked.rows] == [0.123, 0.123]


def test_a_period_comes_from_the_rows_the_title_or_the_sender(tmp_path: Path) -> None:
    bare = [{name: value for name, value in row.items() if name != "month"} for row in power_rows()]
    assert check(write_xlsx(tmp_path / "a.xlsx", bare, above=("2026 年 10 月情况",))).period == "2026-10"
    assert check(write_xlsx(tmp_path / "b.xlsx", bare), period="2026-09").period == "2026-09"
    assert "column_missing" in codes(check(write_xlsx(tmp_path / "c.xlsx", bare)))
    assert codes(check(write_xlsx(tmp_path / "d.xlsx", power_rows()), period="2026-09")) == ["other_period"]


def test_the_copy_marks_the_bad_cells_and_says_why(tmp_path: Path) -> None:
    rows = power_rows()
    rows[1]["power_use_kwh"], rows[3]["uscc"] = "约100", "91330300"
    path = write_xlsx(tmp_path / "a.xlsx", rows, above=("表一",))
    before = path.read_bytes()
    checked = check(path)
    write_marked(checked, tmp_path / "m.xlsx", today=TODAY)
    assert path.read_bytes() == before
    with zipfile.ZipFile(tmp_path / "m.xlsx") as packed:
        comments = packed.read("xl/comments1.xml").decode()
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert 'ref="D4"' in comments
    assert "“约100”是范围或约数" in comments
    assert 'ref="A6"' in comments
    assert "<f>" not in sheet
    assert "dataValidation" in sheet  # it can be mended and sent as it is
    assert read_sheet(tmp_path / "m.xlsx", sheet="填报")[3][3] == "约100"
    assert [row[2] for row in read_sheet(tmp_path / "m.xlsx", sheet="回执")[1:3]] == ["D4", "A6"]


def test_a_mended_marked_copy_is_accepted(tmp_path: Path) -> None:
    checked = check(write_xlsx(tmp_path / "a.xlsx", power_rows(), others=["封面"]))
    write_marked(checked, tmp_path / "m.xlsx", today=TODAY)
    again = check(tmp_path / "m.xlsx")
    assert facts_of(again.rows, SHOWN) == facts_of(checked.rows, SHOWN)


def test_a_month_with_a_point_comes_back_from_a_marked_copy_as_it_was_written(tmp_path: Path) -> None:
    checked = check(write_csv(tmp_path / "a.csv", [{**row, "month": "2026.10"} for row in power_rows(3)]))
    write_marked(checked, tmp_path / "m.xlsx", today=TODAY)
    assert (checked.period, check(tmp_path / "m.xlsx").period) == ("2026-10", "2026-10")


def test_a_marked_copy_never_holds_a_formula_of_the_sender(tmp_path: Path) -> None:
    rows = power_rows(2)
    rows[0]["name"] = '=HYPERLINK("http://evil")'
    path = write_csv(tmp_path / "a.csv", [{name: str(value).replace(",", "") for name, value in row.items()} for row in rows])
    checked = check(path)
    write_marked(checked, tmp_path / "m.xlsx", today=TODAY)
    with zipfile.ZipFile(tmp_path / "m.xlsx") as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert "'=" in receipt_csv(receipt_of(check(_with_formula_found(tmp_path)), file="x", sha256="", confirm=False))


def _with_formula_found(folder: Path) -> Path:
    return write_csv(folder / "f.csv", [{**power_rows(1)[0], "power_arrears_fen": "=1+1"}])


def test_a_receipt_comes_back_from_what_is_stored(tmp_path: Path) -> None:
    rows = [{**row, "power_arrears_fen": "x"} for row in power_rows(60)]
    receipt = receipt_of(check(write_xlsx(tmp_path / "a.xlsx", rows)), file="a.xlsx", sha256="0" * 64, confirm=True)
    assert Receipt.from_dict(receipt.as_dict()) == receipt
    assert receipt.counts["wrong"] == 60
    assert (len(receipt.lines), receipt.lines[-1].code, receipt.lines[-1].found) == (21, "too_many_troubles", "40")
    head, *lines = csv.reader(io.StringIO(receipt_csv(receipt, language="en")))
    assert head[0] == "level"
    assert lines[0][4] == "G2"


def test_a_column_left_out_is_noted_and_never_counts_as_nil(tmp_path: Path) -> None:
    rows = [{name: value for name, value in row.items() if name not in ("power_bill_fen", "power_cut_flag")} for row in power_rows(3)]
    checked = check(write_xlsx(tmp_path / "a.xlsx", rows))
    receipt = receipt_of(checked, file="a.xlsx", sha256="", confirm=False)
    assert [(one.code, one.level, one.found) for one in receipt.lines] == [("columns_absent", "note", "本月应收电费、是否停电催费")]
    assert {one.field for one in facts_of(checked.rows, SHOWN)} & {"power_bill_fen", "power_cut_flag"} == set()


def test_nothing_found_is_an_empty_cell_of_the_receipt(tmp_path: Path) -> None:
    checked = check(write_xlsx(tmp_path / "a.xlsx", [{**power_rows(1)[0], "power_use_kwh": ""}]))
    _, line = csv.reader(io.StringIO(receipt_csv(receipt_of(checked, file="x", sha256="", confirm=False))))
    assert line[5] == ""


def test_rows_of_several_days_are_put_together_as_the_template_says() -> None:
    shown = template("custodian_daily")
    days = [
        {"day": day, "custody_balance_fen": balance, "custody_inflow_fen": 5, "custody_breaks_count": breaks}
        for day, balance, breaks in ((20_000, 100, 3), (20_002, 300, 1), (20_001, 200, 7))
    ]
    said = [("i1", "2024-10", values, f"R{place}", "") for place, values in enumerate(days)]
    facts = {fact.field: (fact.value, fact.submission_id) for fact in put_together(said, shown)}
    assert facts == {"custody_balance_fen": (300.0, "R1"), "custody_inflow_fen": (15.0, "R1"), "custody_breaks_count": (7.0, "R1")}
    assert put_together(reversed(said), shown) == put_together(said, shown)


def test_clients_of_several_guarantors_are_added_up() -> None:
    shown = template("guarantor_clients")
    said = [("c1", "2026-10", {"guarantor_uscc": one, "guaranteed_outstanding_fen": 100}, one, "") for one in ("g2", "g1")]
    assert put_together(said, shown) == [Fact("company", "c1", "2026-10", "guaranteed_outstanding_fen", 200.0, "guarantor_clients", "g2")]


def test_facts_are_a_table_long_and_wide(tmp_path: Path) -> None:
    facts = facts_of(check(write_xlsx(tmp_path / "a.xlsx", power_rows(2))).rows, SHOWN)
    assert table_of(facts).num_rows == 12 == len(facts)
    first = next(iter(wide(facts)))
    assert (first["subject_type"], first["month"], first["power_arrears_fen"]) == ("company", "2026-10", 10_150.0)
    assert table_of([]).num_rows == 0
    write_facts(facts, tmp_path / "f.csv")
    assert len((tmp_path / "f.csv").read_text().splitlines()) == 13


@pytest.mark.parametrize("start", range(0, 240, 60))
def test_bytes_at_random_end_in_a_receipt(start: int, tmp_path: Path) -> None:
    excel, plain = write_xlsx(tmp_path / "g.xlsx", power_rows()).read_bytes(), write_csv(tmp_path / "g.csv", power_rows()).read_bytes()
    for number in range(start, start + 60):
        chance = random.Random(number)  # noqa: S311 - nobody's secret
        path = tmp_path / ("x.csv" if number % 3 == 0 else "x.xlsx")
        path.write_bytes(_scratched(plain if number % 3 == 0 else excel, chance, inside=number % 3 == 2))
        checked = check(path)
        assert checked.troubles or checked.rows
        write_marked(checked, tmp_path / "m.xlsx", today=TODAY)


def _scratched(whole: bytes, chance: random.Random, *, inside: bool) -> bytes:
    """Overwrite some bytes of a file, or of one part inside the package."""
    if not inside:
        return _bytes_over(whole, chance, range(256))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(out, "w") as made:
        part = chance.choice([name for name in packed.namelist() if name.startswith("xl/")])
        for name in packed.namelist():
            made.writestr(name, _bytes_over(packed.read(name), chance, b'<>"/019abXY&=') if name == part else packed.read(name))
    return out.getvalue()


def _bytes_over(whole: bytes, chance: random.Random, letters: range | bytes) -> bytes:
    scratched = bytearray(whole)
    for _ in range(chance.randint(1, 25)):
        scratched[chance.randrange(len(scratched))] = chance.choice(letters)
    return bytes(scratched)


def test_the_command_reads_a_return_or_says_what_is_wrong(tmp_path: Path) -> None:
    run = CliRunner()
    good, bad = write_xlsx(tmp_path / "good.xlsx", power_rows()), write_xlsx(tmp_path / "bad.xlsx", [{**power_rows()[0], "uscc": "x"}])
    said = ["--template", "power_company", "--today", "2026-11-05", "--json"]
    done = run.invoke(intake, ["read", str(good), *said, "--out", str(tmp_path / "f.parquet"), "--receipt", str(tmp_path / "r.json")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "f.parquet").exists()
    outs = ["--out", str(tmp_path / "no.csv"), "--rejects", str(tmp_path / "rej.csv"), "--marked", str(tmp_path / "m.xlsx")]
    refused = run.invoke(intake, ["read", str(bad), *said, *outs])
    assert refused.exit_code == 1
    assert not (tmp_path / "no.csv").exists()
    assert "A2" in (tmp_path / "rej.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "m.xlsx").exists()
    assert run.invoke(intake, ["template", "power_company", "--out", str(tmp_path / "t.csv")]).exit_code == 0
    assert run.invoke(intake, ["template", "nobody", "--out", str(tmp_path / "t.csv")]).exit_code == 2
    assert "power_company" in run.invoke(intake, ["list", "--json"]).output
    assert NAMES[0] == "uscc"


def test_rows_that_hold_nothing_but_a_serial_number_or_a_month_are_no_rows(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [*power_rows(2), {"month": "2026-10"}, {"month": "2026-10"}]
    checked = check(write_xlsx(tmp_path / "a.xlsx", rows))
    assert (len(checked.rows), checked.troubles) == (2, [])


def test_a_firm_whose_name_begins_like_a_remark_is_data(tmp_path: Path) -> None:
    first = {"name": "说明书印刷厂", **{name: value for name, value in power_rows(1)[0].items() if name != "name"}}
    checked = check(write_xlsx(tmp_path / "a.xlsx", [first]))
    assert (len(checked.rows), checked.troubles) == (1, [])


@pytest.mark.parametrize("heading", ["企业代码（统一社会信用代码）", "纳税人识别号（18位）", "信 用\n代 码", "*统一社会信用代码"])
def test_a_heading_is_known_by_its_bracket_or_without_it(heading: str, tmp_path: Path) -> None:
    checked = check(write_xlsx(tmp_path / "a.xlsx", power_rows(), headings={"uscc": heading}))
    assert (len(checked.rows), checked.troubles) == (6, [])


def test_the_filled_sheet_is_read_beside_an_empty_template(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for sheet, rows in (("填报", []), ("Sheet2", power_rows())):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, [column.heading for column in SHOWN.columns])
            for place, row in enumerate(rows, 1):
                page.write_row(place, 0, [row.get(name, "") for name in NAMES])
    checked = check(tmp_path / "a.xlsx")
    assert (len(checked.rows), codes(checked)) == (6, ["other_sheet"])


def test_a_rate_below_one_percent_is_doubted(tmp_path: Path) -> None:
    shown = template("finance_office")
    row: dict[str, object] = {column.name: 1 for column in shown.columns} | {"uscc": code(1), "month": "2026-10"}
    for rate, doubts in ((0.12, ["perhaps_fraction"]), (12, [])):
        path = write_xlsx(tmp_path / "a.xlsx", [{**row, "local_loans_highest_rate": rate}], shown=shown)
        assert [one.code for one in check_file(path, shown, today=TODAY).troubles if one.level == "doubt"] == doubts


def test_a_csv_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["统一社会信用代码,所属月份", *["x,y"] * 200_060]), encoding="utf-8")
    assert codes(check(path)) == ["too_many_rows"]

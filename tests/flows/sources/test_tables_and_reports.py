"""Tables that banks hand out, in GBK or Excel, and reports of online lenders: read by a saved mapping, to the fen."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.flows.intake import read_files
from lookthrough.flows.source_mapping import Mapping, read_mapping
from lookthrough.kernel.files import FileRefused

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/howto/bank-files"
TABLE = EXAMPLES / "bank-table.csv"


def by_table() -> Mapping:
    return read_mapping(EXAMPLES / "bank-table.yml")


def transfers(folder: Path) -> list[dict]:
    return pq.read_table(folder / "transfers.parquet").to_pylist()


def told(rows: list[dict]) -> list[tuple]:
    return [
        (one["transfer_id"], one["at"], one["from_account_id"], one["to_account_id"], one["amount_fen"], one["purpose"]) for one in rows
    ]


def test_a_gbk_table_reads_to_the_same_transfers_as_the_statement(tmp_path):
    report = read_files(paths=[TABLE], out=tmp_path / "table", mapping=by_table())
    statement = EXAMPLES / "statement.camt.053.001.08.xml"
    read_files(paths=[statement], out=tmp_path / "xml", mapping=read_mapping(EXAMPLES / "mapping.yml"))
    assert b"\xbd\xe8\xb7\xbd" in TABLE.read_bytes()  # 借方 in GBK
    assert told(transfers(tmp_path / "table")) == told(transfers(tmp_path / "xml"))
    assert not report.refused
    assert not report.breaks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_is_found_by_itself(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE.read_bytes().decode("gbk").encode(encoding))
    read_files(paths=[path], out=tmp_path / "l", mapping=by_table())
    assert len(transfers(tmp_path / "l")) == 6


def sheet(path: Path, *, account: object = "900201", amount: object = 100000.0) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("明细")
    page.write_row(0, 0, ["账号：900100"])
    page.write_row(2, 0, ["交易日期", "交易时间", "流水号", "借方发生额", "贷方发生额", "余额", "对方账号", "摘要"])
    page.write_row(3, 0, ["20260302", "093000", "CB0001", "", amount, 101000.0, account, "投资 标的L1"])
    page.write_row(4, 0, ["20260302", "101000", "CB0002", "", 0.1 + 0.2, 101000.3, "900202", "投资 标的L1"])
    book.close()
    return path


def test_an_excel_table_with_figures_comes_in_exactly(tmp_path):
    report = read_files(paths=[sheet(tmp_path / "t.xlsx")], out=tmp_path / "l", mapping=by_table())
    assert [one["amount_fen"] for one in transfers(tmp_path / "l")] == [10_000_000, 30]
    assert not report.breaks


def test_an_account_number_that_excel_has_rounded_is_refused(tmp_path):
    report = read_files(paths=[sheet(tmp_path / "t.xlsx", account=6222021234567890123)], out=tmp_path / "l", mapping=by_table())
    (refused,) = report.refused
    assert (refused.reject.row, refused.reject.column) == (4, "对方账号")
    assert "rounded" in refused.reject.reason.en


def test_an_amount_finer_than_a_fen_is_refused_with_row_and_column(tmp_path):
    report = read_files(paths=[sheet(tmp_path / "t.xlsx", amount=12.345)], out=tmp_path / "l", mapping=by_table())
    (refused,) = report.refused
    assert (refused.reject.row, refused.reject.column, refused.reject.found) == (4, "贷方发生额", "12.345")


def lines(tmp_path: Path, *rows: str, header: str = "日期,金额,借贷,对方,摘要") -> Path:
    path = tmp_path / "t.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def signed(**more) -> Mapping:
    columns = {"date": "日期", "amount": "金额", "counterparty_account": "对方", "text": "摘要"}
    return Mapping(account="1", columns=columns, **more)


def test_a_signed_amount_goes_the_way_that_the_mapping_says(tmp_path):
    path = lines(tmp_path, "2026-03-01,-5.00,,2,付", "2026年3月2日,¥7.01,,2,收", "2026/3/3,(1.00),,2,付")
    read_files(paths=[path], out=tmp_path / "l", mapping=signed())
    assert [(one["from_account_id"], one["amount_fen"]) for one in transfers(tmp_path / "l")] == [("1", 500), ("2", 701), ("1", 100)]


def test_a_direction_column_decides_and_an_unknown_word_is_refused(tmp_path):
    mapping = Mapping(account="1", columns=dict(signed().columns) | {"direction": "借贷"}, directions={"借": "out", "贷": "in"})
    report = read_files(
        paths=[lines(tmp_path, "20260301,5,借,2,", "20260301,6,贷,2,", "20260301,7,其他,2,")], out=tmp_path / "l", mapping=mapping
    )
    assert {one["amount_fen"]: one["from_account_id"] for one in transfers(tmp_path / "l")} == {500: "1", 600: "2"}
    assert report.refused[0].entry == "20260301\t7\t其他\t2\t"


def test_foreign_money_and_a_day_that_is_none_are_refused(tmp_path):
    mapping = Mapping(account="1", columns=dict(signed().columns) | {"currency": "币种"})
    path = lines(tmp_path, "20260301,5,人民币,2,", "20260301,6,美元,2,", "20260230,7,CNY,2,", header="日期,金额,币种,对方,摘要")
    report = read_files(paths=[path], out=tmp_path / "l", mapping=mapping)
    assert [one.reject.row for one in report.refused] == [3, 4]
    assert len(transfers(tmp_path / "l")) == 1


def test_a_running_balance_one_fen_off_is_reported_whichever_way_the_table_runs(tmp_path):
    text = TABLE.read_bytes().decode("gbk").replace("77,250.05", "77,250.06")
    head, body = text.split("\r\n")[:4], text.strip().split("\r\n")[4:-1]
    for name, ordered in (("up", body), ("down", body[::-1])):
        path = tmp_path / f"{name}.csv"
        path.write_text("\r\n".join([*head, *ordered]), encoding="utf-8")
        report = read_files(paths=[path], out=tmp_path / name, mapping=by_table())
        assert sorted(one.counted - one.stated for one in report.breaks) == [-1, 1]


def test_a_heading_without_a_column_is_refused_by_its_name(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE.read_bytes().decode("gbk").replace("对方账号", "对手"), encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        read_files(paths=[path], out=tmp_path / "l", mapping=by_table())
    assert refusal.value.column == "对方账号"
    assert refusal.value.row == 4


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 50, b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0 no workbook"])
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        read_files(paths=[path], out=tmp_path / "l", mapping=by_table())
    assert not (tmp_path / "l").exists()


def test_a_table_needs_a_mapping_and_a_mapping_no_slip_of_the_pen(tmp_path):
    with pytest.raises(FileRefused, match="mapping"):
        read_files(paths=[TABLE], out=tmp_path / "l")
    for wrong in ("colums: {date: x}", "columns: {day: x}", "purposes: {x: gift}", "debit_is: up", "[1]", "a: [", 'product_pattern: "("'):
        path = tmp_path / "m.yml"
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(FileRefused):
            read_mapping(path)


def test_a_mapping_may_be_json(tmp_path):
    path = tmp_path / "m.json"
    path.write_text(json.dumps({"account": "1", "columns": {"date": "日期"}, "debit_is": "in"}, ensure_ascii=False), encoding="utf-8")
    assert read_mapping(path).debit_is == "in"


@settings(max_examples=30, deadline=None)
@given(amounts=st.lists(st.integers(-(10**13), 10**13).filter(bool), min_size=1, max_size=15))
def test_no_fen_is_lost_between_a_table_and_its_ledger(tmp_path_factory, amounts):
    folder = tmp_path_factory.mktemp("t")
    rows = [f'20260301,"{"-" if fen < 0 else ""}{abs(fen) // 100:,}.{abs(fen) % 100:02d}",,2,' for fen in amounts]
    read_files(paths=[lines(folder, *rows)], out=folder / "l", mapping=signed())
    found = [-one["amount_fen"] if one["from_account_id"] == "1" else one["amount_fen"] for one in transfers(folder / "l")]
    assert sorted(found) == sorted(amounts)


def report_file(tmp_path: Path, change) -> Path:
    batches = json.loads((EXAMPLES / "report.ifcert.json").read_text(encoding="utf-8"))
    change(batches)
    path = tmp_path / "r.json"
    path.write_text(json.dumps(batches, ensure_ascii=False), encoding="utf-8")
    return path


def by_report() -> Mapping:
    return read_mapping(EXAMPLES / "ifcert.yml")


def test_a_lender_s_report_becomes_products_and_transfers(tmp_path):
    report = read_files(paths=[EXAMPLES / "report.ifcert.json"], out=tmp_path / "l", mapping=by_report())
    assert [(one["purpose"], one["amount_fen"]) for one in transfers(tmp_path / "l")] == [
        ("invest", 10_000_000), ("invest", 5_000_000), ("disburse", 15_000_000),
    ]  # fmt: skip
    (product,) = pq.read_table(tmp_path / "l" / "products.parquet").to_pylist()
    assert (product["product_id"], product["principal_fen"], product["annual_rate"], product["term_days"]) == ("L1", 15_000_000, 0.12, 30)
    roles = {one["role"] for one in pq.read_table(tmp_path / "l" / "accounts.parquet").to_pylist()}
    assert roles == {"client", "borrower", "custody"}
    assert not report.breaks


def test_a_type_whose_meaning_is_not_written_down_is_never_guessed(tmp_path):
    path = report_file(tmp_path, lambda batches: batches[1]["dataList"][0].update(transType="9"))
    report = read_files(paths=[path], out=tmp_path / "l", mapping=by_report())
    (refused,) = report.refused
    assert (refused.reject.row, refused.reject.column) == (2, "transact.transType")
    assert json.loads(refused.entry)["transId"] == "T1"


def test_known_types_without_a_table_and_test_data_come_back_whole(tmp_path):
    def change(batches):
        batches.append({"infType": "81", "dataType": "1", "totalNum": 1, "dataList": [{"replanId": "R1"}]})
        batches.append({"infType": "4", "dataType": "0", "totalNum": 1, "dataList": [{"transId": "T9"}]})

    report = read_files(paths=[report_file(tmp_path, change)], out=tmp_path / "l", mapping=by_report())
    assert [one.reject.column for one in report.refused] == ["repayPlan.infType", "transact.dataType"]


def test_a_batch_that_states_another_count_is_reported(tmp_path):
    report = read_files(paths=[report_file(tmp_path, lambda b: b[1].update(totalNum=4))], out=tmp_path / "l", mapping=by_report())
    assert [(one.stated, one.counted) for one in report.breaks] == [(4, 3)]


@pytest.mark.parametrize("text", ['{"infType": "4", "dataList": [', '{"infType": "4"}', '{"infType":1,"dataList":' + "[" * 100_000])
def test_broken_reports_are_refused(tmp_path, text):
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused):
        read_files(paths=[path], out=tmp_path / "l", mapping=by_report())

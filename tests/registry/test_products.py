"""The register of products: read from CSV, Excel or Parquet, wrong rows set aside, each change kept, an import taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from lookthrough.audit.models import Entry
from lookthrough.kernel.files import FileRefused
from lookthrough.offices.queries import District
from lookthrough.registry import operations as registry
from lookthrough.registry import product_operations as operations
from lookthrough.registry import product_queries as queries
from lookthrough.registry.models import ProductChange, RegisteredProduct

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CITY = District("3303", unplaced=True)
HEADER = (
    "registration_no",
    "institution_id",
    "product_id",
    "kind",
    "amount",
    "annual_rate",
    "term_days",
    "registered_on",
    "state",
    "ended_on",
)
ONE = ("R1", "I1", "L1", "loan", "15万元", "12%", "30", "2026-02-25", "registered", "")


def file(tmp_path: Path, *rows: tuple, header: tuple = HEADER, name: str = "r.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in (header, *rows)) + "\n", encoding="utf-8")
    return path


def changed(**values: str) -> tuple:
    return tuple(values.get(name, given) for name, given in zip(HEADER, ONE, strict=True))


def register(path: Path, **more):
    return operations.register_products(path=path, at=more.pop("at", AT), actor=more.pop("actor", "wang"), **more)


def test_a_file_is_read_and_again_it_changes_nothing(tmp_path):
    path = file(tmp_path, ONE, changed(registration_no="R2", product_id="L2", amount="1,234.56"))
    done = register(path)
    assert (done.new, done.changed, done.unchanged, done.rejects) == (2, 0, 0, [])
    entries = Entry.objects.count()
    again = register(path)
    assert (again.new, again.unchanged, again.import_id) == (0, 2, None)
    assert Entry.objects.count() == entries
    assert {one.registration_no: one.amount_fen for one in queries.products(district=CITY)} == {"R1": 15_000_000, "R2": 123_456}


def test_what_a_registration_said_before_is_kept(tmp_path):
    register(file(tmp_path, ONE))
    register(file(tmp_path, changed(amount="20万元", state="withdrawn", ended_on="2026-03-20")), at=AT + timedelta(days=1))
    found, history = queries.product(registration_no="R1", district=CITY)
    assert found.amount_fen == 20_000_000
    assert {(one.column, one.old, one.new) for one in history} == {
        ("", "", ""), ("amount_fen", "15000000", "20000000"), ("state", "registered", "withdrawn"), ("ended_on", "", "2026-03-20"),
    }  # fmt: skip
    assert (found.in_force(date(2026, 3, 19)), found.in_force(date(2026, 3, 20))) == (True, False)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("registration_no", ""), ("kind", "house"), ("amount", "0"), ("amount", "1.234"), ("amount", "-5"), ("annual_rate", "120"),
        ("annual_rate", "x"), ("term_days", "0"), ("term_days", "1.5"), ("registered_on", "2026-02-30"), ("registered_on", ""),
        ("state", "lost"), ("ended_on", "2026-03-01"), ("product_id", "x" * 201),
    ],
)  # fmt: skip
def test_a_wrong_value_refuses_its_row_with_the_column(tmp_path, column, value):
    good = changed(registration_no="R2", product_id="L2")
    done = register(file(tmp_path, changed(**{column: value}), good))
    assert done.new == 1
    (refused,) = done.rejects
    assert (refused.row, refused.column) == (1, column)


def test_one_product_has_one_number_and_one_number_one_product(tmp_path):
    register(file(tmp_path, ONE))
    done = register(file(tmp_path, changed(registration_no="R9"), changed(product_id="L9"), changed(registration_no="R3", product_id="L3")))
    assert [(one.row, one.column) for one in done.rejects] == [(1, "product_id"), (2, "registration_no")]
    twice = register(file(tmp_path, changed(registration_no="R5", product_id="L5"), changed(registration_no="R6", product_id="L5")))
    assert [(one.row, one.column) for one in twice.rejects] == [(2, "product_id")]


def test_when_no_row_can_be_taken_nothing_is_stored(tmp_path):
    with pytest.raises(operations.EveryRowRefused):
        register(file(tmp_path, changed(kind="house")))
    with pytest.raises(FileRefused, match="column is missing"):
        register(file(tmp_path, ONE[1:], header=HEADER[1:]))
    assert not RegisteredProduct.objects.exists()


def test_excel_with_chinese_headings_and_parquet_are_read_alike(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "r.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["登记编号", "机构编号", "产品编号", "产品类型", "登记金额", "年利率", "期限天数", "登记日期"])
    sheet.write_row(1, 0, ["R1", "I1", "L1", "loan", 150000.5, 0.12, 30])
    sheet.write_datetime(1, 7, datetime(2026, 2, 25), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    book.close()
    register(tmp_path / "r.xlsx")
    (one,) = queries.products()
    assert (one.amount_fen, one.annual_rate, one.term_days, one.registered_on) == (15_000_050, 0.12, 30, date(2026, 2, 25))
    columns = {name: [value] for name, value in zip(HEADER, ONE, strict=True) if name != "amount"}
    pq.write_table(pa.table(columns | {"amount_fen": [15_000_050]}), tmp_path / "r.parquet")
    assert register(tmp_path / "r.parquet").unchanged == 1


def test_an_import_is_taken_back_whole_by_who_made_it_while_nothing_has_followed(tmp_path):
    register(file(tmp_path, ONE))
    second = register(file(tmp_path, changed(amount="20万元"), changed(registration_no="R2", product_id="L2")), at=AT + timedelta(hours=1))
    with pytest.raises(operations.NotAllowed):
        operations.undo_import(import_id=second.import_id, at=AT, actor="li")
    assert operations.undo_import(import_id=second.import_id, at=AT, actor="wang") == 2
    (one,) = queries.products()
    assert (one.registration_no, one.amount_fen) == ("R1", 15_000_000)
    assert ProductChange.objects.count() == 1
    with pytest.raises(operations.NotAllowed):
        operations.undo_import(import_id=second.import_id, at=AT, actor="wang")


def test_an_import_that_others_followed_stays(tmp_path):
    first = register(file(tmp_path, ONE))
    register(file(tmp_path, changed(amount="20万元")), at=AT + timedelta(hours=1))
    with pytest.raises(operations.NotAllowed):
        operations.undo_import(import_id=first.import_id, at=AT, actor="wang")


def test_a_district_sees_and_registers_its_own_institutions_products_only(tmp_path):
    registry.record_institutions(
        institutions=[
            registry.InstitutionToRecord("I1", "东平台", "p2p", region_code="330302"),
            registry.InstitutionToRecord("I2", "西平台", "p2p", region_code="330304"),
        ]
    )
    east = District("330302", unplaced=False)
    west = changed(registration_no="R2", institution_id="I2", product_id="L2")
    nobody = changed(registration_no="R3", institution_id="I3", product_id="L3")
    done = register(file(tmp_path, ONE, west, nobody), district=east)
    assert [(one.row, one.column) for one in done.rejects] == [(2, "institution_id"), (3, "institution_id")]
    register(file(tmp_path, west, nobody))
    assert [one.registration_no for one in queries.products(district=east)] == ["R1"]
    assert queries.count(district=CITY) == 3
    assert queries.product(registration_no="R2", district=east) is None
    assert [one.registration_no for one in queries.products(district=CITY, text="东平")] == ["R1"]
    assert queries.count(district=CITY, kind="wealth") == 0
    assert set(queries.registrations_of(institution_ids=["I2", "I3"])) == {("I2", "L2"), ("I3", "L3")}

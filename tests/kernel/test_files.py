"""Files that strangers send: each kind of damage is refused with its place, and nothing big is ever held in memory."""

import csv
import gzip
import io
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel import files
from lookthrough.kernel.files import FileRefused, Reject, look_at, write_rejects
from lookthrough.kernel.texts import Text
from memory import run_measured

HEADER = "name,uscc,business_scope\n"


def written(folder, content, name="companies.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path, **wanted):
    with pytest.raises(FileRefused) as caught:
        look_at(path, **wanted)
    return caught.value


def test_a_sound_file_tells_its_format_and_columns(tmp_path):
    plain = look_at(written(tmp_path, HEADER + "甲公司,,贸易\n"), required=("name",))
    assert (plain.format, plain.columns) == ("csv", ("name", "uscc", "business_scope"))
    packed = look_at(written(tmp_path, gzip.compress((HEADER + "甲公司,,贸易\n").encode()), "companies.txt"))
    assert (packed.format, packed.columns) == ("csv.gz", plain.columns)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    assert look_at(written(tmp_path, b"\xef\xbb\xbfname,uscc\r\n\xe7\x94\xb2,1\r\n")).columns == ("name", "uscc")


def test_a_gzip_of_several_members_is_one_file(tmp_path):
    members = gzip.compress(HEADER.encode()) + gzip.compress("甲,1,贸易\n".encode())
    assert look_at(written(tmp_path, members, "companies.csv.gz")).columns == ("name", "uscc", "business_scope")
    assert refused(written(tmp_path, members[:-5], "companies.csv.gz")).reason.en == "the gzip file is cut short"


def test_a_missing_and_an_empty_file_are_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "nowhere.csv").reason.en
    assert refused(written(tmp_path, b"")).row == 0
    assert "no header" in refused(written(tmp_path, gzip.compress(b""), "empty.csv.gz")).reason.en


def test_gbk_is_refused_with_the_row_and_column_where_it_begins(tmp_path):
    refusal = refused(written(tmp_path, (HEADER + "A,1,trade\n").encode() + b'"B, Ltd",2,' + "贸易".encode("gbk") + b"\n"))
    assert (refusal.file, refusal.row, refusal.column) == ("companies.csv", 2, "business_scope")
    assert "UTF-8" in refusal.in_language("zh")
    assert refusal.as_dict()["row"] == 2


def test_gbk_in_the_header_is_row_nought(tmp_path):
    assert refused(written(tmp_path, "名称,代码\n".encode("gbk"))).row == 0


def test_the_row_is_right_beyond_the_first_block(tmp_path):
    rows = 60_000
    refusal = refused(written(tmp_path, HEADER.encode() + b"A,1,some business scope\n" * rows + b"B,\xff,x\n"))
    assert (refusal.row, refusal.column) == (rows + 1, "uscc")


def read_in_blocks(content, block):
    reading = files._CsvReading("companies.csv")
    for start in range(0, len(content), block):
        reading.take(content[start : start + block])
    return reading.finish()


@given(
    st.lists(st.sampled_from([b"a", b",", b'"', b"\r", b"\n", b"\0", b"\xff", "甲".encode()]), max_size=40),
    st.integers(min_value=1, max_value=9),
)
def test_whatever_the_bytes_the_file_is_read_or_refused_and_nothing_else(pieces, block):
    try:
        assert isinstance(read_in_blocks(b"".join(pieces), block), tuple)
    except FileRefused as refusal:
        assert refusal.reason.zh  # noqa: PT017 - either outcome is right


def test_a_giant_field_before_the_damage_does_not_hide_it(tmp_path):
    assert refused(written(tmp_path, HEADER.encode() + b"x" * 300_000 + b",\xff,x\n")).column == "uscc"


@given(row=st.integers(min_value=1, max_value=400), block=st.integers(min_value=1, max_value=64))
def test_where_blocks_happen_to_end_changes_no_place(row, block):
    content = HEADER.encode() + "甲,1,贸易\n".encode() * (row - 1) + b"B,2,\xff\n" + b"C,3,x\n" * 3
    with pytest.raises(FileRefused) as caught:
        read_in_blocks(content, block)
    assert (caught.value.row, caught.value.column) == (row, "business_scope")


def test_a_nul_byte_is_no_text(tmp_path):
    refusal = refused(written(tmp_path, HEADER.encode() + b"A,\0,x\n"))
    assert (refusal.row, refusal.column) == (1, "uscc")


def test_a_missing_and_a_doubled_column_are_named(tmp_path):
    assert refused(written(tmp_path, HEADER), required=("name", "province")).column == "province"
    assert refused(written(tmp_path, "name,uscc,name\n")).column == "name"


def test_a_line_just_too_long_is_refused_wherever_it_stands(tmp_path):
    long = b"x" * (files.LONGEST_LINE + 1)
    assert refused(written(tmp_path, HEADER.encode() + b"A,1,x\n" + long + b"\nB,2,x\n")).row == 2
    assert refused(written(tmp_path, HEADER.encode() + b"A,1,x\n" + long)).row == 2
    assert refused(written(tmp_path, long)).row == 0
    look_at(written(tmp_path, HEADER.encode() + long[:-10] + b"\n"))


def test_a_200_mb_single_line_is_refused_without_being_held_in_memory(tmp_path):
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        for _ in range(200):
            file.write(b"a" * 1_000_000)
    small = written(tmp_path, HEADER)
    program = """
from pathlib import Path
from lookthrough.kernel.files import FileRefused, look_at
try:
    look_at(Path(sys.argv[1]))
except FileRefused as refusal:
    print(refusal.row)
"""
    done, held = run_measured(program, path)
    _, before = run_measured(program, small)
    assert done.stdout == "1\n"
    assert held - before < 50, f"{held - before} MiB more than for a small file"


@pytest.mark.parametrize("keep", [10, 60, 99])
def test_a_truncated_gzip_is_refused(tmp_path, keep):
    whole = gzip.compress((HEADER + "".join(f"公司{number},{number * 7919},贸易\n" for number in range(5_000))).encode())
    assert "cut short" in refused(written(tmp_path, whole[: len(whole) * keep // 100], "companies.csv.gz")).reason.en


def test_a_damaged_gzip_is_refused(tmp_path):
    whole = bytearray(gzip.compress((HEADER + "".join(f"公司{number},{number * 7919},贸易\n" for number in range(5_000))).encode()))
    whole[len(whole) // 2] ^= 0xFF
    assert refused(written(tmp_path, bytes(whole), "companies.csv.gz")).file == "companies.csv.gz"
    assert "damaged" in refused(written(tmp_path, gzip.compress(HEADER.encode()) + b"rubbish behind", "companies.csv.gz")).reason.en


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    packer = zlib.compressobj(9, wbits=31)
    line = b"a,b,c\n" * 200_000
    out = io.BytesIO(packer.compress(HEADER.encode()))
    out.seek(0, io.SEEK_END)
    for _ in range(100):
        out.write(packer.compress(line))
    out.write(packer.flush())
    refusal = refused(written(tmp_path, out.getvalue(), "bomb.csv.gz"))
    assert "zip bomb" in refusal.reason.en
    assert "压缩炸弹" in refusal.reason.zh


def test_a_plain_table_full_of_repeats_is_no_bomb(tmp_path):
    rows = "".join(f"公司{number:06d},91990000MA{number:08d},贸易\n" for number in range(60_000))
    look_at(written(tmp_path, gzip.compress((HEADER + rows).encode()), "companies.csv.gz"))


@pytest.mark.parametrize("keep", [4, 50, 99])
def test_a_truncated_parquet_is_refused_and_a_whole_one_read(tmp_path, keep):
    path = tmp_path / "transfers.parquet"
    pq.write_table(pa.table({"transfer_id": [str(number) for number in range(1_000)]}), path)
    assert look_at(path, required=("transfer_id",)).format == "parquet"
    assert refused(path, required=("amount_fen",)).column == "amount_fen"
    path.write_bytes(path.read_bytes()[: path.stat().st_size * keep // 100])
    assert "Parquet" in refused(path).reason.en


def test_text_that_is_only_named_parquet_is_refused(tmp_path):
    assert "Parquet" in refused(written(tmp_path, HEADER, "transfers.parquet")).reason.en


def test_rejects_open_in_excel_with_both_languages(tmp_path):
    reject = Reject("companies.csv", 3, "name", "", Text("缺少名称", "the name is missing"))
    write_rejects(tmp_path / "rejects.csv", [reject])
    assert (tmp_path / "rejects.csv").read_bytes().startswith(b"\xef\xbb\xbffile,row,column,found,reason_zh,reason_en")
    assert "companies.csv,3,name,,缺少名称,the name is missing" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("found", ["=HYPERLINK(1)", "@x", "+1+cmd|' /C calc'!A0", "-cmd", "\tx"])
def test_what_a_stranger_wrote_is_no_formula_in_rejects(tmp_path, found):
    write_rejects(tmp_path / "rejects.csv", [Reject("a.csv", 1, "=column", found, Text("不是数字", "no number"))])
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.reader(file))[1]
    assert (row[2], row[3]) == ("'=column", f"'{found}")


@pytest.mark.parametrize("found", ["-5", "+1,234.50", "-1.2E+05", "-3%", "", "约12"])
def test_a_figure_with_a_sign_stays_as_it_was_found(found):
    assert Reject("a.csv", 1, "amount", found, Text("不是数字", "no number")).as_row()[3] == found

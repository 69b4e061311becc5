"""Damages returns as real offices do: one good return, and every way in which a clerk, an Excel or an export can spoil it."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from intake.sending import POWER, code, power_rows, write_csv, write_xlsx
from lookthrough.intake.template import template

SHOWN = template(POWER)
NAMES = [column.name for column in SHOWN.columns]
NUMBERS = ("power_use_kwh", "power_bill_fen", "power_arrears_fen")
Build = Callable[[Path, random.Random], Path]


@dataclass(frozen=True, slots=True)
class Damage:
    """One way of spoiling a return: the code its receipt must hold, and whether it must be refused."""

    name: str
    build: Build
    code: str
    refused: bool


def rows_of(chance: random.Random) -> list[dict[str, Any]]:
    """Return good rows, more or fewer of them."""
    return [dict(row) for row in power_rows(chance.randint(3, 9), arrears=chance.randint(0, 900) + 0.5)]


def with_cell(values: tuple[object, ...], *, columns: tuple[str, ...] = NUMBERS) -> Build:
    """Put one bad value into one row."""

    def build(folder: Path, chance: random.Random) -> Path:
        rows = rows_of(chance)
        rows[chance.randrange(len(rows))][chance.choice(columns)] = chance.choice(values)
        return write_xlsx(folder / "r.xlsx", rows)

    return build


def with_heading(changed: Mapping[str, tuple[str, ...]]) -> Build:
    """Write other headings."""

    def build(folder: Path, chance: random.Random) -> Path:
        return write_xlsx(folder / "r.xlsx", rows_of(chance), headings={name: chance.choice(said) for name, said in changed.items()})

    return build


def as_csv(encoding: str) -> Build:
    """Write CSV in another encoding."""
    return lambda folder, chance: write_csv(folder / "r.csv", rows_of(chance), encoding=encoding)


def raw(make: Callable[[random.Random], bytes], name: str = "r.xlsx") -> Build:
    """Write bytes that are no return at all."""

    def build(folder: Path, chance: random.Random) -> Path:
        path = folder / name
        path.write_bytes(make(chance))
        return path

    return build


def drawn(draw: Callable[[Any, list[dict[str, Any]], random.Random, Any], None], **options: Any) -> Build:
    """Write a good sheet, then let ``draw`` do something to it."""

    def build(folder: Path, chance: random.Random) -> Path:
        path, rows = folder / "r.xlsx", rows_of(chance)
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet("填报")
            for column, name in enumerate(NAMES):
                page.write(0, column, SHOWN.column(name).heading)
                for place, row in enumerate(rows, 1):
                    page.write(place, column, row.get(name, ""))
            draw(page, rows, chance, book)
        return path

    return build


def place_of(name: str) -> int:
    """Return where a column stands."""
    return NAMES.index(name)


def _merged_number(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    column = place_of(chance.choice(NUMBERS))
    page.merge_range(1, column, 2, column, 500)


def _merged_month(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.merge_range(1, place_of("month"), len(rows), place_of("month"), "2026-10")


def _formula(value: object, shown: str = "=1/0") -> Callable[..., None]:
    def draw(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
        page.write_formula(chance.randint(1, len(rows)), place_of(chance.choice(NUMBERS)), shown, None, value)

    return draw


def _hidden(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.set_row(chance.randint(1, len(rows)), None, None, {"hidden": True})


def _hidden_column(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.set_column(3, 3, None, None, {"hidden": True})


def _footer(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.write(len(rows) + 1, 0, chance.choice(("合计", "总 计", "注：含分公司", "填表人：", "审核：")))
    page.write(len(rows) + 1, place_of("power_use_kwh"), 99_999)


def _far_away(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.write(1_048_575, 16_383, "x")


def _second_sheet(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    other = book.add_worksheet("填报 (2)")
    for column, name in enumerate(NAMES):
        other.write(0, column, SHOWN.column(name).heading)
        other.write(1, column, rows[0].get(name, ""))


def _hidden_sheet(folder: Path, chance: random.Random) -> Path:
    path, rows = folder / "r.xlsx", rows_of(chance)
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("封面").write(0, 0, "封面")
        page = book.add_worksheet("底稿")
        for column, name in enumerate(rows[0]):
            page.write(0, column, SHOWN.column(name).heading)
            for place, row in enumerate(rows, 1):
                page.write(place, column, row[name])
        page.hide()
    return path


def _two_rows_of_head(folder: Path, chance: random.Random) -> Path:
    path, rows = folder / "r.xlsx", rows_of(chance)
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("填报")
        page.merge_range(0, 3, 0, 5, "用电情况")
        page.merge_range(0, 6, 0, 8, "欠费情况")
        for column, name in enumerate(NAMES):
            upper = column < 3
            if upper:
                page.merge_range(0, column, 1, column, SHOWN.column(name).heading)
            else:
                page.write(1, column, SHOWN.column(name).heading)
            for place, row in enumerate(rows, 2):
                page.write(place, column, row.get(name, ""))
    return path


def _repeated(folder: Path, chance: random.Random) -> Path:
    rows = rows_of(chance)
    return write_xlsx(folder / "r.xlsx", [*rows, chance.choice(rows)])


def _contradicting(folder: Path, chance: random.Random) -> Path:
    rows = rows_of(chance)
    return write_xlsx(folder / "r.xlsx", [*rows, {**chance.choice(rows), "power_arrears_fen": 1}])


def _two_months(folder: Path, chance: random.Random) -> Path:
    rows = rows_of(chance)
    return write_xlsx(folder / "r.xlsx", [*rows, {**rows[0], "month": "2026-09"}])


def _without(folder: Path, chance: random.Random) -> Path:
    rows, gone = rows_of(chance), chance.choice(("uscc", "month", "power_use_kwh", "power_arrears_fen"))
    return write_xlsx(folder / "r.xlsx", [{name: value for name, value in row.items() if name != gone} for row in rows])


def _twice(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.write(0, len(NAMES), SHOWN.column("power_arrears_fen").heading)


def _further(page: Any, rows: list[dict[str, Any]], chance: random.Random, book: Any) -> None:
    page.write(0, len(NAMES), "经办人电话")
    page.write(1, len(NAMES), "0577-0000000")


def _macros(folder: Path, chance: random.Random) -> Path:
    path = write_xlsx(folder / "r.xlsm", rows_of(chance))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    return path


def _cut(folder: Path, chance: random.Random) -> Path:
    path = write_xlsx(folder / "r.xlsx", rows_of(chance))
    whole = path.read_bytes()
    path.write_bytes(whole[: chance.randint(30, len(whole) - 60)])
    return path


def _scratched(folder: Path, chance: random.Random) -> Path:
    """Overwrite bytes inside the packed sheet."""
    path = write_xlsx(folder / "r.xlsx", rows_of(chance))
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        start = packed.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    for place in range(start, start + 40):
        whole[place] = chance.randrange(256)
    path.write_bytes(bytes(whole))
    return path


def _bomb(folder: Path, chance: random.Random) -> Path:
    path = write_xlsx(folder / "r.xlsx", rows_of(chance))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as packed, packed.open("xl/media/image1.bmp", "w") as inside:
        for _ in range(48):
            inside.write(bytes(1 << 20))
    return path


def _hundred_megabytes(folder: Path, chance: random.Random) -> Path:
    path = folder / "r.csv"
    with path.open("wb") as file:
        file.write("统一社会信用代码\n".encode())
        file.truncate(100 * 1024**2)
    return path


def _packed(*names: str) -> Build:
    def build(folder: Path, chance: random.Random) -> Path:
        path = folder / "r.xlsx"
        with zipfile.ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(name, "<x/>")
        return path

    return build


def _ole(chance: random.Random, *, locked: bool) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(600) + ("EncryptedPackage" if locked else "Workbook").encode("utf-16-le")


def _other_return(folder: Path, chance: random.Random) -> Path:
    other = template(chance.choice(("court", "tax_bureau", "central_bank")))
    rows: list[dict[str, object]] = [{column.name: 1 for column in other.columns} | {"uscc": code(1), "month": "2026-10"}]
    return write_xlsx(folder / "r.xlsx", rows, shown=other)


def _ragged_quotes(chance: random.Random) -> bytes:
    head = ",".join(SHOWN.column(name).heading for name in NAMES)
    return f'{head}\r\n{code(1)},"没有配对,2026-10,1,1,1,1,1,否\r\n{code(2)},乙,2026-10,1,1,1,1,1,否\r\n'.encode()


def _title_rows(folder: Path, chance: random.Random) -> Path:
    titles = ["企业用电与欠费情况", "2026年10月", "报送单位：市供电公司"][: chance.randint(1, 3)]
    return write_xlsx(folder / "r.xlsx", rows_of(chance), above=titles)


def _sheet_unit(folder: Path, chance: random.Random) -> Path:
    plain = {"power_bill_fen": "本月应收电费", "power_arrears_fen": "欠费金额"}
    return write_xlsx(folder / "r.xlsx", rows_of(chance), above=["表一", "单位：万元"], headings=plain)


DAMAGES = (
    Damage(
        "wrong sheet",
        lambda folder, chance: write_xlsx(folder / "r.xlsx", rows_of(chance), others=["封面", "目录"][: chance.randint(1, 2)]),
        "other_sheet",
        False,
    ),
    Damage("hidden sheet", _hidden_sheet, "hidden_sheet", False),
    Damage("two sheets", drawn(_second_sheet), "two_sheets", True),
    Damage("title rows", _title_rows, "title_rows", False),
    Damage("two rows of head", _two_rows_of_head, "title_rows", False),
    Damage("merged number", drawn(_merged_number), "merged_cell", True),
    Damage("merged month", drawn(_merged_month), "merged_filled", False),
    Damage("number with separators", with_cell(("1,234.5", "１２３", " 1 234 ", "￥56", "12。5".replace("。", "."))), "", False),
    Damage(
        "number with unit",
        with_cell(("12万", "3.5亿", "0.5千"), columns=("power_bill_fen", "power_arrears_fen")),
        "unit_in_cell",
        False,
    ),
    Damage("about", with_cell(("约12万", "12-15", "100左右", ">5", "10至20")), "a_range", True),
    Damage("Chinese numerals", with_cell(("一万二", "三百", "壹佰")), "chinese_number", True),
    Damage("letters for digits", with_cell(("1O0", "l2", "5S6")), "looks_like", True),
    Damage("words for numbers", with_cell(("见附件", "abc", "12..5", "1,23", "待核")), "not_a_number", True),
    Damage(
        "unit of something else",
        with_cell(("12公斤", "5美元", "3台"), columns=("power_bill_fen", "power_arrears_fen")),
        "unit_in_cell_unknown",
        True,
    ),
    Damage("digits lost", with_cell(("1.2E+05", "9.13E+17")), "digits_lost", True),
    Damage("error as text", with_cell(("#REF!", "#N/A", "#DIV/0!", "########")), "formula_error", True),
    Damage("a date for a number", with_cell(("2026-01-02",)), "a_date", True),
    Damage("finer than a fen", with_cell((33.333333, 0.001), columns=("power_bill_fen", "power_arrears_fen")), "finer_than_fen", True),
    Damage("half a period", with_cell((1.5,), columns=("power_unpaid_periods_count",)), "not_whole", True),
    Damage("negative", with_cell((-1, "-3", "(5)")), "below", True),
    Damage("beyond all measure", with_cell((500, 10**6), columns=("power_unpaid_periods_count",)), "above", True),
    Damage("unusually large", with_cell((10**10, 6 * 10**8), columns=("power_use_kwh",)), "implausible", False),
    Damage("left empty", with_cell(("", "无", "—", "/"), columns=("power_use_kwh", "power_arrears_fen")), "empty", True),
    Damage("a flag that is none", with_cell(("可能", "2", "不清楚"), columns=("power_cut_flag",)), "not_a_flag", True),
    Damage("a month without year", with_cell(("10月", "上月", "2026-13", "26.10"), columns=("month",)), "not_a_month", True),
    Damage(
        "a month otherwise written",
        with_cell(("2026年10月", "202610", "2026/10", 46296, "2026-10-31", "２０２６年１０月"), columns=("month",)),
        "",
        False,
    ),
    Damage("a month that may be January or October", with_cell((2026.1, "2026.1"), columns=("month",)), "month_unsure", True),
    Damage(
        "a month long past",
        lambda folder, chance: write_xlsx(folder / "r.xlsx", power_rows(4, month="2016-10")),
        "period_long_past",
        False,
    ),
    Damage("two months", _two_months, "two_periods", True),
    Damage("a month to come", lambda folder, chance: write_xlsx(folder / "r.xlsx", power_rows(4, month="2027-10")), "period_future", True),
    Damage(
        "a month not over",
        lambda folder, chance: write_xlsx(folder / "r.xlsx", power_rows(4, month="2026-11")),
        "period_not_over",
        False,
    ),
    Damage(
        "a wrong check digit",
        with_cell((code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1"), "91330300MA", "133030012345678"), columns=("uscc",)),
        "not_a_code",
        True,
    ),
    Damage("a code as a number", with_cell((913303000000001234,), columns=("uscc",)), "digits_lost", True),
    Damage("a code with spaces", with_cell((f" {code(77)[:8]} {code(77)[8:].lower()} ",), columns=("uscc",)), "", False),
    Damage("a very long text", with_cell(("长" * 900,), columns=("name",)), "too_long", True),
    Damage("repeated rows", _repeated, "row_repeated", False),
    Damage("contradicting rows", _contradicting, "row_contradicts", True),
    Damage("a total", drawn(_footer), "sum_rows", False),
    Damage("hidden rows", drawn(_hidden), "hidden_rows", False),
    Damage("a hidden column", drawn(_hidden_column), "hidden_columns", False),
    Damage("a failed formula", drawn(_formula("#DIV/0!")), "formula_error", True),
    Damage("an uncalculated formula", drawn(_formula("", "=A1")), "formula_uncalculated", True),
    Damage("a formula", drawn(_formula(12, "=6+6")), "formulas", False),
    Damage("a column missing", _without, "column_missing", True),
    Damage("a column misspelt", with_heading({"power_arrears_fen": ("欠废金额合记", "欠费总金额数")}), "column_missing", True),
    Damage("a column twice", drawn(_twice), "column_twice", True),
    Damage("a further column", drawn(_further), "column_unknown", False),
    Damage("an alias", with_heading({"power_arrears_fen": ("欠缴电费", "欠 费 金 额", "Arrears")}), "", False),
    Damage(
        "other units",
        with_heading(
            {
                "power_arrears_fen": ("欠费金额（万元）", "欠费金额(亿元)", "欠费金额/万元"),
                "power_use_kwh": ("用电量（万千瓦时）", "用电量(万度)"),
            }
        ),
        "unit_other",
        False,
    ),
    Damage("the sheet's unit", _sheet_unit, "unit_other", False),
    Damage("foreign money", with_heading({"power_arrears_fen": ("欠费金额（万美元）", "欠费金额（USD）")}), "unit_foreign", True),
    Damage("a unit of something else", with_heading({"power_use_kwh": ("本月用电量（吨）", "本月用电量（元）")}), "unit_unknown", True),
    Damage("GBK", as_csv("gb18030"), "encoding", False),
    Damage("UTF-8 with a mark", as_csv("utf-8-sig"), "", False),
    Damage("UTF-16", as_csv("utf-16"), "encoding", False),
    Damage("noise", raw(lambda chance: b"\xff\x00" + chance.randbytes(4000), "r.csv"), "not_text", True),
    Damage("quotes that do not close", raw(_ragged_quotes, "r.csv"), "broken_quotes", True),
    Damage("macros", _macros, "macros", False),
    Damage("cut short", _cut, "damaged", True),
    Damage("scratched", _scratched, "damaged", True),
    Damage("zip bomb", _bomb, "zip_bomb", True),
    Damage("100 MB", _hundred_megabytes, "too_large", True),
    Damage("a lone cell far away", drawn(_far_away), "too_spread", True),
    Damage("old Excel", raw(lambda chance: _ole(chance, locked=False), "r.xls"), "old_excel", True),
    Damage("locked", raw(lambda chance: _ole(chance, locked=True)), "locked", True),
    Damage("PDF", raw(lambda chance: b"%PDF-1.7 " + chance.randbytes(90), "r.pdf"), "other_format", True),
    Damage("a picture", raw(lambda chance: b"\x89PNG\r\n\x1a\n" + chance.randbytes(90)), "other_format", True),
    Damage(
        "a web page",
        raw(lambda chance: "\r\n<html><table><tr><td>统一社会信用代码</td></tr></table></html>".encode(), "r.xls"),
        "other_format",
        True,
    ),
    Damage("a Word document", _packed("[Content_Types].xml", "word/document.xml"), "other_format", True),
    Damage("an archive", _packed("a.xlsx", "b.xlsx"), "other_format", True),
    Damage("an empty file", raw(lambda chance: b""), "empty_file", True),
    Damage("blanks", raw(lambda chance: b"\r\n , ,\r\n", "r.csv"), "no_rows", True),
    Damage("a head alone", lambda folder, chance: write_xlsx(folder / "r.xlsx", []), "no_rows", True),
    Damage("another return", _other_return, "other_template", True),
    Damage("no return at all", raw(lambda chance: "姓名,年龄\r\n甲,3\r\n".encode(), "r.csv"), "no_head", True),
)  # fmt: skip


def damaged(number: int, folder: Path) -> tuple[Damage, Path]:
    """Return the damage of a number and the file it made; numbers beyond the list come round with other variations."""
    damage = DAMAGES[number % len(DAMAGES)]
    return damage, damage.build(folder, random.Random(number))  # noqa: S311 - nobody's secret

"""Bank statements become a ledger: every version alike, to the fen, nothing lost, nothing counted twice."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.cli.main import root
from lookthrough.flows.checking import check_ledger
from lookthrough.flows.intake import format_of, read_files, write_refused
from lookthrough.flows.source import Unreadable, fen_of, moment_of
from lookthrough.flows.source_mapping import read_mapping
from lookthrough.kernel.files import FileRefused

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/howto/bank-files"
VERSIONS = ("02", "06", "08", "10")


def statement(version: str = "08") -> Path:
    return EXAMPLES / f"statement.camt.053.001.{version}.xml"


def mapping():
    return read_mapping(EXAMPLES / "mapping.yml")


def read(tmp_path: Path, *paths: Path, out: str = "ledger", **more):
    return read_files(paths=paths, out=tmp_path / out, mapping=more.pop("mapping", mapping()), **more)


def rows(tmp_path: Path, table: str = "transfers", out: str = "ledger") -> list[dict]:
    return pq.read_table(tmp_path / out / f"{table}.parquet").to_pylist()


def changed(tmp_path: Path, old: str, new: str, version: str = "08", count: int = 1) -> Path:
    text = statement(version).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "changed.xml"
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_reads_to_the_same_ledger(tmp_path, version):
    report = read(tmp_path, statement(version), out=version)
    read(tmp_path, statement("02"), out="first")
    assert report.document["files"][0]["version"] == f"camt.053.001.{version}"
    assert not report.breaks
    for table in ("transfers", "balances", "accounts", "institutions"):
        assert (tmp_path / version / f"{table}.parquet").read_bytes() == (tmp_path / "first" / f"{table}.parquet").read_bytes()


def test_what_is_read_is_a_ledger_with_purposes_listings_and_roles(tmp_path):
    read(tmp_path, statement())
    document = check_ledger(tmp_path / "ledger").document
    assert document["tables"]["transfers"]["accepted"] == 6
    assert document["unknown_accounts"] == 0
    first = rows(tmp_path)[0]
    assert first["purpose"] == "invest"
    assert first["product_id"] == "L1"
    assert first["amount_fen"] == 10_000_000
    assert [one["at"].hour for one in rows(tmp_path)[:2]] == [9, 10]  # 02:10Z is 10:10 in Shanghai
    assert {one["account_id"]: one["role"] for one in rows(tmp_path, "accounts")} == {
        "900100": "custody",
        "900201": "client",
        "900202": "client",
        "900301": "borrower",
    }


def test_a_batch_is_taken_apart_into_its_payments(tmp_path):
    read(tmp_path, statement("02"))
    paid = [(one["to_account_id"], one["amount_fen"]) for one in rows(tmp_path) if one["purpose"] == "payout_principal"]
    assert paid == [("900201", 5_050_000), ("900202", 2_525_000)]


def test_a_batch_that_does_not_add_up_stays_one_transfer_and_is_told(tmp_path):
    report = read(tmp_path, changed(tmp_path, '<Amt Ccy="CNY">50500.00</Amt>', '<Amt Ccy="CNY">50499.99</Amt>'))
    (found,) = report.breaks
    assert (found.element, found.stated, found.counted) == ("NtryDtls", 7_575_000, 7_574_999)
    assert 7_575_000 in [one["amount_fen"] for one in rows(tmp_path)]


def test_only_booked_entries_count_and_the_others_come_back_whole(tmp_path):
    report = read(tmp_path, statement())
    write_refused(tmp_path / "refused.csv", report.refused)
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert refused["column"] == "Ntry/Sts"
    assert refused["found"] == "PDNG"
    assert "BOOK" in refused["reason_en"]
    assert "<EndToEndId>LATE</EndToEndId>" in refused["entry"]
    assert int(refused["row"]) == statement().read_text(encoding="utf-8")[: statement().read_text(encoding="utf-8").index(">88.00<")].count(
        "\n"
    )


def test_reading_again_changes_nothing_byte_for_byte(tmp_path):
    read(tmp_path, statement())
    before = {path.name: path.read_bytes() for path in (tmp_path / "ledger").iterdir()}
    report = read(tmp_path, statement())
    assert report.document["files"][0]["transfers_known"] == 6
    assert {path.name: path.read_bytes() for path in (tmp_path / "ledger").iterdir()} == before


def test_a_payment_that_both_statements_tell_of_is_one_transfer(tmp_path):
    text = statement().read_text(encoding="utf-8")
    begin, end = text.index("      <Ntry>"), text.index("      </Ntry>") + len("      </Ntry>\n")
    own = text[begin:end].replace("CRDT", "DBIT").replace("Dbtr", "Cdtr").replace("900201", "900100")
    mirrored = text[: text.index("      <Bal>")] + own + text[text.index("    </Stmt>") :]
    path = tmp_path / "of-the-client.xml"
    path.write_text(mirrored.replace("<Id>900100</Id></Othr></Id><Ccy>", "<Id>900201</Id></Othr></Id><Ccy>"), encoding="utf-8")
    report = read(tmp_path, statement(), path)
    assert report.document["files"][1]["transfers_known"] == 1
    assert report.document["transfers"] == 6


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("1500.05", "1500.06", "Bal"),
        ("<NbOfNtries>5<", "<NbOfNtries>4<", "TtlNtries/NbOfNtries"),
        ("<Sum>226250.05<", "<Sum>226250.04<", "TtlCdtNtries/Sum"),
        ("<Amt>500.05<", "<Amt>500.06<", "TtlNtries/TtlNetNtry"),
    ],
)
def test_a_control_figure_that_is_one_fen_or_one_entry_off_is_reported(tmp_path, old, new, element):
    report = read(tmp_path, changed(tmp_path, old, new))
    (found,) = report.breaks
    assert found.element == element
    assert abs(found.counted - found.stated) == 1
    assert report.document["transfers"] == 6  # told, not thrown away


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('Ccy="CNY">100000.00', 'Ccy="CNY">12.345', "finer than a fen"),
        ('Ccy="CNY">100000.00', 'Ccy="USD">100000.00', "only CNY"),
        ('Ccy="CNY">100000.00', 'Ccy="CNY">-100000.00', "not an amount"),
        ('Ccy="CNY">100000.00', 'Ccy="CNY">0.00', "above zero"),
        ('Ccy="CNY">100000.00', 'Ccy="CNY">1e5', "not an amount"),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>UP</CdtDbtInd><Sts>", "CRDT or DBIT"),
        ("2026-03-02T09:30:00+08:00", "2026-02-30T09:30:00", "exists"),
        ("2026-03-02T09:30:00+08:00", "1026-03-02T09:30:00", "impossible"),
        ("<Sts><Cd>BOOK</Cd></Sts>", "", "status is missing"),
        ("<Id>900201</Id>", "<Id>900100</Id>", "to itself"),
    ],
)
def test_an_entry_that_cannot_be_taken_is_refused_alone(tmp_path, old, new, reason):
    report = read(tmp_path, changed(tmp_path, old, new))
    assert report.document["transfers"] == 5
    assert any(reason in one.reject.reason.en for one in report.refused)
    assert all(one.entry for one in report.refused)


def test_counterparties_without_a_number_are_not_taken_for_one(tmp_path):
    path = changed(tmp_path, "<DbtrAcct><Id><Othr><Id>900201</Id></Othr></Id></DbtrAcct>", "")
    text = path.read_text(encoding="utf-8").replace("<DbtrAcct><Id><Othr><Id>900202</Id></Othr></Id></DbtrAcct>", "", 1)
    path.write_text(text, encoding="utf-8")
    read(tmp_path, path)
    unknown = [one["from_account_id"] for one in rows(tmp_path) if one["from_account_id"].startswith("external:")]
    assert len(unknown) == len(set(unknown)) == 2


def test_a_reversal_names_the_parties_of_what_it_reverses(tmp_path):
    entry_end = "<BookgDt><DtTm>2026-03-03T15:00:00+08:00"
    text = statement().read_text(encoding="utf-8")
    begin = text.index('<Amt Ccy="CNY">150000.00')
    back = text[begin:].replace("<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>", 1)
    (tmp_path / "reversed.xml").write_text(text[:begin] + back, encoding="utf-8")
    assert entry_end in back
    read(tmp_path, tmp_path / "reversed.xml")
    (made,) = [one for one in rows(tmp_path) if one["purpose"] == "refund"]
    assert (made["from_account_id"], made["to_account_id"]) == ("900301", "900100")


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p"> %p;]>',
    ],
)
def test_entities_and_document_types_are_refused_whole(tmp_path, doctype):
    path = changed(tmp_path, "<Document", doctype + "\n<Document")
    text = path.read_text(encoding="utf-8").replace("投资 标的L1", "&b;&f;", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, path)
    assert "document type" in refusal.value.reason.en
    assert refusal.value.row == 2
    assert not (tmp_path / "ledger").exists()


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.97])
def test_a_file_cut_short_stores_nothing_and_names_the_line(tmp_path, keep):
    text = statement().read_text(encoding="utf-8")
    path = tmp_path / "cut.xml"
    path.write_text(text[: int(len(text) * keep)], encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, path, statement("02"), format="camt.053")
    assert refusal.value.row
    assert not (tmp_path / "ledger").exists()


def test_nesting_without_end_is_refused(tmp_path):
    path = changed(tmp_path, "<GrpHdr>", "<a>" * 100 + "</a>" * 100 + "<GrpHdr>")
    with pytest.raises(FileRefused, match="nested deeper"):
        read(tmp_path, path)


def test_a_statement_in_gbk_is_read_as_it_declares(tmp_path):
    path = tmp_path / "gbk.xml"
    path.write_bytes(statement().read_text(encoding="utf-8").replace("UTF-8", "GBK", 1).encode("gbk"))
    read(tmp_path, path, out="gbk")
    read(tmp_path, statement(), out="utf8")
    assert rows(tmp_path, out="gbk") == rows(tmp_path, out="utf8")


def test_a_folder_of_other_making_is_not_written_over(tmp_path, ledger):
    before = {path.name: path.read_bytes() for path in ledger.iterdir()}
    with pytest.raises(FileRefused, match="not read in"):
        read(tmp_path, statement(), out="ledger")
    assert {path.name: path.read_bytes() for path in ledger.iterdir()} == before


def test_another_payment_under_a_known_id_is_refused(tmp_path):
    read(tmp_path, statement())
    other = changed(tmp_path, ">50000.00<", ">50000.01<")
    report = read(tmp_path, other)
    assert any(one.reject.found == "CB0002" for one in report.refused)
    assert report.document["transfers"] == 6


def test_interbank_payments_and_orders(tmp_path):
    report = read(tmp_path, statement(), EXAMPLES / "payment.pacs.008.001.08.xml", EXAMPLES / "orders.pain.001.001.09.xml")
    assert [one["version"] for one in report.document["files"]] == ["camt.053.001.08", "pacs.008.001.08", "pain.001.001.09"]
    assert report.document["transfers"] == 7  # orders are not payments
    assert (report.document["payment_orders"], report.document["payment_orders_seen_paid"]) == (2, 2)
    assert not report.breaks


@pytest.mark.parametrize("version", ["02", "10"])
def test_pacs_008_of_other_versions(tmp_path, version):
    text = (EXAMPLES / "payment.pacs.008.001.08.xml").read_text(encoding="utf-8").replace("001.08", f"001.{version}")
    (tmp_path / "p.xml").write_text(text, encoding="utf-8")
    report = read(tmp_path, tmp_path / "p.xml")
    assert report.document["files"][0]["version"] == f"pacs.008.001.{version}"
    assert rows(tmp_path)[0]["transfer_id"] == "TX-1"


def test_orders_of_version_03_may_stand_as_transfers_where_asked(tmp_path):
    text = (EXAMPLES / "orders.pain.001.001.09.xml").read_text(encoding="utf-8").replace("001.09", "001.03")
    (tmp_path / "o.xml").write_text(text.replace("<ReqdExctnDt><Dt>2026-03-31</Dt>", "<ReqdExctnDt>2026-03-31"), encoding="utf-8")
    report = read(tmp_path, tmp_path / "o.xml", count_orders=True)
    assert report.document["transfers"] == 2
    assert [one["at"].date() for one in rows(tmp_path)] == [date(2026, 3, 31)] * 2


def test_a_header_that_states_another_sum_is_reported(tmp_path):
    text = (EXAMPLES / "payment.pacs.008.001.08.xml").read_text(encoding="utf-8")
    (tmp_path / "p.xml").write_text(text.replace('CNY">300.00</Ttl', 'CNY">300.01</Ttl'), encoding="utf-8")
    (found,) = read(tmp_path, tmp_path / "p.xml").breaks
    assert (found.stated, found.counted) == (30_001, 30_000)


def test_the_command_reads_reports_and_refuses_with_exit_1(tmp_path):
    out, refused = tmp_path / "ledger", tmp_path / "refused.csv"
    done = CliRunner().invoke(
        root,
        [
            "flows",
            "read",
            str(statement("02")),
            "--out",
            str(out),
            "--mapping",
            str(EXAMPLES / "mapping.yml"),
            "--rejects",
            str(refused),
            "--json",
        ],
    )
    assert done.exit_code == 0
    assert json.loads(done.stdout)["transfers"] == 6
    assert refused.is_file()
    (tmp_path / "other.xml").write_text("<a/>", encoding="utf-8")
    bad = CliRunner().invoke(root, ["flows", "read", str(tmp_path / "other.xml"), "--out", str(tmp_path / "no")])
    assert isinstance(bad.exception, FileRefused)
    assert not (tmp_path / "no").exists()


def test_formats_are_recognised_by_content():
    named = {path.name.split(".")[0]: format_of(path) for path in EXAMPLES.iterdir() if path.suffix != ".yml"}
    assert named == {"statement": "camt.053", "payment": "pacs.008", "orders": "pain.001", "report": "ifcert", "bank-table": "bank_table"}


@given(fen=st.integers(1, 10**15), zeros=st.integers(0, 3))
def test_every_amount_comes_in_exactly(fen, zeros):
    assert fen_of(f"{fen // 100}.{fen % 100:02d}{'0' * zeros}", "CNY", element="Amt") == fen


@given(fen=st.integers(1, 10**15), rest=st.integers(1, 999))
def test_no_amount_finer_than_a_fen_is_rounded(fen, rest):
    with pytest.raises(Unreadable):
        fen_of(f"{fen // 100}.{fen % 100:02d}{rest:03d}", "CNY", element="Amt")


@given(text=st.text(max_size=30))
def test_no_text_at_all_breaks_the_reading_of_a_time(text):
    try:
        moment = moment_of(text, element="Dt")
    except Unreadable:
        return
    assert isinstance(moment, datetime)
    assert moment.tzinfo is None


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(st.tuples(st.integers(1, 10**9), st.booleans(), st.integers(0, 27)), min_size=1, max_size=12), off=st.integers(-1, 1))
def test_opening_and_entries_give_the_closing_balance_or_a_break_says_by_how_much(tmp_path_factory, parts, off):
    tmp_path = tmp_path_factory.mktemp("property")
    net = sum(-fen if out else fen for fen, out, _ in parts)
    yuan = lambda fen: f"{abs(fen) // 100}.{abs(fen) % 100:02d}"  # noqa: E731
    balance = lambda kind, fen: (  # noqa: E731
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{yuan(fen)}</Amt>'
        f"<CdtDbtInd>{'DBIT' if fen < 0 else 'CRDT'}</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>"
    )
    entries = "".join(
        f'<Ntry><Amt Ccy="CNY">{yuan(fen)}</Amt><CdtDbtInd>{"DBIT" if out else "CRDT"}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{date(2026, 3, 1) + timedelta(days=day)}</Dt></BookgDt></Ntry>"
        for fen, out, day in parts
    )
    path = tmp_path / "s.xml"
    path.write_text(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.04"><BkToCstmrStmt><Stmt>'
        "<Acct><Id><Othr><Id>1</Id></Othr></Id></Acct>"
        f"{balance('OPBD', 500)}{balance('CLBD', 500 + net + off)}{entries}</Stmt></BkToCstmrStmt></Document>",
        encoding="utf-8",
    )
    report = read(tmp_path, path)
    assert [one.counted - one.stated for one in report.breaks] == ([-off] if off else [])
    assert sum(-one["amount_fen"] if one["from_account_id"] == "1" else one["amount_fen"] for one in rows(tmp_path)) == net
    assert len(rows(tmp_path)) == len(parts)  # equal entries are as many transfers

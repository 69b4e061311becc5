"""The transfers behind a finding are kept whole with its run, wherever they lie, and say to which listing they belong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alert_builders import finding
from examples import slow_examples
from lookthrough.flows.evidence import EVIDENCE, TRANSFERS, evidence_table, with_evidence
from lookthrough.flows.evidence_kept import evidence_page, evidence_transfer, write_evidence
from lookthrough.flows.parties import parties_of
from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate

AT = datetime(2026, 3, 3, 9)  # noqa: DTZ001 - the ledger has no zone


def transfer(number: int, product: str | None = None, source: str | None = "I1", target: str | None = None, fen: int = 100) -> dict:
    return {
        "transfer_id": f"T{number}", "at": AT, "from_account_id": f"A{number}", "from_role": "custody" if source else "external",
        "from_institution_id": source, "to_account_id": f"B{number}", "to_role": "external", "to_institution_id": target,
        "purpose": "disburse", "product_id": product, "amount_fen": fen, "order_id": None,
    }  # fmt: skip


def listing(rows: list[dict], **changes: object) -> str | None:
    table = pa.Table.from_pylist(rows, schema=TRANSFERS)
    (one,) = with_evidence([(finding(**changes), list(range(len(rows))))], table, list(range(len(rows))))
    assert one.evidence == tuple(row["transfer_id"] for row in rows)
    return one.details.get("product_id")


def test_evidence_of_one_listing_names_it() -> None:
    assert listing([transfer(1, "L1"), transfer(2, "L1")]) == "L1"
    assert listing([transfer(1, "L1"), transfer(2, "L2")]) is None
    assert listing([transfer(1), transfer(2)]) is None
    assert listing([]) is None


def test_money_lent_and_passed_on_still_belongs_to_its_listing() -> None:
    assert listing([transfer(1, "L1"), transfer(2, source=None), transfer(3, source=None)]) == "L1"
    assert listing([transfer(1, "L1"), transfer(2, source="I1")]) is None, "the books' own money without a listing is of none"
    assert listing([transfer(1, "L1"), transfer(2, source=None, target="I2")]) is None


def test_a_party_s_evidence_belongs_to_a_listing_only_if_all_of_it_says_so() -> None:
    party = {"subject_type": "party", "subject_id": "P1"}
    assert listing([transfer(1, "L1"), transfer(2, "L1")], **party) == "L1"
    assert listing([transfer(1, "L1"), transfer(2, source=None)], **party) is None


def test_a_listing_that_the_rule_names_stays() -> None:
    assert listing([transfer(1, "L1")], details={"part_fen": 1, "product_id": "L9"}) == "L9"


@settings(deadline=None, max_examples=slow_examples(20))
@given(st.lists(st.lists(st.integers(0, 30), max_size=8, unique=True), max_size=6), st.integers(1, 4))
def test_pages_of_evidence_are_the_whole_of_it(tmp_path_factory: pytest.TempPathFactory, chosen: list[list[int]], size: int) -> None:
    folder = tmp_path_factory.mktemp("run")
    transfers = pa.Table.from_pylist([transfer(number, fen=number + 1) for number in range(31)], schema=TRANSFERS)
    _no_moves(folder)
    found = [finding(f"I{place}", evidence=tuple(f"T{number}" for number in some)) for place, some in enumerate(chosen)]
    write_evidence(folder, evidence_table(found, transfers))
    for one, some in zip(found, chosen, strict=True):
        asked = {"finding_id": one.finding_id, "institution_id": "I1", "page_size": size}
        pages = [evidence_page(folder, page=page, **asked) for page in range(1, 10)]
        rows = [row for page in pages if page for row in page.rows]
        assert [row.transfer_id for row in rows] == [f"T{number}" for number in sorted(some, reverse=True)]
        if some:
            assert pages[0]
            assert (pages[0].total_rows, pages[0].total_fen) == (len(some), sum(number + 1 for number in some))
        else:
            assert pages[0] is None
        for number in (0, 7):
            single = evidence_transfer(folder, finding_ids=[one.finding_id], transfer_id=f"T{number}")
            assert (single is not None) is (number in some)


def _no_moves(folder: Path) -> None:
    text = ("institution_id", "transfer_id", "origin")
    pq.write_table(pa.schema([*((name, pa.string()) for name in text), ("part_fen", pa.int64())]).empty_table(), folder / "moves.parquet")


def test_what_was_found_after_the_run_stands_beside_it_and_is_written_anew(tmp_path: Path) -> None:
    _no_moves(tmp_path)
    transfers = pa.Table.from_pylist([transfer(1), transfer(2)], schema=TRANSFERS)
    run, later = finding("I1", evidence=("T1",)), finding("I2", evidence=("T2",))
    write_evidence(tmp_path, evidence_table([run], transfers))
    for known in ([later], []):
        write_evidence(tmp_path, evidence_table(known, transfers), kind="product_registration")
        for one, there in ((run, True), (later, later in known)):
            asked = evidence_page(tmp_path, finding_id=one.finding_id, institution_id="", page=1, page_size=9)
            assert (asked is not None) is there


def test_a_run_keeps_every_transfer_of_every_finding_as_the_ledger_has_it(tmp_path: Path) -> None:
    rules = ["self_financing", "public_fan_in", "circular_flow", "ponzi_payout"]
    simulate(institutions=8, days=200, seed=31, out=tmp_path / "ledger", bad_share=0.8, rules=rules, start=date(2026, 1, 1))
    report = run_ledger(ledger=tmp_path / "ledger", out=tmp_path / "out", rules=rules)
    kept = pq.read_table(tmp_path / "out" / "evidence.parquet", schema=EVIDENCE)
    assert {one.subject_type for one in report.findings} == {"institution", "party"}
    pairs = {(one.finding_id, transfer_id) for one in report.findings for transfer_id in one.evidence}
    assert set(zip(kept["finding_id"].to_pylist(), kept["transfer_id"].to_pylist(), strict=True)) == pairs
    assert len(kept) == len(pairs)
    with duckdb.connect() as con:
        con.register("kept", kept)
        for name in ("transfers", "accounts"):
            con.register(name, pq.read_table(tmp_path / "ledger" / f"{name}.parquet"))
        same = con.execute(
            "SELECT count(*) FROM kept k JOIN transfers t USING (transfer_id) JOIN accounts f ON f.account_id = t.from_account_id "
            "JOIN accounts o ON o.account_id = t.to_account_id "
            'WHERE k."at" = t."at" AND k.from_account_id = t.from_account_id AND k.to_account_id = t.to_account_id '
            "AND k.amount_fen = t.amount_fen AND k.purpose = t.purpose AND k.product_id IS NOT DISTINCT FROM t.product_id "
            "AND k.order_id IS NOT DISTINCT FROM t.order_id AND k.from_role = f.role AND k.to_role = o.role "
            "AND (f.institution_id IS NULL OR k.from_institution_id = f.institution_id)"
        ).fetchone()
    assert same == (len(kept),)
    beyond = kept.filter(pa.compute.and_(kept["from_institution_id"].is_null(), kept["to_institution_id"].is_null()))
    assert len(beyond), "what was paid outside all institutions is kept too"


def test_parties_are_told_and_people_get_no_name(tmp_path: Path) -> None:
    rows = [
        {"party_id": "F", "kind": "company", "name": "示例商贸有限公司", "identifier": " 91990102ma0000000x", "region_code": "990102"},
        {"party_id": "H", "kind": "person", "name": "不该在此", "identifier": "3f9c", "region_code": "990103"},
        {"party_id": "U", "kind": "unknown", "name": "可能是人", "identifier": None, "region_code": "somewhere far"},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "parties.parquet")
    firm, person, unknown = parties_of(ledger=tmp_path, party_ids=["U", "H", "F", "nobody"])
    assert (firm.name, firm.identifier, firm.region_code) == ("示例商贸有限公司", "91990102MA0000000X", "990102")
    assert (person.name, person.identifier, person.is_person) == ("", "3f9c", True)
    assert (unknown.name, unknown.region_code) == ("", "")

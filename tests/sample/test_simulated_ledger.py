"""A generated ledger is one that institutions could have written: right columns, right roles, money that is really there."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from lookthrough.flows import tables as public
from lookthrough.flows.classes import Purpose
from lookthrough.kernel.identifiers import check_uscc, organisation_check_digit
from lookthrough.sample.operations import simulate
from lookthrough.sample.tables import SCHEMAS
from sample.reading_ledgers import BALANCES, TABLES, contents, count, opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of sixty institutions, a fifth of which go wrong."""
    out = tmp_path_factory.mktemp("simulated") / "ledger"
    simulate(institutions=60, days=365, seed=7, bad_share=0.2, rules=["client_money_diversion", "ponzi_payout"], out=out)
    return out


@pytest.fixture(scope="module")
def ledger(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = opened(folder)
    yield con
    con.close()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("first", 3), ("again", 3), ("other", 4)):
        simulate(institutions=6, days=90, seed=seed, bad_share=0.5, out=tmp_path / name)

    assert contents(tmp_path / "first") == contents(tmp_path / "again")
    assert contents(tmp_path / "first") != contents(tmp_path / "other")


def test_writing_again_replaces_the_ledger_and_leaves_other_files_alone(tmp_path: Path) -> None:
    out = tmp_path / "ledger"
    simulate(institutions=2, days=60, seed=1, out=out)
    (out / "authority.json").write_text("{}")
    simulate(institutions=3, days=60, seed=1, out=out)

    assert (out / "authority.json").read_text() == "{}"
    assert pq.read_table(out / "institutions.parquet").num_rows == 3
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"], "nothing unfinished is left behind"


def test_every_table_has_the_public_columns(folder: Path) -> None:
    for table in public.LEDGER:
        names = [column.name for column in table.columns]
        assert pq.read_schema(folder / f"{table.name}.parquet").names == names
        assert SCHEMAS[table.name].names == names


@pytest.mark.parametrize("table", public.LEDGER, ids=lambda table: table.name)
def test_values_are_what_the_formats_allow(table: public.Table, ledger: duckdb.DuckDBPyConnection) -> None:
    for column in table.columns:
        given = f'SELECT count(*) FROM {table.name} WHERE "{column.name}" IS NULL'
        if not column.optional:
            assert count(ledger, given) == 0, column.name
        if column.words:
            found = {word for (word,) in ledger.execute(f'SELECT DISTINCT "{column.name}" FROM {table.name}').fetchall()}
            assert found <= set(column.words), column.name
        if column.kind == "positive_fen":
            assert count(ledger, f'SELECT count(*) FROM {table.name} WHERE "{column.name}" <= 0') == 0
    if table.key:
        assert count(ledger, f"SELECT count(*) - count(DISTINCT {table.key}) FROM {table.name}") == 0


@pytest.mark.parametrize(
    ("column", "of"),
    [
        ("transfers.from_account_id", "accounts.account_id"),
        ("transfers.to_account_id", "accounts.account_id"),
        ("transfers.product_id", "products.product_id"),
        ("accounts.holder_party_id", "parties.party_id"),
        ("accounts.institution_id", "institutions.institution_id"),
        ("institutions.operator_party_id", "parties.party_id"),
        ("products.borrower_party_id", "parties.party_id"),
        ("products.guarantor_party_id", "parties.party_id"),
        ("products.underlying_id", "products.product_id"),
        ("relations.from_party_id", "parties.party_id"),
        ("relations.to_party_id", "parties.party_id"),
        ("withdrawals.account_id", "accounts.account_id"),
    ],
)
def test_whatever_a_row_names_is_there(column: str, of: str, ledger: duckdb.DuckDBPyConnection) -> None:
    table, name = column.split(".")
    other, key = of.split(".")
    missing = f"SELECT count(*) FROM {table} WHERE {name} IS NOT NULL AND {name} NOT IN (SELECT {key} FROM {other})"

    assert count(ledger, missing) == 0


@pytest.mark.parametrize(("kind", "of"), [("institution", "institutions.institution_id"), ("party", "parties.party_id")])
def test_whoever_the_truth_speaks_of_is_there(kind: str, of: str, ledger: duckdb.DuckDBPyConnection) -> None:
    table, key = of.split(".")
    told = f"SELECT count(*) FROM truth WHERE subject_type = '{kind}'"

    assert count(ledger, told) > 0
    assert count(ledger, f"{told} AND subject_id NOT IN (SELECT {key} FROM {table})") == 0


# contracts, «What accounts are»; a bank's charge is the one fee that no operator gets; loans that guarantors vouch for run from bank
# account to bank account, and their clients pay the fee from there
PATTERNS = {
    "recharge": {("external", "client"), ("external", "borrower"), ("external", "merchant")},
    "invest": {("client", "custody"), ("external", "own")},
    "disburse": {("custody", "borrower"), ("external", "external")},
    "repay_principal": {("borrower", "custody"), ("external", "external")},
    "repay_interest": {("borrower", "custody"), ("external", "external")},
    "payout_principal": {("custody", "client"), ("own", "external")},
    "payout_interest": {("custody", "client"), ("own", "external")},
    "withdraw": {("client", "external"), ("borrower", "external"), ("merchant", "external")},
    "fee": {("custody", "own"), ("borrower", "own"), ("reserve", "own"), ("custody", "external"), ("external", "own")},
}


def test_each_purpose_joins_the_accounts_it_should(ledger: duckdb.DuckDBPyConnection) -> None:
    found = ledger.execute("SELECT purpose, from_role, to_role, count(*) FROM moved GROUP BY ALL").fetchall()

    assert {purpose for purpose, *_ in found} == set(Purpose.words()), "every purpose occurs"
    odd = [row for row in found if row[0] in PATTERNS and (row[1], row[2]) not in PATTERNS[row[0]]]
    assert odd == []


def test_what_bypasses_custody_is_only_what_the_conduct_says(ledger: duckdb.DuckDBPyConnection) -> None:
    past = """
    SELECT DISTINCT coalesce(from_institution, to_institution) FROM moved
    WHERE purpose IN ('invest', 'payout_principal', 'payout_interest')
    AND (from_role, to_role) IN (('external', 'own'), ('own', 'external'))"""
    bypassing = {institution for (institution,) in ledger.execute(past).fetchall()}
    told = {i for (i,) in ledger.execute("SELECT subject_id FROM truth WHERE kind = 'guilty' AND variant = 'bypass'").fetchall()}

    assert bypassing <= told


def test_bank_charges_are_small_and_go_to_the_bank_that_keeps_the_accounts(ledger: duckdb.DuckDBPyConnection) -> None:
    charges = ledger.execute(
        "SELECT m.amount_fen, p.name, i.custodian_bank FROM moved m JOIN parties p ON p.party_id = m.to_holder "
        "JOIN institutions i ON i.institution_id = m.from_institution WHERE m.purpose = 'fee' AND m.to_role = 'external'"
    ).fetchall()

    assert charges
    assert all(0 < fen <= 500_00 and to == bank for fen, to, bank in charges)


def test_a_transfer_never_goes_to_the_account_it_comes_from(ledger: duckdb.DuckDBPyConnection) -> None:
    assert count(ledger, "SELECT count(*) FROM transfers WHERE from_account_id = to_account_id") == 0


def test_no_account_within_an_institution_is_ever_below_zero(ledger: duckdb.DuckDBPyConnection) -> None:
    below = f"SELECT count(*) FROM ({BALANCES}) JOIN accounts USING (account_id) WHERE balance < 0 AND role <> 'external'"

    assert count(ledger, below) == 0


def test_what_an_institution_holds_is_what_came_in_less_what_went_out(ledger: duckdb.DuckDBPyConnection) -> None:
    """Over all accounts of an institution, transfers across its border are all that changes its money."""
    across = """
    SELECT i, sum(fen) AS fen FROM (
      SELECT to_institution AS i, amount_fen AS fen FROM moved WHERE to_institution IS DISTINCT FROM from_institution
      UNION ALL SELECT from_institution, -amount_fen FROM moved WHERE to_institution IS DISTINCT FROM from_institution)
    WHERE i IS NOT NULL GROUP BY i"""
    held = """
    SELECT institution_id AS i, sum(fen) AS fen FROM (
      SELECT to_account_id AS a, amount_fen AS fen FROM transfers UNION ALL SELECT from_account_id, -amount_fen FROM transfers)
    JOIN accounts ON account_id = a WHERE institution_id IS NOT NULL GROUP BY 1"""

    assert count(ledger, f"SELECT count(*) FROM ({across}) a FULL JOIN ({held}) h USING (i) WHERE a.fen IS DISTINCT FROM h.fen") == 0
    assert count(ledger, f"SELECT count(*) FROM ({held})") >= 60


def test_firms_bear_sound_credit_codes_and_people_only_a_hash(ledger: duckdb.DuckDBPyConnection) -> None:
    codes = [code for (code,) in ledger.execute("SELECT identifier FROM parties WHERE kind <> 'person'").fetchall()]
    people = ledger.execute("SELECT name, identifier FROM parties WHERE kind = 'person'").fetchall()

    assert codes
    assert [code for code in codes if check_uscc(code) or code[16] != organisation_check_digit(code[8:16])] == []
    assert len(set(codes)) == len(codes)
    assert all(name is None and len(key) == 64 and set(key) <= set("0123456789abcdef") for name, key in people)
    assert len({key for _, key in people}) == len(people)


def test_a_client_is_paid_back_no_more_principal_than_was_put_in(ledger: duckdb.DuckDBPyConnection) -> None:
    """Sound lending platforms: what a listing's clients get back is what its borrower, or who stands in, repaid."""
    query = """
    WITH sound AS (SELECT subject_id AS i FROM truth WHERE rule = 'ponzi_payout' AND kind = 'innocent'),
    paid AS (SELECT product_id, sum(amount_fen) FILTER (purpose = 'payout_principal') AS out,
                    sum(amount_fen) FILTER (purpose = 'invest') AS put_in FROM transfers GROUP BY 1)
    SELECT count(*) FROM paid JOIN products USING (product_id) JOIN sound ON i = institution_id
    WHERE coalesce(out, 0) > coalesce(put_in, 0)"""

    assert count(ledger, query) == 0


def test_nobody_at_a_sound_platform_owes_more_than_the_limit(ledger: duckdb.DuckDBPyConnection) -> None:
    query = """
    WITH moves AS (
      SELECT p.borrower_party_id AS borrower, p.institution_id, m."at",
        CASE m.purpose WHEN 'disburse' THEN m.amount_fen ELSE -m.amount_fen END AS fen
      FROM moved m JOIN products p USING (product_id) JOIN institutions i ON i.institution_id = p.institution_id
      WHERE i.business = 'p2p' AND p.kind = 'loan' AND m.purpose IN ('disburse', 'repay_principal')
      AND i.institution_id NOT IN (SELECT subject_id FROM truth WHERE kind = 'guilty')),
    owed AS (SELECT borrower, sum(fen) OVER (PARTITION BY borrower, institution_id ORDER BY "at") AS fen FROM moves)
    SELECT count(*) FROM owed JOIN parties ON party_id = borrower
    WHERE fen > CASE kind WHEN 'person' THEN 20000000 ELSE 100000000 END"""

    assert count(ledger, query) == 0


def test_some_people_are_clients_of_several_institutions(ledger: duckdb.DuckDBPyConnection) -> None:
    several = "SELECT holder_party_id FROM accounts WHERE role = 'client' GROUP BY 1 HAVING count(DISTINCT institution_id) > 1"

    assert count(ledger, f"SELECT count(*) FROM ({several})") > 20


def test_tables_come_in_the_order_of_the_contract_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table}.parquet" for table in TABLES)

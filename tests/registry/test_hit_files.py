"""From a file of companies to a file of hits at the terminal: what is written, what is refused, and that nothing else happens."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lookthrough.cli.main import main
from registry.register import COLUMNS, code, firm, write

HIT_COLUMNS = ["row", "uscc", "name", "field", "word", "start", "list", "grade", "negated", "licensed"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run ``lookthrough registry screen …``; return exit code, stdout and stderr."""

    def lookthrough(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lookthrough", "registry", "screen", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            main()
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return lookthrough


ROWS = [
    firm(1, name="某市金融信息服务有限公司", business_scope="投资管理（不得从事吸收存款）"),
    firm(2),
    firm(3, name="某市銀行", business_scope="吸收公众存款"),
    firm(4, name=" ", business_scope="金融"),
    firm(5, name="某市第五百货公司", business_scope="N/A"),
]


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_hits_carry_the_columns_of_the_contract(tmp_path: Path, run: Any, suffix: str) -> None:
    source = write(tmp_path / f"companies{suffix}", ROWS)
    exit_code, out, _ = run(source, "--out", tmp_path / "hits.parquet", "--rejects", tmp_path / "rejects.csv", "--json")
    hits = pq.read_table(tmp_path / "hits.parquet")
    assert hits.column_names[: len(HIT_COLUMNS)] == HIT_COLUMNS
    assert [(hit["row"], hit["field"], hit["word"], hit["start"], hit["grade"], hit["negated"]) for hit in hits.to_pylist()] == [
        (1, "name", "金融", 2, "block", False),
        (1, "scope", "投资管理", 0, "watch", False),
        (1, "scope", "吸收存款", 9, "none", True),
        (3, "scope", "吸收公众存款", 0, "watch", False),
    ]
    assert exit_code == 0
    assert json.loads(out) | {"companies": 4, "refused": 1, "companies_hit": 2, "companies_graded": 2, "hits": 4} == json.loads(out)
    assert "缺少企业名称" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()[1]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "companies.csv", ROWS)
    for suffix in (".csv", ".csv.gz", ".parquet"):
        run(source, "--out", tmp_path / f"a{suffix}")
        run(source, "--out", tmp_path / f"b{suffix}")
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == (tmp_path / "a.csv").read_bytes()
    assert (tmp_path / "a.csv").read_text().splitlines()[
        1
    ] == f"1,{code(1)},某市金融信息服务有限公司,name,金融,2,act-737-art-9,block,false,false,金融"


def test_a_file_without_hits_has_the_columns_all_the_same(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "companies.csv", [firm(1, name='某市"第一"\n公司')])
    assert run(source, "--out", tmp_path / "hits.parquet")[0] == 0
    hits = pq.read_table(tmp_path / "hits.parquet")
    assert (hits.num_rows, hits.column_names[: len(HIT_COLUMNS)], str(hits.schema.field("negated").type)) == (0, HIT_COLUMNS, "bool")


def test_quotes_and_line_breaks_in_a_name_come_through(tmp_path: Path, run: Any) -> None:
    name = '某市"金融"\n公司，一'
    run(write(tmp_path / "companies.csv", [firm(1, name=name)]), "--out", tmp_path / "hits.parquet")
    assert [hit["name"] for hit in pq.read_table(tmp_path / "hits.parquet").to_pylist()] == [name]


def test_licences_on_a_day(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "companies.csv", ROWS)
    licences = write(
        tmp_path / "licences.csv",
        [
            {"uscc": code(3), "kind": "bank", "valid_from": "2010-01-01", "valid_to": "2024-12-31"},
            {"uscc": code(1), "kind": "own", "valid_from": "2010-01-01", "words": "金融、投资管理"},
            {"uscc": code(1), "kind": "alchemy", "valid_from": "2010-01-01"},
            {"uscc": code(1), "kind": "bank", "valid_from": "2010-02-30"},
            {"uscc": code(1), "kind": "bank", "valid_from": "2010-02-03", "valid_to": "2009-01-01"},
        ],
        columns=("uscc", "kind", "valid_from", "valid_to", "words"),
    )
    outcomes = {}
    for day in ("2024-12-31", "2025-01-01"):
        run(source, "--out", tmp_path / "hits.parquet", "--licences", licences, "--on", day, "--rejects", tmp_path / "rejects.csv")
        outcomes[day] = [hit["licensed"] for hit in pq.read_table(tmp_path / "hits.parquet").to_pylist()]
    assert outcomes == {"2024-12-31": [True, True, False, True], "2025-01-01": [True, True, False, False]}
    refused = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[:3] for line in refused.splitlines()[1:]] == [
        ["licences.csv", "3", "kind"],
        ["licences.csv", "4", "valid_from"],
        ["licences.csv", "5", "valid_to"],
        ["companies.csv", "4", "name"],
    ]


def test_without_a_day_it_is_the_last_that_the_inputs_know_of(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "companies.csv", [firm(1, established_on="2023-04-05"), firm(2, established_on="not a day")])
    licences = write(
        tmp_path / "licences.csv", [{"uscc": code(1), "kind": "bank", "valid_from": "2010-01-01"}], columns=("uscc", "kind", "valid_from")
    )
    _, out, _ = run(source, "--out", tmp_path / "hits.csv", "--licences", licences, "--json")
    assert json.loads(out)["on"] == "2023-04-05"


def test_an_unknown_event_refuses_the_row(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "companies.csv", [firm(1, event="renamed"), firm(2, event="", name="某某金融公司")])
    _, out, _ = run(source, "--out", tmp_path / "hits.csv", "--json", "--rejects", tmp_path / "rejects.csv")
    assert (json.loads(out)["refused"], json.loads(out)["hits"]) == (1, 1)


def test_a_row_with_too_few_values_is_refused_and_the_next_keeps_its_number(tmp_path: Path, run: Any) -> None:
    source = tmp_path / "companies.csv"
    source.write_text("name,uscc,business_scope\n某某金融公司\n某某理财公司,X,\n", encoding="utf-8")
    run(source, "--out", tmp_path / "hits.parquet", "--rejects", tmp_path / "rejects.csv")
    assert [hit["row"] for hit in pq.read_table(tmp_path / "hits.parquet").to_pylist()] == [2]
    assert (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("companies.csv,1,")


def damaged(tmp_path: Path) -> dict[str, Path]:
    """Write one file of each kind of damage."""
    gbk, cut, empty, quote = (tmp_path / name for name in ("gbk.csv", "cut.csv.gz", "empty.csv", "quote.csv"))
    gbk.write_bytes(write(tmp_path / "whole.csv", ROWS).read_text().encode("gbk"))
    cut.write_bytes(write(tmp_path / "whole.csv.gz", ROWS * 50).read_bytes()[:-30])
    empty.touch()
    quote.write_text('name,uscc,business_scope\n"某某公司,x,y\n', encoding="utf-8")
    cut_parquet = tmp_path / "cut.parquet"
    cut_parquet.write_bytes(write(tmp_path / "whole.parquet", ROWS).read_bytes()[:-40])
    columns = tuple(name for name in COLUMNS if name != "business_scope")
    return {
        "UTF-8": gbk, "cut short": cut, "empty": empty, "not a sound CSV row": quote, "damaged or cut short": cut_parquet,
        "no such file": tmp_path / "nowhere.csv", "business_scope": write(tmp_path / "column.csv", ROWS, columns=columns),
    }  # fmt: skip


def test_a_damaged_file_is_refused_and_nothing_is_written(tmp_path: Path, run: Any) -> None:
    for reason, source in damaged(tmp_path).items():
        exit_code, _, said = run(source, "--out", tmp_path / "hits.parquet")
        assert (exit_code, reason in said, source.name in said) == (1, True, True), (reason, said)
        assert not (tmp_path / "hits.parquet").exists()


def test_a_missing_column_is_named_in_the_document(tmp_path: Path, run: Any) -> None:
    exit_code, out, _ = run(damaged(tmp_path)["business_scope"], "--out", tmp_path / "hits.csv", "--json")
    assert (exit_code, json.loads(out)["error"]["column"]) == (1, "business_scope")


def test_an_unknown_kind_of_output_is_wrong_usage(tmp_path: Path, run: Any) -> None:
    assert run(write(tmp_path / "companies.csv", ROWS), "--out", tmp_path / "hits.xlsx")[0] == 2


def test_screening_does_not_open_the_store(tmp_path: Path) -> None:
    source = write(tmp_path / "companies.csv", ROWS)
    home = tmp_path / "home"
    command = [sys.executable, "-c", "from lookthrough.cli.main import main; main()", "registry", "screen", str(source)]
    done = subprocess.run([*command, "--out", str(tmp_path / "h.csv")], env={"LOOKTHROUGH_HOME": str(home)}, check=False)
    assert (done.returncode, home.exists()) == (0, False)

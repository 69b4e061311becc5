"""``lookthrough flows simulate``: a generated ledger with the truth beside it."""

from __future__ import annotations

import time
from pathlib import Path

import click

from lookthrough.cli.output import answer, json_option, progress
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text


@click.command(epilog="Example: lookthrough flows simulate --institutions 40 --days 365 --seed 1 --out ledger")
@click.option("--institutions", type=click.IntRange(1, 1_000_000), required=True, help="How many institutions.")
@click.option("--days", type=click.IntRange(1, 5_000), required=True, help="How many days.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), required=True, help="Same seed and flags, same bytes.")
@click.option("--bad-share", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share of institutions that go wrong.")
@click.option("--transfers", type=click.IntRange(1, 2 * 10**9), help="About how many transfers [default: 7,500 an institution and year].")
@click.option("--conducts", help="Comma-separated conducts of those that go wrong [default: each for which a rule stands].")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the ledger.")
@json_option
def simulate(
    *, institutions: int, days: int, seed: int, bad_share: float, transfers: int | None, conducts: str | None, out: Path, as_json: bool
) -> None:
    """Write a ledger of invented institutions, with truth.parquet saying what truly happened."""
    from lookthrough.sample import operations

    begin = time.perf_counter()
    try:
        with progress("模拟账本 simulate", institutions) as advance:
            written = operations.simulate(
                institutions=institutions, days=days, seed=seed, bad_share=bad_share, transfers=transfers, rules=_known(conducts), out=out,
                on_progress=advance,
            )  # fmt: skip
    except OSError as error:
        raise FileRefused(file=str(out), reason=Text("无法写入", f"cannot be written ({error.strerror or error})")) from error
    document = {"out": str(out), "seed": seed, "rows": written.rows, "guilty": written.guilty, "collapsed": written.collapsed}
    answer(document, as_json=as_json, lines=lambda: [_sentence(out, written.rows, written.guilty, time.perf_counter() - begin)])


def _known(named: str | None) -> list[str] | None:
    """Return the conducts named, or None for the default; an unknown one is wrong usage."""
    from lookthrough.sample.conducts import conducts

    if named is None:
        return None
    words = [word.strip() for word in named.split(",")]
    if unknown := sorted(set(words) - set(conducts())):
        known = ", ".join(conducts())
        raise click.BadParameter(f"没有此行为 no such conduct: {', '.join(unknown)} ({known})", param_hint="--conducts")
    return words


def _sentence(out: Path, rows: dict[str, int], guilty: int, seconds: float) -> str:
    count = rows["transfers"]
    return (
        f"{out}: {count:,} 笔 transfers, {rows['institutions']:,} 家机构 institutions, {guilty} 家违规 guilty "
        f"({seconds:.1f} s, {count / seconds:,.0f}/s)"
    )

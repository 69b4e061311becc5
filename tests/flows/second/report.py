"""Print how each rule fares in the second city: ``cd tests && python -m flows.second.report --seeds 11 12 13 [--rules a,b]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from flows.second.city import RULES
from flows.second.examination import Examination, examine

HEAD = f"{'rule':<26}{'guilty':>7}{'found':>7}{'innocents':>11}{'wrongly found':>15}{'recall':>9}{'precision':>11}"


def table(examination: Examination) -> list[str]:
    """One line a rule; a rule that the command does not know yet has no figures."""
    lines = [HEAD]
    for rule in RULES:
        verdict = examination.verdicts[rule]
        counts = f"{rule:<26}{len(verdict.guilty):>7}"
        if rule in examination.ran:
            found, wronged = len(verdict.guilty - verdict.missed), len(verdict.wronged)
            counts += f"{found:>7}{len(verdict.innocent):>11}{wronged:>15}{verdict.recall:>9.3f}{verdict.precision:>11.3f}"
        else:
            counts += f"{'–':>7}{len(verdict.innocent):>11}{'not run':>15}"
        lines.append(counts)
    return lines


def main(words: list[str] | None = None) -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    reader.add_argument("--rules", help="comma-separated; default: all that the command knows")
    reader.add_argument("--keep", type=Path, help="keep ledgers (with truth.parquet) and findings in this folder")
    asked = reader.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        examination = examine(asked.seeds, asked.keep or Path(folder), asked.rules)
    lines = table(examination)
    for rule in sorted(examination.ran):
        verdict = examination.verdicts[rule]
        names = [f"  missed: {one}" for one in examination.named(verdict.missed)]
        names += [f"  wrongly found: {one}" for one in examination.named(verdict.wronged)]
        lines += ["", rule, *names] if names else []
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""Looks at a ledger before anything is done with it: what is there, what is refused, which rules can be assessed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookthrough.flows.coding import code_ledger
from lookthrough.flows.quality import quality_report
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.run import choose_rules, connection
from lookthrough.kernel.files import Reject


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The data-quality report as plain values, and the refused rows."""

    document: dict[str, Any]
    rejects: list[Reject]


def check_ledger(folder: Path) -> CheckReport:
    """Read a ledger and report on it; raises ``FileRefused`` where a run would refuse it too."""
    with connection() as con:
        read = open_ledger(con, folder)
        codes = code_ledger(read)
        chosen, not_assessed = choose_rules(read, None)
        first, last = con.execute('SELECT min("at"), max("at") FROM transfers').fetchall()[0]
        untouched = con.execute("SELECT count(*) FROM coded WHERE from_institution IS NULL AND to_institution IS NULL").fetchall()[0][0]
        document = {
            "ledger": folder.name,
            "first_transfer_at": first.isoformat(),
            "last_transfer_at": last.isoformat(),
            "transfers_that_touch_no_institution": untouched,
            "rules_that_can_be_assessed": [rule.name for rule in chosen],
            "rules_not_assessed": not_assessed,
            **quality_report(read, codes, {}),
        }
    return CheckReport(document, read.rejects)

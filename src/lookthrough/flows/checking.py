"""Looks at a ledger before anything is done with it: what is there, what is refused, which rules can be assessed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lookthrough.flows.coding import Codes, code_ledger, with_unlisted_accounts
from lookthrough.flows.columns import rows_by_institution
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.looking import choose_rules
from lookthrough.flows.quality import quality_report
from lookthrough.flows.reading import LedgerRead, open_ledger
from lookthrough.flows.row_coding import columns
from lookthrough.flows.run import connection
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
        codes, touching = _coded(read)
        chosen, not_assessed = choose_rules(read, None, LimitsInForce())
        first, last = con.execute('SELECT min("at"), max("at") FROM transfers').fetchall()[0]
        document = {
            "ledger": folder.name,
            "first_transfer_at": first.isoformat(),
            "last_transfer_at": last.isoformat(),
            "transfers_that_touch_no_institution": read.tables["transfers"].accepted - touching,
            "rules_that_can_be_assessed": [rule.name for rule in chosen],
            "rules_not_assessed": not_assessed,
            **quality_report(read, codes, {}),
        }
    return CheckReport(document, read.rejects)


def _coded(read: LedgerRead) -> tuple[Codes, int]:
    """Code the ledger; return its codes and how many transfers touch an institution."""
    codes = code_ledger(read)
    found = columns(read)
    codes = with_unlisted_accounts(codes, found.unlisted)
    return codes, len(np.unique(rows_by_institution(found, codes).rows))

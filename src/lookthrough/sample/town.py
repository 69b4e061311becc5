"""Who every institution of a ledger may meet: banks, independent guarantors, and people who deal with several institutions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Role
from lookthrough.sample.days import Ints
from lookthrough.sample.entering import BANKS, Entering
from lookthrough.sample.firms import Registrar, words
from lookthrough.sample.house import COMPANY, PERSON, Counters, PartyBlock, Town
from lookthrough.sample.identifiers import mixed, numbered
from lookthrough.sample.tables import SCHEMAS
from lookthrough.sample.writing import words_column

_TRANSFERS_A_SHARED_PERSON = 400
_FEWEST_SHARED = 50


def settle_town(entering: Entering, counters: Counters, registrar: Registrar, *, transfers: int) -> Town:
    """Write the parties that institutions share, each with one bank account."""
    shared = max(_FEWEST_SHARED, transfers // _TRANSFERS_A_SHARED_PERSON)
    people, people_accounts = _settle(entering, counters, PartyBlock(counters.take("party", shared), PERSON))
    names = words()["banks"], words()["guarantors"]
    firms = [registrar.take(len(some)).named(some, industry) for some, industry in zip(names, ("J66", "L72"), strict=True)]
    banks, bank_accounts = _settle(entering, counters, PartyBlock(counters.take("party", len(firms[0])), COMPANY, firms[0]))
    guarantors, guarantor_accounts = _settle(entering, counters, PartyBlock(counters.take("party", len(firms[1])), COMPANY, firms[1]))
    return Town(people, people_accounts, banks, bank_accounts, names[0], guarantors, guarantor_accounts)


def _settle(entering: Entering, counters: Counters, block: PartyBlock) -> tuple[Ints, Ints]:
    entering.parties(block)
    count = len(block.numbers)
    accounts = counters.take("account", count)
    bank = (mixed(accounts, entering.seed + 22) % np.uint64(len(BANKS))).astype(np.int64)
    columns = [
        numbered("A", accounts),
        numbered("P", block.numbers),
        pa.nulls(count, pa.string()),
        words_column(np.full(count, int(Role.EXTERNAL)), Role.words()),
        words_column(bank, BANKS),
        entering.days(np.full(count, -800)),
    ]
    entering.writer.take("accounts", pa.table(columns, names=SCHEMAS["accounts"].names))
    return block.numbers, accounts

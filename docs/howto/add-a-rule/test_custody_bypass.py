"""Custody bypassed: found when it is, silent when it is not."""

from builders import Books
from lookthrough.flows.run import run_ledger


def platform() -> Books:
    """A platform with a custody account, and a client who lends on one listing."""
    books = Books().institution("P1", "p2p").party("Li").party("Xu", "company").product("L1", at="P1", borrower="Xu")
    books.account("custody", "custody", at="P1").account("own", "own", of="P1.op", at="P1")
    return books.account("Li.client", "client", of="Li", at="P1").account("Li.bank", "external", of="Li")


def findings_in(books, folder):
    return run_ledger(ledger=books.write(folder / "ledger"), out=folder / "out", rules=["custody_bypass"]).findings


def test_a_fifth_paid_straight_to_the_operator_is_found_with_its_transfer(tmp_path):
    books = platform().transfer("2026-03-02", "Li.client", "custody", 80_000_00, "invest", product="L1")
    books.transfer("2026-03-03", "Li.bank", "own", 20_000_00, "invest", product="L1", transfer_id="past-custody")
    (finding,) = findings_in(books, tmp_path)
    assert (finding.subject_id, finding.value, finding.severity) == ("P1", 0.2, "high")
    assert finding.evidence == ("past-custody",)
    assert "2万元（20.0%）" in finding.explanation_zh


def test_money_that_passes_custody_is_silent(tmp_path):
    books = platform().transfer("2026-03-02", "Li.client", "custody", 80_000_00, "invest", product="L1")
    books.transfer("2026-03-03", "custody", "own", 100_00, "fee", product="L1")
    assert findings_in(books, tmp_path) == []

"""What a command found is put on record as it was written, shown with its intervals, and names no subject."""

from __future__ import annotations

import json

import pytest

from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import proofs
from proof_builders import BACKTEST, CARD, raw
from registry.working import AT, appoint


def test_a_backtest_is_kept_without_the_subjects_it_names(db: None) -> None:
    people = appoint()
    made = proofs.record(raw=raw(BACKTEST), note="2017年", officer_id=people["analyst"], at=AT)
    kept = proofs.proof(proof_id=made)
    assert kept is not None
    assert kept.document["leads"] == [{"days": 90}, {"days": None}]
    assert "某平台" not in json.dumps(kept.document, ensure_ascii=False)
    with pytest.raises(NotAllowed, match="on record already"):
        proofs.record(raw=raw(BACKTEST), note="", officer_id=people["head"], at=AT)
    proofs.withdraw(proof_id=made, officer_id=people["head"], at=AT)
    assert proofs.proofs() == []
    assert proofs.record(raw=raw(BACKTEST), note="", officer_id=people["head"], at=AT) != made


@pytest.mark.parametrize(
    "given",
    [b"", b"{", b"[]", raw({"model": "x"}), raw({**BACKTEST, "curve": [[1, 7, 1]]}), raw({**CARD, "validation": {"auc": {"all": {}}}})],
    ids=["empty", "broken", "list", "fields missing", "a share of seven", "no figures"],
)
def test_what_no_command_wrote_is_refused_with_advice(db: None, given: bytes) -> None:
    with pytest.raises(NotAllowed, match="as the command wrote it"):
        proofs.record(raw=given, note="", officer_id=appoint()["head"], at=AT)


def test_who_may_not_propose_methods_records_nothing(db: None) -> None:
    with pytest.raises(NotAllowed, match="your role"):
        proofs.record(raw=raw(CARD), note="", officer_id=appoint()["east"], at=AT)

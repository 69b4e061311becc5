"""What a command found is put on record as it was written, shown with its intervals, and names no subject."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alert_builders import People
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import proofs
from registry.working import AT, appoint

Door = Callable[[str], Client]
AREA = {"auc": 0.71, "low": 0.66, "high": 0.76, "standard_error": 0.03}
RATE = {"of": 3, "cases": 5, "share": 0.6, "low": 0.2, "high": 0.9}
BACKTEST: dict[str, Any] = {
    "source": "monthly.csv", "model": "scorecard:platforms@2017", "months": ["2017-01", "2017-06"], "judged": 20, "failed": 5, "auc": AREA,
    "auc_unseen": None, "taught_by": 0, "average_precision": 0.5, "levels": {"red": RATE, "none": RATE},
    "curve": [[50, 0.2, 1.0], [10, 1.0, 0.25]], "leads": [{"subject": "某平台", "days": 90}, {"subject": "另一平台", "days": None}],
    "lead_at_least_60_days": RATE, "work": {"alerts_by_month": {"2017-06": 4}, "alerts_an_officer_and_day": 0.2}, "indicators": {},
}  # fmt: skip
PART = {"mean": 0.72, "low": 0.67, "high": 0.77, "least": 0.7, "most": 0.74, "divisions": 20}
TEXT = {"zh": "用途", "en": "use"}
CARD: dict[str, Any] = {
    "model": "learned@abc", "intended_use": TEXT, "limits_of_use": TEXT,
    "taught_by": {"subjects": 304, "failed": 92, "as_of": "2017-06", "monthly": {"file": "m.csv"}, "outcomes": {"file": "o.csv"}},
    "validation": {"auc": {"all": PART}, "brier": 0.18, "brier_of_telling_all_the_mean": 0.21,
                   "reliability": [{"subjects": 61, "told": 0.1, "came": 0.12}]},
    "indicators": [{"indicator": "tax_arrears", "title": TEXT, "reason": TEXT, "known_of": 300, "alone": AREA,
                    "weights": {"anchors": 0.4, "evidence": 0.1}}],
}  # fmt: skip


def raw(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


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


def test_the_pages_say_how_sure_the_figures_are(people: People, sign_in: Door) -> None:
    head = sign_in("head")
    empty = head.get("/methods/models/").content.decode()
    assert "lookthrough risk train" in empty
    assert "lookthrough risk backtest" in empty
    for document, words in (
        (CARD, ("0.720", "0.670 – 0.770", "0.1800", "说的概率")),
        (BACKTEST, ("0.710", "0.660–0.760", "3 / 5", "60.0%")),
    ):
        sent = head.post("/methods/models/record/", {"file": SimpleUploadedFile("x.json", raw(document))})
        page = head.get(sent.headers["Location"]).content.decode()
        assert all(word in page for word in words), [word for word in words if word not in page]
    assert sign_in("city").post("/methods/models/record/", {}).status_code == 403

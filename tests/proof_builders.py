"""A model card and a back-test as the commands write them, cut short."""

from __future__ import annotations

import json
from typing import Any

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

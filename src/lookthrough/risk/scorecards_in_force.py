"""Which scorecards hold: the house's own dated versions and those that two officers adopted; and the very one a scoring was made with."""

from __future__ import annotations

import json
from datetime import date

from lookthrough.risk import score_kept
from lookthrough.risk.score_models import ScorecardProposal, Scoring
from lookthrough.risk.score_operations import folder_of
from lookthrough.risk.scorecard import Row, Scorecard, all_versions, read_row

ADOPTED = "adopted"


def adopted_scorecards() -> tuple[Scorecard, ...]:
    """Return the versions that officers adopted, oldest first; of scorecards that are no more, none."""
    rows = ScorecardProposal.objects.filter(state=ADOPTED).order_by("valid_from", "decided_at", "id")
    return tuple(version_of(row) for row in rows if row.scorecard in all_versions())


def version_of(proposal: ScorecardProposal) -> Scorecard:
    """Return the scorecard that a proposal would put in force."""
    own = all_versions()[proposal.scorecard][-1]
    rows = tuple(read_row(own.slug, row["indicator"], row) for row in proposal.rows)
    day = proposal.decided_at.date().isoformat() if proposal.decided_at else ""
    zh = f"{proposal.proposed_by} 提出、{proposal.decided_by} 采纳"
    basis = f"办公室设定 {day}，{zh} | office setting {day}, proposed by {proposal.proposed_by}, adopted by {proposal.decided_by}"
    kind = (own.subject, own.kinds, proposal.valid_from, basis, proposal.coverage_needed, rows, own.beside)
    return Scorecard(own.slug, own.title, *kind)


def card_of(scoring: Scoring) -> Scorecard:
    """Return the scorecard as it was when a scoring was made, read from what was kept."""
    said = json.loads((folder_of(scoring.key) / score_kept.METHOD).read_bytes())
    own = all_versions()[scoring.scorecard][-1]
    rows = tuple(
        Row(row["indicator"], row["weight"], tuple((v, s) for v, s in row["anchors"]), row["basis"], row["missing"], row["can_change"])
        for row in said["rows"]
    )
    began = date.fromisoformat(said["valid_from"])
    return Scorecard(own.slug, own.title, own.subject, own.kinds, began, said["basis"], said["coverage_needed"], rows, own.beside)

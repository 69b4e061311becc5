"""The kinds of notices, what is usual for each, and how early a last day is told."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

DUE, ASSIGNED, DECISION, RETURNED = "due", "assigned", "decision", "returned"
KINDS: dict[str, Text] = {
    DUE: Text("期限将到或已过", "a term ends soon or has ended"),
    ASSIGNED: Text("指派给我", "assigned to me"),
    DECISION: Text("请我决定", "a decision is asked of me"),
    RETURNED: Text("退回给我", "returned to me"),
}
DAYS_BEFORE = (1, 2, 3, 5, 10)  # working days to choose from
USUAL_DAYS = 3

"""The console's words for what was done in determinations and procedures."""

from __future__ import annotations

from lookthrough.cases.determination.words import ACTS as DETERMINATION_ACTS
from lookthrough.cases.procedure.words import ACTS as PROCEDURE_ACTS
from lookthrough.kernel.texts import Text

PROCEDURE_ACTION: dict[str, Text] = {
    **{f"case.determination.{name}": title for name, title in DETERMINATION_ACTS.items()},
    **{f"case.procedure.{name}": title for name, title in PROCEDURE_ACTS.items()},
}

"""How the store's last run stands against what is known to be true: a generated ledger's truth, month by month."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lookthrough.flows.backtesting import BackTest, by_month, read_truth
from lookthrough.flows.models import Run
from lookthrough.flows.queries import findings_of_run


def proved_by_month() -> list[tuple[str, BackTest]] | None:
    """Return the back-test of the last run as of the end of each month; nothing where the truth is not known, as of a real ledger."""
    run = Run.objects.last()
    if run is None or not run.generated:
        return None
    truth = Path(settings.HOME) / "ledgers" / run.document["ledger"] / "truth.parquet"
    return _tests(run.pk, truth) if truth.is_file() else None


@lru_cache(maxsize=2)
def _tests(run_id: int, truth: Path) -> list[tuple[str, BackTest]]:
    run = Run.objects.get(pk=run_id)
    said = run.document | {"as_of": run.as_of.isoformat(), "method": run.method}
    return by_month(findings_of_run(run_id=run_id), read_truth(truth), said)

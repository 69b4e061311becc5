"""What is asked of the money room: findings, the flow picture of an institution, and the transfers behind any band of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from lookthrough.flows.asking import answers, named_answers
from lookthrough.flows.bands import Bands, FlowLink, FlowNode, FlowPicture
from lookthrough.flows.classes import Origin
from lookthrough.flows.evidence_kept import evidence_page, evidence_transfer
from lookthrough.flows.models import FindingRow, FoundParty, Run
from lookthrough.flows.parties import PartyFacts
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.recording import finding_from
from lookthrough.flows.transfer_rows import TransferDetail, TransferPage, TransferRow
from lookthrough.kernel.findings import Finding

__all__ = ["FlowLink", "FlowNode", "FlowPicture", "PartyFacts", "TransferDetail", "TransferPage", "TransferRow"]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """The run that the pages speak of."""

    as_of: date
    method: str
    rules: tuple[str, ...]
    authority_id: str
    transfers: int
    institutions: int


def last_day(*, ledger: Path) -> date:
    """Return the day of a ledger's last transfer; raises ``FileRefused`` where reading the ledger would."""
    with duckdb.connect() as con:
        return open_ledger(con, ledger).last_day


def current_run() -> StoredRun | None:
    """Return the newest run, or nothing before the first."""
    run = _current()
    if run is None:
        return None
    document = run.document
    transfers = document["data_quality"]["tables"]["transfers"]["accepted"]
    return StoredRun(run.as_of, run.method, tuple(sorted(document["rules"])), run.authority_id, transfers, document["institutions"])


def ledger_is_generated() -> bool:
    """Tell whether the newest run is of generated data, which every page then says."""
    run = _current()
    return run is not None and run.generated


def finding(*, finding_id: str) -> Finding | None:
    """Return one finding, of the newest run that has it."""
    found = FindingRow.objects.filter(finding_id=finding_id).order_by("-run__as_of", "-run_id").first()
    return finding_from(found.document) if found else None


def findings(*, subject_type: str | None = None, subject_id: str | None = None) -> list[Finding]:
    """Return the findings of the newest run, of one subject if given."""
    run = _current()
    wanted = {key: value for key, value in (("subject_type", subject_type), ("subject_id", subject_id)) if value is not None}
    return [finding_from(row.document) for row in run.findings.filter(**wanted)] if run else []


def rules_asked() -> dict[str, frozenset[str]]:
    """Return the rules that the newest run asked, each with the businesses for which the data it needs were missing."""
    run = _current()
    rules = run.document["rules"] if run else {}
    return {name: frozenset(said.get("not_assessed_for", ())) for name, said in rules.items() if said["status"] == "run"}


def findings_of_run(*, run_id: int) -> list[Finding]:
    """Return all findings of a run."""
    return [finding_from(row.document) for row in FindingRow.objects.filter(run_id=run_id)]


def parties(*, party_ids: Iterable[str]) -> dict[str, PartyFacts]:
    """Return by id the firms and people that findings speak of, as the newest run that speaks of them has them."""
    found = FoundParty.objects.filter(party_id__in=set(party_ids)).order_by("run__as_of", "run_id")
    return {one.party_id: PartyFacts(one.party_id, one.kind, one.name, one.identifier, one.region_code) for one in found}


def parties_identified(*, identifiers: Iterable[str]) -> dict[str, list[str]]:
    """Return by code or hash the ids under which findings speak of a firm or person."""
    rows = FoundParty.objects.filter(identifier__in=set(identifiers) - {""}).values_list("identifier", "party_id").distinct()
    found: dict[str, list[str]] = {}
    for identifier, party_id in sorted(rows):
        found.setdefault(identifier, []).append(party_id)
    return found


def flow_picture(*, institution_id: str, from_date: date, to_date: date, language: str) -> FlowPicture:
    """Return an institution's money from the first to the last day, both included, with titles in ``language``."""
    run = _current()
    bands = Bands(language)
    if run is None:
        return FlowPicture([], [], 0, 0, 0, 0, "specific")
    sums = _rows(
        run,
        "SELECT kind, CASE kind WHEN 'enters' THEN origin ELSE from_role END AS one, "
        "CASE kind WHEN 'leaves' THEN use ELSE to_role END AS other, "
        "sum(part_fen)::BIGINT, count(DISTINCT transfer_id) FROM moves "
        'WHERE institution_id = ? AND "at" >= ? AND "at" < ?::DATE + 1 AND kind <> \'outside\' GROUP BY ALL ORDER BY ALL',
        [institution_id, from_date, to_date],
    )
    for kind, one, other, fen, transfers in sums:
        bands.sums[kind, one, other] = (fen, transfers)
    opening, inflow, uses, closing, unknown_in = _balances(run, institution_id, from_date, to_date)
    lacking = unknown_in - sum(fen for kind, one, _, fen, _ in sums if (kind, one) == ("enters", Origin.UNKNOWN.word))
    links = bands.links(lacking)
    return FlowPicture(bands.nodes(), links, opening, inflow, uses, closing, run.method)


def transfers_behind(
    *,
    institution_id: str,
    from_date: date,
    to_date: date,
    link_key: str | None = None,
    finding_id: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> TransferPage:
    """Return the transfers of a band, of a finding's evidence, or all between the days; largest part first, pages from 1.

    A finding's evidence is what its run has kept of it, wherever it lies and on whatever day; ``institution_id`` may be empty then.
    """
    run = _current()
    if run is None:
        return TransferPage([], 0, 0, 0)
    if finding_id and not link_key:
        folder = _folder_of(finding_id, run)
        kept = evidence_page(folder, finding_id=finding_id, institution_id=institution_id, page=page, page_size=page_size)
        if kept is not None:
            return kept
    where, values = _condition(institution_id, from_date, to_date, link_key, finding_id)
    grouped = (
        'SELECT transfer_id, any_value("at"), any_value(from_account_id), any_value(from_role), '
        "any_value(to_account_id), any_value(to_role), "
        "any_value(purpose), any_value(product_id), any_value(order_id), any_value(amount_fen), sum(part_fen)::BIGINT AS part, "
        f"coalesce(string_agg(DISTINCT origin, ' ' ORDER BY origin), '') FROM moves WHERE {where} GROUP BY transfer_id"
    )
    totals = _rows(
        run,
        f"SELECT count(*), coalesce(sum(amount), 0)::BIGINT, coalesce(sum(part), 0)::BIGINT FROM (SELECT any_value(amount_fen) AS amount, "
        f"sum(part_fen) AS part FROM moves WHERE {where} GROUP BY transfer_id)",
        values,
    )[0]
    rows = _rows(run, f"{grouped} ORDER BY part DESC, transfer_id LIMIT ? OFFSET ?", [*values, page_size, (max(page, 1) - 1) * page_size])
    return TransferPage([TransferRow(*row) for row in rows], *totals)


def transfer(*, institution_id: str, transfer_id: str, finding_ids: Sequence[str] = ()) -> TransferDetail | None:
    """Return one transfer as an institution's books have it, with its parts; else one of the findings' evidence, which has none there."""
    run = _current()
    rows = (
        _rows(
            run,
            "SELECT * FROM moves WHERE institution_id = ? AND transfer_id = ? ORDER BY kind, origin",
            [institution_id, transfer_id],
            names=True,
        )
        if run
        else []
    )
    if not rows:
        return _of_evidence(run, finding_ids, transfer_id) if run else None
    first = rows[0]
    shown = {name: first[name] for name in TransferRow.__dataclass_fields__ if name in first}
    parts = [(row["origin"] or "", row["use"] or row["kind"], row["part_fen"]) for row in rows]
    return TransferDetail(TransferRow(**shown | {"origin": first["origin"] or "", "part_fen": first["amount_fen"]}), parts)


def _of_evidence(run: Run, finding_ids: Sequence[str], transfer_id: str) -> TransferDetail | None:
    folders = {_folder_of(finding_id, run) for finding_id in finding_ids}
    rows = (evidence_transfer(folder, finding_ids=finding_ids, transfer_id=transfer_id) for folder in sorted(folders))
    row = next(filter(None, rows), None)
    return TransferDetail(row) if row else None


def _folder_of(finding_id: str, newest: Run) -> Path:
    """Return the folder of the newest run that has a finding: that of an earlier month may lie in an earlier run."""
    found = FindingRow.objects.filter(finding_id=finding_id).select_related("run").order_by("-run__as_of", "-run_id").first()
    return Path(settings.HOME) / "runs" / (found.run if found else newest).folder


def institutions_with_account(*, account_id: str, institution_ids: list[str]) -> list[str]:
    """Return in which of these institutions' books an account moved money, by its whole id; the caller holds the authority."""
    run = _current()
    if run is None:
        return []
    where = "(from_account_id = ? OR to_account_id = ?) AND list_contains(?::VARCHAR[], institution_id)"
    query = f"SELECT DISTINCT institution_id FROM moves WHERE {where} ORDER BY 1"
    return [row[0] for row in _rows(run, query, [account_id, account_id, institution_ids])]


def _current() -> Run | None:
    return Run.objects.defer("document").order_by("-as_of", "-ran_at", "-pk").first()


def _rows(run: Run, query: str, values: Iterable[Any], *, names: bool = False) -> list[Any]:
    """Ask a run's files; ``moves`` and ``daily`` stand for them. Values are bound, never pasted."""
    folder = Path(settings.HOME) / "runs" / run.folder
    return named_answers(folder, query, list(values)) if names else answers(folder, query, list(values))


def _balances(run: Run, institution_id: str, from_date: date, to_date: date) -> tuple[int, int, int, int, int]:
    """Return opening, inflow, uses, closing and the inflow of unknown source over the days."""
    found = _rows(
        run,
        "SELECT coalesce(sum(inflow_fen - uses_fen) FILTER (WHERE date < ?), 0)::BIGINT, "
        "coalesce(sum(inflow_fen) FILTER (WHERE date >= ?), 0)::BIGINT, coalesce(sum(uses_fen) FILTER (WHERE date >= ?), 0)::BIGINT, "
        "coalesce(sum(inflow_fen) FILTER (WHERE date >= ? AND origin = 'unknown'), 0)::BIGINT "
        "FROM daily WHERE institution_id = ? AND date <= ?",
        [from_date, from_date, from_date, from_date, institution_id, to_date],
    )[0]
    opening, inflow, uses, unknown = found
    return opening, inflow, uses, opening + inflow - uses, unknown


def _condition(institution_id: str, from_date: date, to_date: date, link_key: str | None, finding_id: str | None) -> tuple[str, list[Any]]:
    where, values = 'institution_id = ? AND "at" >= ? AND "at" < ?::DATE + 1', [institution_id, from_date, to_date]
    if link_key:
        kind, one, other = [*link_key.split(":"), "", ""][:3]
        columns = {"enters": ("origin", "to_role"), "leaves": ("from_role", "use")}.get(kind, ("from_role", "to_role"))
        where += f" AND kind = ? AND {columns[0]} = ? AND {columns[1]} = ?"
        values += [kind, one, other]
    if finding_id:
        found = finding(finding_id=finding_id)
        where += " AND list_contains(?::VARCHAR[], transfer_id)"
        values.append(list(found.evidence) if found else [])
    return where, values

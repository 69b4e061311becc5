"""Fills the store with the sample area by the same doors that real data take: import, record, appoint, authorise."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pyarrow.parquet as pq

from lookthrough.offices import operations as offices
from lookthrough.registry import changes_operations, relation_operations
from lookthrough.registry import operations as registry
from lookthrough.registry.licence_files import read_licences
from lookthrough.registry.licences import Licence
from lookthrough.registry.matching import operations as matching
from lookthrough.registry.names_operations import renew_names
from lookthrough.registry.queries import counts
from lookthrough.sample.directory import write_directory
from lookthrough.sample.handling import work_on
from lookthrough.sample.notices import write_notices
from lookthrough.sample.operations import Area
from lookthrough.sample.statements import deliver_statements
from lookthrough.sample.troubles import settle_troubles

_THERE_FOR = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came into the store; ``logins`` of officers who were there already have no password."""

    companies_new: int
    companies_changed: int
    companies_unchanged: int
    refused: int
    warnings: int
    logins: list[offices.DemoLogin]
    authority_id: str


def settle(*, area: Area, at: datetime) -> Settled:
    """Bring the sample area into the store; again, it changes nothing. Its firms have been there for some days, with work done on them."""
    came = at if counts().companies else at - _THERE_FOR
    imported = registry.import_companies(path=area.companies, at=came, actor="demo")
    registry.record_licences(licences=_licences(area))
    registry.record_institutions(institutions=_institutions(area))
    relation_operations.import_relations(path=area.relations, at=came, actor="demo")
    logins = offices.create_demo_officers(city=_office(area), districts=_districts(area))
    if imported.new:
        work_on(area=area, at=at)  # some days before what follows
    settle_troubles(seed=area.seed, companies=area.companies, as_of=area.as_of, at=at)
    changes_operations.import_changes(path=write_notices(area), at=at, actor="demo")
    _match(area, at)  # after the notices: they give firms new names
    authority = json.loads((area.ledger / "authority.json").read_text(encoding="utf-8"))
    offices.record_authority(**authority | {"expires_on": date.fromisoformat(authority["expires_on"])}, now=at)
    deliver_statements(area=area, authority_id=authority["authority_id"], at=at)
    return Settled(
        companies_new=imported.new,
        companies_changed=imported.changed,
        companies_unchanged=imported.unchanged,
        refused=len(imported.rejects),
        warnings=sum(imported.warnings.values()),
        logins=logins,
        authority_id=authority["authority_id"],
    )


def _match(area: Area, at: datetime) -> None:
    """Bring in an invented directory of platforms and find its operators in the register."""
    renew_names()
    matching.import_records(path=write_directory(area), source="platform-directory", at=at, actor="demo")
    matching.match(at=at, actor="demo")


def _licences(area: Area) -> list[Licence]:
    """Read the licences; one is suspended since some weeks, one revoked, one ends soon, and all have numbers."""
    found = [replace(one, number=f"演示许可-{nth:04d}") for nth, one in enumerate(read_licences(area.licences, []), 1)]
    if len(found) > 6:
        found[2] = replace(found[2], suspended_from=area.as_of - timedelta(days=40))
        found[5] = replace(found[5], revoked_on=area.as_of - timedelta(days=70))
        found[6] = replace(found[6], valid_to=area.as_of + timedelta(days=45))
    return found


def _institutions(area: Area) -> list[registry.InstitutionToRecord]:
    """Read the institutions of the ledger, each with its operator's code and region."""
    operators = {row["party_id"]: row for row in pq.read_table(area.ledger / "parties.parquet").to_pylist() if row["name"]}
    return [
        registry.InstitutionToRecord(
            institution_id=row["institution_id"],
            name=row["name"],
            business=row["business"],
            operator_uscc=operators[row["operator_party_id"]]["identifier"],
            region_code=operators[row["operator_party_id"]]["region_code"],
            licence_no=row["licence_no"] or "",
            opened_on=row["opened_on"],
            closed_on=row["closed_on"],
        )
        for row in pq.read_table(area.ledger / "institutions.parquet").to_pylist()
    ]


def _office(area: Area) -> offices.DemoOffice:
    city = area.regions[1]
    return offices.DemoOffice(f"{city.name}地方金融管理局", city.code[:4], region_name=city.name)


def _districts(area: Area) -> list[offices.DemoOffice]:
    city = _office(area)
    return [
        offices.DemoOffice(f"{region.name}金融办", region.code, parent=city.name, region_name=region.name) for region in area.regions[2:]
    ]

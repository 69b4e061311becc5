"""Petitions in the sample area: twelve people who came together, and a letter that nobody has answered yet."""

from __future__ import annotations

from lookthrough.cases.petitions import crowd_operations, incident_operations, operations, reply_operations
from lookthrough.cases.petitions.reading import rows_of_text
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import Act, Desk, case_about, officer, step

_PERSONS = 12


def petition(desk: Desk, row: AlertRow) -> str:
    """Leave a petition accepted, with its period running: the crowd is registered, the superior told, the case linked."""
    lead = officer(row)
    title = f"群众反映{row.name}不能兑付"
    came = operations.open_occasion(
        title=title, demands="要求返还到期本金，公布调查进展。", way="visit", persons=_PERSONS, region_code=row.region_code,
        place="信访接待室", arrived_at=desk.at(21), subject_name=row.name, subject_id=row.subject_id, **desk.by(lead, 21),
    )  # fmt: skip
    crowd_operations.register(number=came, rows=rows_of_text(_list(desk)), source="paste", **desk.by(lead, 21))
    crowd_operations.issue_codes(number=came, **desk.by(lead, 21))
    crowd_operations.choose_representatives(number=came, serials=[1, 2, 3], **desk.by(lead, 21))
    told: Act = {"to_body": "演示市人民政府办公室", "way": "phone", "sent_at": desk.at(21), "demands": "返还本金", "persons": _PERSONS}
    said = incident_operations.report(
        number=came, kind="first", situation="十二人到访，情绪平稳。", measures="已登记并安排代表座谈。", **told, **desk.by(lead, 21)
    )
    incident_operations.receipt(
        number=came, serial=said, received_at=desk.at(21), received_by="演示值班员", instruction="依法受理，按期答复。", **desk.by(lead, 21)
    )
    number = case_about(
        desk, row, "petition", ago=20, title=title, text="十二名群众到访，反映到期本金未能兑付。", reason="属本机关职责，予以受理。",
        source="finding", reference="",
    )  # fmt: skip
    step(desk, number, "accepted", lead, 16)
    operations.link_case(number=came, case_number=number, **desk.by(lead, 16))
    reply_operations.tell(number=came, wording="accepted", **desk.by(lead, 16))
    return number


def letter(desk: Desk, row: AlertRow) -> str:
    """Leave a letter of one person that waits to be accepted or refused."""
    lead = officer(row)
    number = operations.open_occasion(
        title=f"来信询问{row.name}是否有放贷资质", demands="想知道该公司能不能放贷，已签的合同怎么办。", way="letter", persons=1,
        region_code=row.region_code, arrived_at=desk.at(11), subject_name=row.name, subject_id=row.subject_id, **desk.by(lead, 11),
    )  # fmt: skip
    rows = rows_of_text("演示来信人\tG00008100\t13900008100\t5000")
    crowd_operations.register(number=number, rows=rows, source="counter", **desk.by(lead, 11))
    return number


def _list(desk: Desk) -> str:
    """Return a list of invented persons as it would be pasted from a table."""
    rows = (
        (f"演示群众{place}", f"G{8000 + place:08d}", f"139{8000 + place:08d}", f"{desk.chance.randrange(2, 40) * 10_000}")
        for place in range(1, _PERSONS + 1)
    )
    return "\n".join("\t".join(row) for row in rows)

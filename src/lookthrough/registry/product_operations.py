"""What changes in the register of products: a file of registrations is read in, and taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db import models, transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.models import Institution, ProductChange, ProductImport, RegisteredProduct, SourceFile
from lookthrough.registry.product_rows import ProductRow, product_rows

__all__ = ["EveryRowRefused", "NotAllowed", "Registered", "register_products", "undo_import"]
_SAID = tuple(one.name for one in fields(ProductRow) if one.name != "row")


@dataclass(slots=True)
class Registered:
    """What became of the rows of a file; ``import_id`` is empty when it said nothing new."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    import_id: int | None = None
    rejects: list[Reject] = field(default_factory=list)


class NotAllowed(Exception):  # noqa: N818 - the deed is refused, the program is well
    """The deed is refused, with a reason in both languages; nothing was changed."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


@transaction.atomic
def register_products(*, path: Path, at: datetime, actor: str, district: District | None = None, name: str = "") -> Registered:
    """Read a file of registrations; again it changes nothing. What a registration said before is kept.

    With a ``district``, rows about institutions elsewhere, or unknown to the register, are refused. Raises ``FileRefused`` for an unsound
    file and ``EveryRowRefused`` when no row can be taken; the register is then as it was.
    """
    done = Registered()
    file = name or path.name
    rows = _allowed(product_rows(path, done.rejects, name=file), district, done.rejects, file)
    known = _known(rows)
    rows = _free(rows, known, done.rejects, file)
    if not rows and done.rejects:
        raise EveryRowRefused(file=file, rejects=done.rejects)
    fresh = [row for row in rows if row.registration_no not in known]
    changed = [row for row in rows if row.registration_no in known and _differences(known[row.registration_no], row)]
    done.new, done.changed = len(fresh), len(changed)
    done.unchanged = len(rows) - done.new - done.changed
    if fresh or changed:
        made = ProductImport.objects.create(source=_source(path, file, at), at=at, actor=actor, new=done.new, changed=done.changed)
        done.import_id = made.pk
        _add(fresh, made)
        _change(changed, known, made)
        details = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": len(done.rejects)}
        audit.record(
            actor=actor, action="registry.register_products", object_type="file", object_id=file[:120], purpose="", at=at, details=details
        )
    return done


def _allowed(rows: list[ProductRow], district: District | None, rejects: list[Reject], file: str) -> list[ProductRow]:
    if district is None:
        return rows
    ids = {row.institution_id for row in rows}
    regions = dict(Institution.objects.filter(institution_id__in=ids).values_list("institution_id", "region_code"))
    operators = dict(Institution.objects.filter(institution_id__in=ids).values_list("institution_id", "operator__region_code"))
    inside = {one for one in ids if one in regions and district.reaches(regions[one] or operators[one] or "")}
    reason = Text("辖区内没有这家机构", "the district has no such institution")
    rejects += [Reject(file, row.row, "institution_id", row.institution_id, reason) for row in rows if row.institution_id not in inside]
    return [row for row in rows if row.institution_id in inside]


def _known(rows: list[ProductRow]) -> dict[str, RegisteredProduct]:
    """Return the registrations that stand already under a number or for a product of the file."""
    institutions = {row.institution_id for row in rows}
    found = RegisteredProduct.objects.filter(institution_id__in=institutions) | RegisteredProduct.objects.filter(
        registration_no__in=[row.registration_no for row in rows]
    )
    return {one.registration_no: one for one in found.select_for_update()}


def _free(rows: list[ProductRow], known: dict[str, RegisteredProduct], rejects: list[Reject], file: str) -> list[ProductRow]:
    """Refuse a second number for a product, in the register or in the file, and a number that another product bears."""
    holders = {(one.institution_id, one.product_id): one.registration_no for one in known.values()}
    free = []
    for row in rows:
        product = (row.institution_id, row.product_id)
        number = known.get(row.registration_no)
        if number is not None and (number.institution_id, number.product_id) != product:
            reason = Text("登记编号已属于另一产品", "this registration number belongs to another product")
            rejects.append(Reject(file, row.row, "registration_no", row.registration_no, reason))
        elif (holder := holders.setdefault(product, row.registration_no)) != row.registration_no:
            reason = Text(f"该产品已登记为 {holder}", f"this product is registered as {holder}")
            rejects.append(Reject(file, row.row, "product_id", row.product_id, reason))
        else:
            free.append(row)
    return free


def _differences(known: RegisteredProduct, row: ProductRow) -> list[tuple[str, object, object]]:
    pairs = ((name, getattr(known, name), getattr(row, name)) for name in _SAID)
    return [(name, old, new) for name, old, new in pairs if old != new]


def _add(rows: list[ProductRow], made: ProductImport) -> None:
    products = [RegisteredProduct(read_by=made, source_row=row.row, **{name: getattr(row, name) for name in _SAID}) for row in rows]
    RegisteredProduct.objects.bulk_create(products, batch_size=500)
    ProductChange.objects.bulk_create([ProductChange(product=one, read_by=made, at=made.at) for one in products], batch_size=500)


def _change(rows: list[ProductRow], known: dict[str, RegisteredProduct], made: ProductImport) -> None:
    changes = []
    for row in rows:
        product = known[row.registration_no]
        for name, old, new in _differences(product, row):
            changes.append(ProductChange(product=product, read_by=made, column=name, old=_text(old), new=_text(new), at=made.at))
            setattr(product, name, new)
        product.read_by, product.source_row = made, row.row
        product.save()
    ProductChange.objects.bulk_create(changes, batch_size=500)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _source(path: Path, file: str, at: datetime) -> SourceFile:
    with path.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    found, _ = SourceFile.objects.get_or_create(sha256=digest, defaults={"name": file, "first_read_at": at})
    return found


@transaction.atomic
def undo_import(*, import_id: int, at: datetime, actor: str) -> int:
    """Take an import back: new registrations go, changed ones say again what they said. Returns how many products that concerns.

    Only who read it in may, and only while no later import has touched one of its products; ``NotAllowed`` says why not.
    """
    made = ProductImport.objects.select_for_update().filter(pk=import_id, undone_at=None).first()
    if made is None or made.actor != actor:
        raise NotAllowed(Text("只能撤销本人未撤销的导入", "only one's own import can be taken back, and only once"))
    changes = list(made.changes.select_related("product"))
    products = {one.product_id: one.product for one in changes}
    if any(product.read_by_id != made.pk for product in products.values()):
        raise NotAllowed(Text("其中的产品后来又有变更", "some of its products have changed since"))
    fresh = [one.product_id for one in changes if not one.column]
    for change in changes:
        if change.column:
            setattr(products[change.product_id], change.column, _value(change))
    for pk, product in products.items():
        if pk not in fresh:
            product.read_by = _before(product, made)
            product.save()
    made.changes.all().delete()
    RegisteredProduct.objects.filter(pk__in=fresh).delete()
    made.undone_at, made.undone_by = at, actor
    made.save()
    audit.record(
        actor=actor, action="registry.undo_products", object_type="product_import", object_id=str(made.pk), purpose="", at=at,
        details={"products": len(products)},
    )  # fmt: skip
    return len(products)


def _value(change: ProductChange) -> object:
    """Return the value that a column had, as its own type."""
    column: models.Field[Any, Any] = RegisteredProduct._meta.get_field(change.column)  # type: ignore[assignment]
    return column.to_python(change.old) if change.old or not column.null else None


def _before(product: RegisteredProduct, made: ProductImport) -> ProductImport:
    """Return the import that a product was last told by before this one."""
    return product.changes.exclude(read_by=made).order_by("-at", "-pk")[0].read_by

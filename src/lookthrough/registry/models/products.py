"""The register of products as it is kept (产品集中登记): what an institution may sell, how much of it, on which terms, since when."""

from __future__ import annotations

from django.db import models

from lookthrough.registry.models.companies import SourceFile


class ProductImport(models.Model):
    """One file of registrations that was read in, by whom; taken back as a whole where nothing has come after it."""

    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.at}"


class RegisteredProduct(models.Model):
    """One registration. It is in force from ``registered_on`` until ``ended_on``; without a span of sale it may be sold all that time."""

    registration_no = models.CharField(max_length=80, unique=True)
    institution_id = models.CharField(max_length=200)
    product_id = models.CharField(max_length=200)
    name = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    amount_fen = models.BigIntegerField()
    annual_rate = models.FloatField()
    term_days = models.PositiveIntegerField()
    borrower = models.CharField(max_length=200, blank=True, help_text="a firm's USCC or the ledger's party id; never a person's name")
    purpose_text = models.TextField(blank=True)
    registered_on = models.DateField()
    sale_from = models.DateField(null=True)
    sale_to = models.DateField(null=True)
    state = models.CharField(max_length=16)
    ended_on = models.DateField(null=True)
    read_by = models.ForeignKey(ProductImport, on_delete=models.PROTECT, related_name="products")
    source_row = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution_id", "product_id"], name="registry_one_registration_per_product"),)
        indexes = (models.Index(fields=["-registered_on", "registration_no"], name="registry_products_by_day"),)

    def __str__(self) -> str:
        return self.registration_no


class ProductChange(models.Model):
    """What a registration said before an import changed it, and after; the line of its registration itself has no column."""

    product = models.ForeignKey(RegisteredProduct, on_delete=models.CASCADE, related_name="changes")
    read_by = models.ForeignKey(ProductImport, on_delete=models.PROTECT, related_name="changes")
    column = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.product} {self.column}"

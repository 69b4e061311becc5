"""Companies, institutions, licences and screening hits as they are kept; personal names are not stored yet."""

from __future__ import annotations

from django.db import models


class SourceFile(models.Model):
    """A file that companies came from, known by its content."""

    name = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    first_read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """One firm as the register names it.

    ``identity`` is the USCC where it is sound, else the code as given with a hash of the name: two firms with one bad code stay two.
    """

    identity = models.CharField(max_length=80, unique=True)
    uscc = models.TextField(blank=True, db_index=True)
    uscc_sound = models.BooleanField()
    name = models.TextField()
    folded_name = models.TextField(db_index=True)
    established_on = models.DateField(null=True)
    type = models.TextField(blank=True)
    registered_capital_text = models.TextField(blank=True)
    registered_capital_fen = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    business_scope = models.TextField(blank=True)
    province = models.TextField(blank=True)
    city = models.TextField(blank=True)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    event = models.CharField(max_length=16, default="existing")
    site_owner = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    content_hash = models.CharField(max_length=32)
    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "companies"
        constraints = (
            models.UniqueConstraint(fields=["uscc"], condition=models.Q(uscc_sound=True), name="registry_one_company_per_sound_uscc"),
        )
        indexes = (  # the firms' list walks these, so that a page costs the same at a thousand firms and at a million
            models.Index(fields=["region_code", "folded_name", "id"], name="registry_firm_region_name"),
            models.Index(fields=["folded_name", "id", "region_code"], name="registry_firm_name_region"),  # a city: placed on the walk
            models.Index(fields=["established_on", "id"], name="registry_firm_established"),
            models.Index(fields=["registered_capital_fen", "id"], name="registry_firm_capital"),
        )

    def __str__(self) -> str:
        return self.name


class CompanyChange(models.Model):
    """One value of a company that a later file gave otherwise."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="changes")
    column = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.company_id} {self.column}"


class Institution(models.Model):
    """A financial or quasi-financial institution and the firm that operates it, if the register knows that firm."""

    institution_id = models.CharField(max_length=200, unique=True)
    name = models.TextField()
    business = models.CharField(max_length=40)
    operator_uscc = models.TextField(blank=True)
    operator = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="institutions")
    region_code = models.CharField(max_length=6, blank=True)
    licence_no = models.CharField(max_length=80, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class LicenceHeld(models.Model):
    """A licence of a firm, by USCC; ``words`` are the listed words whose business it covers."""

    uscc = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    words = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    number = models.CharField(max_length=80, blank=True)
    scope = models.TextField(blank=True)
    issuing_body = models.CharField(max_length=120, blank=True)
    suspended_from = models.DateField(null=True)
    suspended_to = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["uscc", "kind", "valid_from"], name="registry_one_licence"),)

    def __str__(self) -> str:
        return f"{self.uscc} {self.kind}"


class Hit(models.Model):
    """One place in a company's name, scope or site owner that holds a listed word."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="hits")
    field = models.CharField(max_length=8)
    word = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    list_name = models.CharField(max_length=40)
    listed_word = models.CharField(max_length=40)
    grade = models.CharField(max_length=8)
    negated = models.BooleanField()
    licensed = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "field", "start"], name="registry_one_hit_per_place"),)
        indexes = (models.Index(fields=["grade", "list_name", "word"], name="registry_hits_by_grade"),)

    def __str__(self) -> str:
        return f"{self.field} {self.word}"

"""Checks as they are kept: items, papers, files, confirmed facts, corrections, extensions, and every act upon them."""

from __future__ import annotations

from django.db import models

from lookthrough.supervision.stages import Stage


class Check(models.Model):
    """One joint check of one licensed body; ``company_id`` is the register's id of the firm."""

    number = models.CharField(max_length=16, unique=True)
    company_id = models.CharField(max_length=80, db_index=True)
    name = models.TextField()
    uscc = models.CharField(max_length=40, blank=True)
    business = models.CharField(max_length=24)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    purpose = models.TextField()
    lead_office = models.CharField(max_length=120)
    offices = models.JSONField(default=list, help_text="names of the other offices that take part")
    officers = models.JSONField(default=list, help_text="user names of those who check on site")
    checklist = models.CharField(max_length=40)
    checklist_version = models.CharField(max_length=12)
    stage = models.CharField(max_length=12, default=Stage.MOBILISE.value)
    on_site_on = models.DateField()
    self_check_due = models.DateField()
    code_hash = models.CharField(max_length=64, blank=True, db_index=True, help_text="of the code by which the body fills in its part")
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["stage", "region_code", "on_site_on"], name="supervision_check_stage"),)

    def __str__(self) -> str:
        return self.number


class CheckItem(models.Model):
    """One item: the upper fields are the list's, then what the body said, then what officers saw."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=40)
    slug = models.CharField(max_length=40)
    text_zh = models.TextField()
    text_en = models.TextField()
    said = models.CharField(max_length=16, blank=True)
    said_note = models.TextField(blank=True)
    said_by = models.CharField(max_length=150, blank=True)
    said_at = models.DateTimeField(null=True)
    seen = models.CharField(max_length=16, blank=True)
    seen_note = models.TextField(blank=True)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["check_of", "slug"], name="supervision_one_item"),)

    def __str__(self) -> str:
        return self.slug


class Paper(models.Model):
    """A paper called for, until when, and whether it came."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="papers")
    title_zh = models.TextField()
    title_en = models.TextField()
    due_on = models.DateField()
    called_by = models.CharField(max_length=150)
    called_at = models.DateTimeField()
    received_by = models.CharField(max_length=150, blank=True)
    received_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.title_zh


class CheckFile(models.Model):
    """A file added to an item or a paper: kept under a random name, known by its hash."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="files")
    item = models.ForeignKey(CheckItem, null=True, on_delete=models.CASCADE, related_name="files")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, unique=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class FactSheet(models.Model):
    """A confirmation of facts (事实确认书). Who signed is sealed by the vault; ``seal`` hashes text, signer's keyed hash and time."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="sheets")
    number = models.CharField(max_length=24, unique=True)
    facts = models.JSONField(default=list, help_text="the sentences, with the item each comes from")
    text_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="drawn")
    drawn_by = models.CharField(max_length=150)
    drawn_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    sealed_signer = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16, blank=True)
    signer_post = models.CharField(max_length=80, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True, help_text="why the firm refused, or objections it put beside its signature")
    witness = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number


class Correction(models.Model):
    """What the body must put right, until when, and how the re-check ended."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="corrections")
    item = models.ForeignKey(CheckItem, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.TextField()
    basis = models.TextField(blank=True)
    due_on = models.DateField()
    first_due_on = models.DateField()
    state = models.CharField(max_length=12, default="open")
    ordered_by = models.CharField(max_length=150)
    ordered_at = models.DateTimeField()
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    rechecked_by = models.CharField(max_length=150, blank=True)
    rechecked_at = models.DateTimeField(null=True)
    recheck_note = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.what[:40]


class Extension(models.Model):
    """A later deadline, asked for by one officer and decided by another."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=12, default="asked")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.until} {self.state}"


class CheckAct(models.Model):
    """What was done with a check, when and by whom."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=24)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.kind


class WrongCheckCode(models.Model):
    """A wrong code typed at the body's page; the address only as a keyed hash, gone after a day."""

    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

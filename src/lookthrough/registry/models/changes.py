"""What the market regulator tells of a firm after registration: dated events, its standing, and values a file may not set back."""

from __future__ import annotations

from django.db import models

from lookthrough.registry.models.companies import Company


class CompanyStanding(models.Model):
    """Whether a firm still exists, and where it is registered and where it works."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    status = models.CharField(max_length=16, default="active", db_index=True)
    status_on = models.DateField(null=True)
    registered_address = models.TextField(blank=True)
    registered_region_code = models.CharField(max_length=6, blank=True)
    operating_address = models.TextField(blank=True)
    operating_region_code = models.CharField(max_length=6, blank=True)

    def __str__(self) -> str:
        return f"{self.company_id} {self.status}"


class CompanyEvent(models.Model):
    """One change notice of the market regulator. Names of people never stand here: only that something about people changed."""

    notice_id = models.CharField(max_length=80, unique=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=32)
    on = models.DateField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    content_hash = models.CharField(max_length=32)
    applied = models.BooleanField(help_text="whether it set the firm's present value; an older notice that came late does not")
    source_file = models.TextField()
    source_row = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["company", "on"], name="registry_event_day"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.kind} {self.on}"


class HeldValue(models.Model):
    """A value that a notice or an officer set, and what the source file said then: the file sets it back only by saying something new."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="held_values")
    column = models.CharField(max_length=40)
    said = models.TextField(blank=True, help_text="what the source file says in this column")
    before = models.TextField(blank=True, help_text="what the register held until then")
    value = models.TextField(blank=True)
    event = models.ForeignKey(CompanyEvent, null=True, on_delete=models.CASCADE, related_name="held_values")
    correction = models.ForeignKey("registry.Correction", null=True, on_delete=models.CASCADE, related_name="held_values")
    replaces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replaced_by")
    state = models.CharField(max_length=12, default="standing")
    source_says = models.TextField(blank=True, help_text="what the source said when it won")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "column"], condition=models.Q(state="standing"), name="registry_one_held_value_a_column"
            ),
        )
        indexes = (models.Index(fields=["state", "column"], name="registry_held_state"),)

    def __str__(self) -> str:
        return f"{self.company_id} {self.column} {self.state}"

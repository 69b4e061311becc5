"""Other names of a firm: what it was called, what people call it, its brands and sites."""

from __future__ import annotations

from django.db import models

from lookthrough.registry.models.companies import Company


class OtherName(models.Model):
    """A name that stands for a firm beside its registered one; ``folded`` is what search reads."""

    KINDS = ("former", "short", "brand", "site", "app")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="other_names")
    name = models.TextField()
    folded = models.TextField(db_index=True)
    kind = models.CharField(max_length=8)
    source = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "kind", "folded"], name="registry_one_other_name"),)

    def __str__(self) -> str:
        return self.name

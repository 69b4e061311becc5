"""Numbers of leads and cases: one row a kind and year, locked while the next is taken."""

from __future__ import annotations

from django.db import models


class LastNumber(models.Model):
    """The last number given of a kind in a year."""

    kind = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "year"], name="cases_one_counter"),)

    def __str__(self) -> str:
        return f"{self.kind}{self.year}-{self.last:04d}"

"""Every name that the search finds a firm or an institution by; the grams beside it are the database's own (search_store.py)."""

from __future__ import annotations

from django.db import models


class SearchName(models.Model):
    """One name as it is searched.

    ``id`` is the rank: the length of the name in its upper bits, so that whoever walks the ids meets shorter names first;
    kind and object stand in its lower bits. Names of institutions have no company.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    object_id = models.BigIntegerField()
    company = models.ForeignKey("registry.Company", null=True, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey("registry.Institution", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.TextField()
    squeezed = models.TextField(help_text="folded, without white space")
    code = models.CharField(max_length=100, blank=True)
    region_code = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return self.text


class SearchForm(models.Model):
    """The form of the grams that the store holds; another form asks for a rebuild."""

    form = models.CharField(max_length=16)
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.form

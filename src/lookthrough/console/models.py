"""What the console itself keeps: the searches that officers saved, each the address of a list.

They stand here and not in a room below because they are made of the console's own addresses: nothing else could read them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedSearch(models.Model):
    """A list's filter under a name; whoever opens its link sees the list within the own district."""

    token = models.CharField(max_length=24, unique=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["officer", "page", "removed_at"], name="saved_search_list"),)

    def __str__(self) -> str:
        return self.name

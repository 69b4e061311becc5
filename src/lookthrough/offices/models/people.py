"""Offices and officers as they are kept."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lookthrough.offices.roles import Role


class Office(models.Model):
    """A finance office; it sees what lies in the regions whose code begins with its prefix."""

    name = models.CharField(max_length=80, unique=True)
    region_prefix = models.CharField(max_length=12, help_text="GB/T 2260 code or its beginning: 3303 is a whole city")
    region_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.name


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers; there is no superuser who may do everything."""

    def get_by_natural_key(self, username: str | None) -> Officer:
        return self.get(username=username)


class Officer(AbstractBaseUser):
    """A person who works here. Without an office and a role an officer sees nothing."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    role = models.CharField(max_length=30, blank=True, choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)
    one_time_until = models.DateTimeField(null=True, blank=True)  # set while the password is one that somebody else has seen
    password_changed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[OfficerManager] = OfficerManager()

    def __str__(self) -> str:
        return self.name or self.username

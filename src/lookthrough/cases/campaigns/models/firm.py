"""A firm found in a campaign, its visits with photos, and visits that clash."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.campaigns.models.campaign import Campaign, CampaignField


class Entry(models.Model):
    """A firm found, in one field and district: why it is here, its class, what is done with it; ``answers`` are those that stand."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    field = models.ForeignKey(CampaignField, on_delete=models.PROTECT, related_name="entries")
    company_id = models.CharField(max_length=80, blank=True, db_index=True)
    name = models.TextField()
    region_code = models.CharField(max_length=6, db_index=True)
    source = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="found")
    state_before = models.CharField(max_length=10, blank=True)
    class_slug = models.CharField(max_length=20, blank=True)
    handling = models.CharField(max_length=24, blank=True)
    decision = models.TextField(blank=True)
    handle_by = models.DateField(null=True)
    case_number = models.CharField(max_length=24, blank=True)
    answers = models.JSONField(default=dict)
    stands = models.UUIDField(null=True)  # the visit whose answers stand
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=150)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("region_code", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "company_id"], condition=~models.Q(company_id=""), name="campaigns_one_entry_a_firm"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """An officer is to visit a firm on a day."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="duties")
    username = models.CharField(max_length=150, db_index=True)
    visit_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("visit_on", "id")
        constraints = (models.UniqueConstraint(fields=["entry", "username", "visit_on"], name="campaigns_one_duty"),)

    def __str__(self) -> str:
        return f"{self.visit_on} {self.username}"


class Visit(models.Model):
    """One record of one officer on site. Its number was made on the phone, so that sending it twice stores it once."""

    visit_id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="visits")
    officer = models.CharField(max_length=150)
    phone = models.UUIDField()
    based_on = models.UUIDField(null=True)  # the visit that stood as far as the phone knew
    state = models.CharField(max_length=10)
    answers = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    place = models.JSONField(null=True)  # latitude, longitude, accuracy in metres; as the phone said
    no_place = models.CharField(max_length=12, blank=True)  # why there is none: not_asked, refused, unavailable
    seen_at = models.DateTimeField()  # the phone's clock
    arrived_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("arrived_at", "visit_id")

    def __str__(self) -> str:
        return str(self.visit_id)


class VisitPhoto(models.Model):
    """A photo as the phone took it; place and time in it are what the photo says."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80)
    said_place = models.JSONField(null=True)
    said_time = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.sha256[:12]


class Clash(models.Model):
    """Visits of one firm that say different things; a person settles it, question by question."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="clashes")
    visits = models.ManyToManyField(Visit, related_name="clashes")
    opened_at = models.DateTimeField()
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True)
    chosen = models.JSONField(default=dict)  # question → the visit that is right
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)  # answers and standing visit before the settlement, to take it back

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["entry"], condition=models.Q(settled_at=None), name="campaigns_one_open_clash"),)

    def __str__(self) -> str:
        return f"{self.entry_id}"

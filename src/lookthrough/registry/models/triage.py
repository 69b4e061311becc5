"""Triage of screening hits, the questions put to firms, their answers, and how often a stranger tried a wrong code."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lookthrough.registry.models.companies import Company


class Triage(models.Model):
    """One firm at one event whose name or scope holds graded words: opened by the machine, decided by a person."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="triages")
    region_code = models.CharField(max_length=6, blank=True, db_index=True, help_text="the firm's: it moves with the firm")
    event = models.CharField(max_length=16)
    grade = models.CharField(max_length=8)
    rank = models.PositiveIntegerField(default=0)
    words = models.JSONField(default=list, help_text="field, word, list, grade of each word that stands now")
    seen = models.JSONField(default=list, help_text="every word this triage has ever told of")
    text_hash = models.CharField(max_length=32, help_text="of the fields that hold the words: another text is another question")
    stands = models.BooleanField(default=True, help_text="whether the words still stand there")
    opened_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "event"], name="registry_one_triage_a_firm_and_event"),)
        indexes = (
            # Holds all that lists are ordered, narrowed and counted by: of the rows themselves only those of a page are read
            models.Index(
                fields=["state", "region_code", "-rank", "due_on", "id", "opened_on", "grade", "event", "owner"],
                name="registry_triage_place",
            ),
            models.Index(fields=["owner", "state", "due_on"], name="registry_triage_owner"),
        )

    def __str__(self) -> str:
        return f"{self.company_id} {self.event} {self.state}"


class TriageChange(models.Model):
    """What the machine or an officer changed, before and after, so that it can be undone."""

    triage = models.ForeignKey(Triage, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    batch = models.CharField(max_length=32, blank=True, db_index=True)
    undone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.triage_id} {self.kind}"


class Question(models.Model):
    """What an officer asks a firm, with the code by which the firm answers; of the code only a hash is kept."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="questions")
    triage = models.ForeignKey(Triage, null=True, on_delete=models.CASCADE, related_name="questions")
    wording = models.CharField(max_length=40)
    text = models.TextField()
    office = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, default="open")

    def __str__(self) -> str:
        return f"{self.company_id} {self.state}"


class Answer(models.Model):
    """What the firm wrote, with the receipt number it was given."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="answer")
    text = models.TextField()
    answered_at = models.DateTimeField()
    receipt = models.CharField(max_length=24, unique=True)
    late = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.receipt


class AnswerFile(models.Model):
    """A file a firm sent with its answer: kept under a random name, known by its hash."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class WrongCode(models.Model):
    """A wrong code typed at the answer page; the address only as a keyed hash, gone after a day."""

    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

"""A determination as it is kept: circulations with answers, meetings with votes, opinions, panels with seats, handlings."""

from __future__ import annotations

from django.db import models


class Circulation(models.Model):
    """The file sent round to departments with a question and a day (征求意见)."""

    case_number = models.CharField(max_length=24, db_index=True)
    question = models.TextField()
    class_proposed = models.CharField(max_length=32)
    papers = models.JSONField(default=list)  # hashes of the evidence that went with it
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=10, default="open")
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["case_number"], condition=models.Q(state="open"), name="determination_one_open"),)

    def __str__(self) -> str:
        return f"{self.case_number} {self.sent_at:%Y-%m-%d}"


class Asked(models.Model):
    """A department that is asked, until when."""

    circulation = models.ForeignKey(Circulation, on_delete=models.CASCADE, related_name="asked")
    department = models.CharField(max_length=120)
    due_on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["circulation", "department"], name="determination_one_asked"),)

    def __str__(self) -> str:
        return self.department


class Answer(models.Model):
    """What a department answered; a later answer replaces it, and it stays."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="answers")
    received_on = models.DateField()
    view = models.CharField(max_length=10)
    class_proposed = models.CharField(max_length=32, blank=True)
    reasons = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["asked"], condition=models.Q(replaced_at=None), name="determination_one_answer"),)

    def __str__(self) -> str:
        return self.view


class Reminder(models.Model):
    """A reminder to a department that has not answered."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="reminders")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    how = models.TextField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Meeting(models.Model):
    """A meeting of the leading group: who was there, how each voted, what was decided; kept with its hash."""

    case_number = models.CharField(max_length=24, db_index=True)
    held_on = models.DateField()
    chair = models.CharField(max_length=80)
    members = models.PositiveSmallIntegerField()  # of the whole group
    question = models.TextField()
    minutes = models.TextField()
    class_decided = models.CharField(max_length=32)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_on", "-id")

    def __str__(self) -> str:
        return f"{self.case_number} {self.held_on}"


class MemberVote(models.Model):
    """A member who was there, and the class he or she voted for; without one the member abstained."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="votes")
    member = models.CharField(max_length=80)
    body = models.CharField(max_length=120)
    voted_for = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["meeting", "member", "body"], name="determination_one_vote"),)

    def __str__(self) -> str:
        return self.member


class Opinion(models.Model):
    """An opinion (认定意见书): drafted, signed by two, numbered when it issues."""

    case_number = models.CharField(max_length=24, db_index=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    class_found = models.CharField(max_length=32)
    text = models.TextField()
    ground = models.CharField(max_length=12)  # agreement, meeting
    circulation = models.ForeignKey(Circulation, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="draft")
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    first_signed_by = models.CharField(max_length=150, blank=True)
    first_signed_at = models.DateTimeField(null=True)
    second_signed_by = models.CharField(max_length=150, blank=True)
    issued_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["year", "serial"], condition=~models.Q(serial=None), name="determination_one_number"),
            models.UniqueConstraint(fields=["case_number"], condition=~models.Q(state="withdrawn"), name="determination_one_opinion"),
        )

    def __str__(self) -> str:
        return self.number or f"{self.case_number} {self.state}"

    @property
    def number(self) -> str:
        """Return the number it was given when it issued."""
        return f"认定〔{self.year}〕{self.serial}号" if self.serial else ""


class Expert(models.Model):
    """A person of the pool of experts, named in that capacity; one who has left stays in old panels."""

    name = models.CharField(max_length=80)
    field = models.CharField(max_length=120)
    employer = models.CharField(max_length=120)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)  # of the office that keeps the pool
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class ExpertConflict(models.Model):
    """A firm that an expert must not judge, and why."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="conflicts")
    company_id = models.CharField(max_length=80)
    reason = models.TextField()
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["expert", "company_id"], name="determination_one_conflict"),)

    def __str__(self) -> str:
        return self.company_id


class Panel(models.Model):
    """A panel drawn by lot to say whether returns are excessive or subsidised; seed and list of those eligible are kept."""

    case_number = models.CharField(max_length=24, db_index=True)
    questions = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    eligible = models.JSONField(default=list)  # ids in the order of the draw
    left_out = models.JSONField(default=list)  # [[id, why], …]: who was not eligible
    state = models.CharField(max_length=10, default="drawn")
    drawn_by = models.CharField(max_length=150)
    drawn_at = models.DateTimeField()
    conclusion = models.TextField(blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["case_number"], condition=models.Q(state="drawn"), name="determination_one_panel"),)

    def __str__(self) -> str:
        return f"{self.case_number} {self.state}"


class Seat(models.Model):
    """An expert's seat: declared free of conflict or stood down, with the opinion given."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="drawn")
    said = models.TextField(blank=True)  # the declaration, or why the expert stood down
    answers = models.JSONField(default=list)  # [{"answer": …, "reasons": …}, …] in the order of the questions
    paper_sha256 = models.CharField(max_length=64, blank=True)
    given_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=["panel", "expert"], name="determination_one_seat"),
            models.UniqueConstraint(fields=["panel", "place"], name="determination_one_place"),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.state}"


class Handling(models.Model):
    """Six-way handling: proposed from licence and conduct, decided by a person; what was known is frozen with it."""

    case_number = models.CharField(max_length=24, db_index=True)
    licensed = models.BooleanField()
    conduct = models.CharField(max_length=24)
    proposed = models.CharField(max_length=24)  # by the matrix
    chosen = models.CharField(max_length=24)
    deviates = models.BooleanField()
    basis = models.JSONField(default=dict)
    matrix_version = models.CharField(max_length=12)
    reasons = models.TextField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["case_number"], condition=models.Q(state="proposed"), name="determination_one_proposed"),
            models.UniqueConstraint(fields=["case_number"], condition=models.Q(state="decided"), name="determination_one_decided"),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.chosen}"

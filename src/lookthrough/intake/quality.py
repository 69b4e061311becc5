"""How good a sender's data are: five shares, each counted from its returns, weighed by the office's dated points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lookthrough.intake.duties import Duty, due_day, duties, first_sound_day
from lookthrough.intake.models import Sender, Submission
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.template import template
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

PARTS: Mapping[str, tuple[Text, Text]] = {
    "on_time": (
        Text("按时", "On time"),
        Text(
            "到期各期中，首次有效报送不晚于期限的比例", "of the periods that fell due, those whose first sound return came by the last day"
        ),
    ),
    "sound": (Text("一次合格", "Sound"), Text("报来的文件中，未被退回的比例", "of the files sent, those that were not refused")),
    "uncorrected": (
        Text("无更正", "Uncorrected"),
        Text("已生效各期中，生效后未再更正的比例", "of the periods that count, those that were not corrected afterwards"),
    ),
    "complete": (
        Text("完整", "Complete"),
        Text("有效报送中，指标格填写的平均比例", "in the returns that count, the mean share of cells that were filled in"),
    ),
    "plausible": (
        Text("可信", "Plausible"),
        Text(
            "有效报送中，没有存疑（异常大、与上期量级不符）的比例",
            "of the returns that count, those without a doubt (unusually large, another size than the period before)",
        ),
    ),
}
FORMULA = Text(
    "得分 = Σ（分值 × 比例）÷ Σ 分值 × 100；只计有数据可算的项，近 {periods} 期",
    "score = Σ (points × share) ÷ Σ points × 100, over the parts that can be counted, the last {periods} periods",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its share (None when nothing can be counted), out of how many, its points and who set them."""

    slug: str
    title: Text
    means: Text
    share: float | None
    good: float
    of: int
    points: float
    basis: str


@dataclass(frozen=True, slots=True)
class Quality:
    """A sender's score from 0 to 100 (None before anything fell due), its parts and the formula in words."""

    sender_id: str
    score: float | None
    parts: tuple[Part, ...]
    formula: Text


def quality_of(sender: Sender, *, today: date) -> Quality:
    """Return one sender's data quality on a day."""
    limits = settings_on(today)
    periods = limits.whole("quality_periods")
    owed = [duty for duty in duties(senders=[sender], today=today, periods=periods) if duty.due_on < today or duty.submission_id]
    sent = _sent(sender, owed)
    counted = {
        "on_time": _on_time(owed, sent, today), "sound": _sound(sent), "uncorrected": _uncorrected(sent), "complete": _complete(sent),
        "plausible": _plausible(sent),
    }  # fmt: skip
    parts = tuple(_part(slug, *counted[slug], limits) for slug in PARTS)
    weighed = [part for part in parts if part.share is not None]
    points = sum(part.points for part in weighed)
    score = round(100 * sum(part.points * (part.share or 0.0) for part in weighed) / points, 1) if points else None
    said = Text(FORMULA.zh.format(periods=periods), FORMULA.en.format(periods=periods))
    return Quality(sender.sender_id, score, parts, said)


_Sent = Mapping[tuple[str, str], Sequence[Submission]]


def _sent(sender: Sender, owed: Sequence[Duty]) -> _Sent:
    periods = {(duty.template, duty.period) for duty in owed}
    found: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    earliest = min((period for _, period in periods), default="9999")
    returns = Submission.objects.filter(sender=sender).exclude(period__gt="", period__lt=earliest)
    for one in returns.defer("receipt", "difference").order_by("sent_at", "pk"):
        key = (one.template, one.period or one.chosen_period)
        if key in periods or (not one.period and one.state == "refused"):
            found[key].append(one)
    return found


def _part(slug: str, good: float, of: int, limits: Limits) -> Part:
    title, means = PARTS[slug]
    limit = limits[f"quality_weight_{slug}"]
    return Part(slug, title, means, good / of if of else None, good, of, limit.value, limit.threshold_basis)


def _on_time(owed: Sequence[Duty], sent: _Sent, today: date) -> tuple[float, int]:
    fallen_due = [duty for duty in owed if duty.due_on < today or duty.submission_id]
    firsts = [(duty, first_sound_day(sent.get((duty.template, duty.period), ()))) for duty in fallen_due]
    good = sum(first is not None and first <= due_day(template(duty.template), duty.period) for duty, first in firsts)
    return float(good), len(fallen_due)


def _sound(sent: _Sent) -> tuple[float, int]:
    every = [one for found in sent.values() for one in found]
    return float(sum(one.state != "refused" for one in every)), len(every)


def _counting(sent: _Sent) -> list[Submission]:
    return [one for found in sent.values() for one in found if one.state == "accepted"]


def _uncorrected(sent: _Sent) -> tuple[float, int]:
    counting = _counting(sent)
    return float(sum(one.corrects_id is None for one in counting)), len(counting)


def _complete(sent: _Sent) -> tuple[float, int]:
    counting = _counting(sent)
    return sum(one.filled for one in counting), len(counting)


def _plausible(sent: _Sent) -> tuple[float, int]:
    counting = _counting(sent)
    return float(sum(one.doubts == 0 for one in counting)), len(counting)

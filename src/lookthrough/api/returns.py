"""Returns of a sender's program: what is due, the schema of each return, sent as rows or file, the receipt. It never confirms."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status
from ninja.params.functions import Header, Query

from lookthrough.api.answers import DutyOut, QualityOut, Refusal, SubmissionOut, TemplateOut
from lookthrough.api.entry import sender_of, who_asks
from lookthrough.api.sent import Sent, sent_by
from lookthrough.audit import operations as audit
from lookthrough.intake import operations, programs, queries
from lookthrough.intake.incoming import folder, written
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.sending_keys import send_once
from lookthrough.intake.template import Template

REFUSALS = dict.fromkeys((400, 401, 404, 429), Refusal)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = Router(tags=["returns"])


@router.get("/duties", response={200: list[DutyOut], 401: Refusal, 429: Refusal}, summary="What is due, the late first")
def duties(request: HttpRequest) -> list[DutyOut]:
    """List what the sender owes, the most urgent first, with working days left."""
    found = queries.duties_of(by=who_asks(request), today=timezone.localdate())
    return [DutyOut.of(one) for one in found]


@router.get("/templates", response={200: list[TemplateOut], 401: Refusal, 429: Refusal}, summary="The returns that the sender sends")
def templates(request: HttpRequest) -> list[TemplateOut]:
    """List the sender's returns with the JSON schema of each."""
    return [TemplateOut.of(one) for one in sender_of(request).templates]


@router.get("/templates/{template}", response={200: TemplateOut, **REFUSALS}, summary="One return with the JSON schema of its rows")
def template(request: HttpRequest, template: str) -> TemplateOut:
    """Return one of the sender's templates."""
    return TemplateOut.of(_own_template(request, template))


@router.post("/{template}/submissions", response={201: SubmissionOut, 422: SubmissionOut, 409: Refusal, 413: Refusal, **REFUSALS})
def send(request: HttpRequest, template: str, key: str = Header("", alias="Idempotency-Key")) -> Status[SubmissionOut]:
    """Send a return; 201 with its receipt when it counts or waits for a second person, 422 with its receipt when it is refused."""
    shown, given, now = _own_template(request, template), sent_by(request), timezone.now()
    if key:
        made = send_once(
            key=key, content_hash=given.content_hash(shown.slug), by=who_asks(request), at=now,
            send=lambda: _taken_in(request, shown, given, now),
        )  # fmt: skip
    else:
        made = _taken_in(request, shown, given, now)
    return Status(422 if made.receipt.result == "refused" else 201, SubmissionOut.of(made))


@router.get("/submissions", response={200: list[SubmissionOut], **REFUSALS}, summary="What was sent, the newest first")
def submissions(
    request: HttpRequest, template: str = "", period: str = "", state: str = "", first: int = Query(0, ge=0, le=1_000_000),
    count: int = Query(20, ge=1, le=100),
) -> list[SubmissionOut]:  # fmt: skip
    """List the sender's returns with their receipts, from the ``first``-th on."""
    found = queries.submissions(
        by=who_asks(request), template_slug=template or None, period=period or None, states=[state] if state else None, first=first,
        count=count,
    )  # fmt: skip
    return [SubmissionOut.of(one) for one in found]


@router.get("/submissions/{number}", response={200: SubmissionOut, **REFUSALS}, summary="One return and its receipt")
def submission(request: HttpRequest, number: str) -> SubmissionOut:
    """Return one of the sender's returns, as it stands now."""
    return SubmissionOut.of(_own_submission(request, number))


@router.get("/submissions/{number}/marked", response={**REFUSALS}, summary="A copy (.xlsx) of what was sent with the bad cells marked")
def marked(request: HttpRequest, number: str, language: str = "zh") -> HttpResponse:
    """Hand out the marked copy; 404 when no file was sent."""
    _own_submission(request, number)
    with folder() as place:
        path = place / "marked.xlsx"
        spoken = "en" if language == "en" else "zh"
        if not queries.write_marked_copy(submission_id=number, by=who_asks(request), path=path, language=spoken):
            raise Http404
        audit.record(
            actor=who_asks(request).actor, action="read_return_file", object_type="return", object_id=number, purpose="",
            at=timezone.now(), details={"what": "marked"},
        )  # fmt: skip
        content = path.read_bytes()
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{number}-marked.xlsx"'})


@router.get("/quality", response={200: QualityOut, **REFUSALS}, summary="The sender's data quality with its formula")
def quality(request: HttpRequest) -> QualityOut:
    """Return the sender's own score."""
    found = queries.quality(sender_id=sender_of(request).sender_id, by=who_asks(request), today=timezone.localdate())
    if found is None:
        raise Http404
    return QualityOut.of(found)


def _taken_in(request: HttpRequest, shown: Template, given: Sent, at: datetime) -> SubmissionView:
    sender_id, by = sender_of(request).sender_id, who_asks(request)
    if given.nothing:
        return operations.submit_nil(
            sender_id=sender_id, template_slug=shown.slug, period=given.period, by=by, at=at, reason=given.reason
        )  # fmt: skip
    with folder() as place:
        path = place / "sent"
        written(given.file.chunks(), place) if given.file is not None else programs.write_rows(given.rows, shown, path)
        return operations.submit(
            sender_id=sender_id, template_slug=shown.slug, path=path, by=by, at=at, period=given.period, reason=given.reason,
            file_name=str(given.file.name) if given.file is not None else "rows.csv",
        )  # fmt: skip


def _own_template(request: HttpRequest, slug: str) -> Template:
    for one in sender_of(request).templates:
        if one.slug == slug:
            return one
    raise Http404


def _own_submission(request: HttpRequest, number: str) -> SubmissionView:
    found = queries.submission(submission_id=number, by=who_asks(request))
    if found is None:
        raise Http404
    return found

"""Notices of one's own: the list, reading, what to be told and how, and where mails go."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.console.access import back, for_oneself, officer_id
from lookthrough.console.deed_forms import whole, wholes
from lookthrough.console.desk_pages import address
from lookthrough.console.refusing import say_why_not
from lookthrough.desk import notice_operations, notice_queries, noticing
from lookthrough.desk.notice_kinds import DAYS_BEFORE, KINDS
from lookthrough.desk.work_item import TITLES
from lookthrough.offices import queries as offices
from lookthrough.registry.handling_operations import NotAllowed


@for_oneself
def notices(request: HttpRequest) -> HttpResponse:
    """Show one's notices, the new ones marked, and what was chosen."""
    me, at = officer_id(request), timezone.now()
    noticing.tell(officer_id=me, at=at, today=timezone.localdate())
    only_new = request.GET.get("new") == "1"
    context = {
        "rows": notice_queries.notices(officer_id=me, only_new=only_new), "only_new": only_new, "sources": TITLES,
        "unread": notice_queries.unread(officer_id=me), "wishes": notice_queries.wishes(officer_id=me, at=at), "kinds": KINDS,
        "days": DAYS_BEFORE, "mail_is_set_up": notice_queries.mail_is_set_up(), "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/desk/notices.html", context)


@for_oneself
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Lead to what a notice of one's own is about; it counts as read then."""
    me = officer_id(request)
    found = notice_queries.notice(notice_id=notice_id, officer_id=me)
    if found is None:
        raise Http404
    notice_operations.mark_read(officer_id=me, notice_ids=[notice_id], at=timezone.now())
    return redirect(address(found.page, found.page_of))


@require_POST
@for_oneself
def read(request: HttpRequest) -> HttpResponse:
    """Mark the notices that were ticked as read, or all of them; or as new again."""
    me, ids = officer_id(request), wholes(request.POST.getlist("notice"))
    if request.POST.get("again"):
        notice_operations.mark_unread(officer_id=me, notice_ids=ids)
        return back(request, reverse("console:notices"))
    done = notice_operations.mark_read(officer_id=me, notice_ids=ids or None, at=timezone.now())
    messages.success(request, ngettext("%(n)d 条已标为已读。", "%(n)d 条已标为已读。", done) % {"n": done})
    return back(request, reverse("console:notices"))


@require_POST
@for_oneself
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what the officer wants to be told, and how early."""
    given = request.POST
    try:
        notice_operations.choose(
            in_app=given.getlist("in_app"), by_mail=given.getlist("by_mail"), days_before=whole(request, "days"),
            officer_id=officer_id(request), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("提醒选择已保存。"))
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return redirect(f"{reverse('console:notices')}#choices")


@require_POST
@for_oneself
def mail_address(request: HttpRequest) -> HttpResponse:
    """Send a code to an address, take the code that came back, or remove the address."""
    given, me, at = request.POST, officer_id(request), timezone.now()
    try:
        if given.get("deed") == "confirm":
            notice_operations.confirm(code=given.get("code", "")[:40], officer_id=me, at=at)
            messages.success(request, _("邮箱已验证，之后的新提醒会发到这里。"))
        elif given.get("deed") == "remove":
            notice_operations.forget_address(officer_id=me, at=at)
            messages.success(request, _("邮箱已移除，不再发送邮件。"))
        else:
            notice_operations.send_code(address=given.get("address", "")[:200], officer_id=me, at=at)
            messages.success(request, _("验证码已发出，请在 30 分钟内填写。"))
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return redirect(f"{reverse('console:notices')}#mail")

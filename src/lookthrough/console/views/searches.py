"""Saved searches: kept, opened by their link, made the default, taken away and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import saved
from lookthrough.console.access import back, carries, for_oneself, needs
from lookthrough.offices.roles import Action


@require_POST
@for_oneself
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the filter of a list under a name."""
    page, name = request.POST.get("page", ""), " ".join(request.POST.get("name", "").split())[:60]
    if page not in saved.LIST_PAGES:
        raise Http404
    if not carries(request, saved.LIST_PAGES[page][1]):
        raise PermissionDenied
    url = reverse(saved.LIST_PAGES[page][0])
    if not name:
        messages.error(request, _("没有保存：请给这个条件起个名字。"))
    elif len(saved.saved_searches(request, page)) >= saved.MOST:
        messages.error(request, _("没有保存：已有 %(count)d 个，请先移除不用的。") % {"count": saved.MOST})
    else:
        one = saved.save(
            request, page=page, name=name, query=request.POST.get("query", ""), default="default" in request.POST, at=timezone.now()
        )
        messages.success(request, _("已保存“%(name)s”。") % {"name": one.name})
        return HttpResponseRedirect(f"{url}?{one.query}" if one.query else url)
    return back(request, url)


@needs(Action.SEE_WORK)
def open_search(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever has the link to the list; what stands in it is what lies in the reader's own district."""
    one = saved.shared(token)
    if one is None or one.page not in saved.LIST_PAGES:
        raise Http404
    url, action = saved.LIST_PAGES[one.page]
    if not carries(request, action):
        raise PermissionDenied
    return HttpResponseRedirect(f"{reverse(url)}?{one.query or 'state=open'}")


@require_POST
@for_oneself
def default_search(request: HttpRequest) -> HttpResponse:
    """Let a list open with this search, or no longer."""
    one = saved.set_default(request, token=request.POST.get("token", ""), at=timezone.now())
    if one is None:
        raise Http404
    said = _("以后打开此页先用“%(name)s”。") if one.is_default else _("以后打开此页不再先用“%(name)s”。")
    messages.success(request, said % {"name": one.name})
    return back(request, reverse(saved.LIST_PAGES[one.page][0]))


@require_POST
@for_oneself
def remove_search(request: HttpRequest) -> HttpResponse:
    """Take a saved search away, with the way to bring it back."""
    one = saved.remove(request, token=request.POST.get("token", ""), at=timezone.now())
    if one is None:
        raise Http404
    messages.success(request, _("已移除“%(name)s”。") % {"name": one.name}, extra_tags=f"search:{one.token}")
    return back(request, reverse(saved.LIST_PAGES[one.page][0]))


@require_POST
@for_oneself
def restore_search(request: HttpRequest) -> HttpResponse:
    """Bring back a search that one took away."""
    one = saved.restore(request, token=request.POST.get("token", ""), at=timezone.now())
    if one is None:
        raise Http404
    messages.success(request, _("已恢复“%(name)s”。") % {"name": one.name})
    return back(request, reverse(saved.LIST_PAGES[one.page][0]))

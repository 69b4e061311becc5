"""The words of the monthly report's pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATE: dict[str, str | Promise] = {
    "draft": _("草稿"),
    "proposed": _("待签发"),
    "signed": _("已签发"),
    "discarded": pgettext_lazy("report", "已作废"),
}
ACT: dict[str, str | Promise] = {
    "drafted": pgettext_lazy("report", "起草"),
    "drawn_anew": _("重新取数"),
    "edited": _("修改按语"),
    "proposed": pgettext_lazy("report", "送签"),
    "withdrawn": pgettext_lazy("report", "撤回送签"),
    "sent_back": pgettext_lazy("report", "退回"),
    "signed": pgettext_lazy("report", "签发"),
    "discarded": pgettext_lazy("report", "作废"),
}

"""The console's words for the petition desk: its acts in the audit trail, and what its lists show."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lookthrough.cases.petitions.words import ACTS
from lookthrough.kernel.texts import Text

PETITION_SHOWN: dict[str, str | Promise] = {"open": _("未了结"), "ended": _("已了结"), "all": _("全部")}
PETITION_ALIKE: dict[str, str | Promise] = {"identity": _("证件相同"), "phone_hash": _("电话相同"), "name_hash": _("姓名相同")}
PETITIONS_ACTION: dict[str, str | Promise | Text] = {
    **{f"petition.{name}": title for name, title in ACTS.items()},
    "vault.petitioners_sealed_anew": _("信访人换钥重新封存"),
}

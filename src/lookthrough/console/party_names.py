"""How a page names a party of a graph: firms by name, people by a label and the end of their key, never by name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lookthrough.risk.graph.queries import PartyOf


def party_name(one: PartyOf) -> str:
    """Return what a party is called on a page."""
    return _("自然人 %(key)s") % {"key": one.key[-6:]} if one.person else one.name or one.key

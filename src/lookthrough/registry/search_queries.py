"""What a few characters find in the register, within a district: firms and institutions by name, sound or code, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lookthrough.offices.queries import District
from lookthrough.registry.folding import fold_fields
from lookthrough.registry.models import Company, Institution, SearchName
from lookthrough.registry.search_grams import words_of
from lookthrough.registry.search_index import Kind, is_stale
from lookthrough.registry.search_store import NameRow
from lookthrough.registry.search_ways import Bounds, How, Spans, ways

__all__ = ["Found", "How", "Kind", "firms", "institutions", "is_empty", "is_stale"]


@dataclass(frozen=True, slots=True)
class Found:
    """One firm or institution that a text finds. ``text`` is the name found by, of ``kind``; ``marks`` the places in it that fit."""

    how: How
    kind: Kind
    text: str
    marks: Spans
    name: str
    company_id: str
    institution_id: str
    code: str
    region_code: str

    @property
    def equal(self) -> tuple[int, int]:
        """Return what finds of one rank share: how well they fit, and their length."""
        return (self.how, len(self.text))


def firms(*, text: str, district: District, limit: int = 20) -> list[Found]:
    """Return the firms of a district that a text finds, each once, best first."""
    return _found(text, district, limit, institution=False)


def institutions(*, text: str, district: District, limit: int = 20) -> list[Found]:
    """Return the institutions of a district that a text finds, best first."""
    return _found(text, district, limit, institution=True)


def is_empty() -> bool:
    """Tell whether nothing can be found because nothing was indexed yet."""
    return not SearchName.objects.exists()


def _found(text: str, district: District, limit: int, *, institution: bool) -> list[Found]:
    words = words_of(text)
    best: dict[Any, _Fit] = {}
    for way in ways(words, Bounds(district, institution)) if words else ():
        for row in way.read(limit * way.over):
            marks = way.mark(row)
            if marks is not None and (row.company_id, row.institution_id) not in best:
                how = How.WHOLE if [row.squeezed] == words else way.how
                best[row.company_id, row.institution_id] = _Fit(how, row.id, row, marks)
        if len(best) >= limit:
            break
    ranked = sorted(best.values(), key=lambda one: (one.how, one.rank))[:limit]
    return [one for one in _with_owners(ranked) if district.reaches(one.region_code)]


class _Fit(NamedTuple):
    """A name that fits, how well, and where."""

    how: How
    rank: int
    row: NameRow
    marks: Spans


def _with_owners(fits: Sequence[_Fit]) -> list[Found]:
    """Return what was found with who bears the name today."""
    firms = Company.objects.filter(pk__in=[one.row.company_id for one in fits if one.row.company_id])
    owners: dict[Any, tuple[str, str, str, str]] = {
        (pk, None): (name, identity, uscc, region)
        for pk, name, identity, uscc, region in firms.values_list("pk", "name", "identity", "uscc", "region_code")
    }
    some = Institution.objects.filter(pk__in=[one.row.institution_id for one in fits if one.row.institution_id])
    for pk, name, own_id, region, seat in some.values_list("pk", "name", "institution_id", "region_code", "operator__region_code"):
        owners[None, pk] = (name, own_id, "", region or seat or "")
    return [_of_owner(one, owners[key]) for one in fits if (key := (one.row.company_id, one.row.institution_id)) in owners]


def _of_owner(fit: _Fit, owner: tuple[str, str, str, str]) -> Found:
    name, own_id, code, region = owner
    of_firm = fit.row.company_id is not None
    return Found(
        how=fit.how, kind=Kind(fit.row.kind), text=fit.row.text, marks=_in_original(fit.row.text, fit.marks), name=name,
        company_id=own_id if of_firm else "", institution_id="" if of_firm else own_id, code=code, region_code=region,
    )  # fmt: skip


def _in_original(text: str, marks: Spans) -> Spans:
    """Return places in a name as it is written, of places in the name folded and without white space."""
    folded = fold_fields([text])
    origins = range(len(folded.text)) if folded.origins is None else folded.origins.tolist()
    places = [place for place, char in zip(origins, folded.text.removesuffix("\0"), strict=False) if not char.isspace()]
    return tuple((places[begin], places[end - 1] + 1) for begin, end in marks if 0 <= begin < end <= len(places))

"""Regions that GB/T 2260 does not hold but the register and the offices name: known to the kernel before names are taken apart."""

from __future__ import annotations

from collections.abc import Iterable

from lookthrough.kernel.regions import COUNTY, PREFECTURE, PROVINCE, Region, region, register_regions
from lookthrough.offices import queries as offices
from lookthrough.registry.models import Company


def know_regions(region_codes: Iterable[str] | None = None) -> None:
    """Let the kernel know the regions of some codes, or of every firm; what it knows already is left alone."""
    codes = set(Company.objects.order_by().values_list("region_code", flat=True).distinct() if region_codes is None else region_codes)
    unknown = sorted(code for code in codes if len(code) == 6 and code.isdecimal() and region(code[:2] + "0000") is None)
    if not unknown:
        return
    named = {prefix.ljust(6, "0"): name for prefix, name in offices.region_names().items()}
    for stem in sorted({code[:4] for code in unknown}):
        seat = Company.objects.filter(region_code__startswith=stem).exclude(city="").order_by("pk").values_list("province", "city").first()
        if seat:
            named = {stem[:2] + "0000": seat[0], stem + "00": seat[1]} | named
    register_regions(_region(code, name) for code, name in sorted(named.items()) if name and region(code) is None)


def _region(code: str, name: str) -> Region:
    if code.endswith("0000"):
        return Region(code, name, PROVINCE, None)
    if code.endswith("00"):
        return Region(code, name, PREFECTURE, code[:2] + "0000")
    return Region(code, name, COUNTY, code[:4] + "00")

"""An invented directory of platforms, as a trade body would keep it: some names right, some misspelt, some renamed, some of elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from lookthrough.sample.firms import words
from lookthrough.sample.operations import Area

COLUMNS = ("key", "name", "brand", "uscc", "province", "city", "region_code", "site", "icp", "phone", "since", "registered_capital")
_RECORDS = 60
_ALIKE = dict(zip("诚鑫盛信丰恒瑞华安和宏泰景玉泽晨溪晖升峦川宇", "成新圣鑫峰衡锐桦桉禾鸿太井育择辰西辉生栾穿雨", strict=True))
_TRADES = {"网络科技": "信息科技", "金融信息服务": "网络科技", "信息科技": "金融信息服务", "投资管理": "资产管理", "财富管理": "投资管理"}
_KINDS = ("exact", "code", "form", "misspelt", "renamed", "brand", "elsewhere", "shortened", "branch", "unknown")


def write_directory(area: Area) -> Path:
    """Write the directory beside the area's register: the same area, the same bytes. Return its path."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(area))
    path = area.companies.with_name("platform-directory.csv")
    if not path.is_file() or path.read_text(encoding="utf-8") != text.getvalue():
        path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _rows(area: Area) -> Iterator[dict[str, str]]:
    brands = _brands(area)
    with area.companies.open(encoding="utf-8", newline="") as file:
        firms = [firm for _, firm in zip(range(_RECORDS * 4), csv.DictReader(file), strict=False)]
    chosen = [*(firm for firm in firms if firm["uscc"] in brands), *(firm for firm in firms if firm["uscc"] not in brands)][:_RECORDS]
    for number, firm in enumerate(chosen):
        yield _row(number, firm, brands.get(firm["uscc"], ""), _KINDS[number % len(_KINDS)], area.as_of)


def _brands(area: Area) -> Mapping[str, str]:
    """Return what the institutions call themselves, by their operators' codes."""
    parties = {row["party_id"]: row["identifier"] for row in pq.read_table(area.ledger / "parties.parquet").to_pylist() if row["name"]}
    institutions: Sequence[Mapping[str, str]] = pq.read_table(area.ledger / "institutions.parquet").to_pylist()
    return {parties[row["operator_party_id"]]: row["name"] for row in institutions}


def _row(number: int, firm: Mapping[str, str], brand: str, kind: str, as_of: date) -> dict[str, str]:
    """Tell of a firm as ``kind`` says; whatever it does not touch is as the register has it."""
    since = min(as_of, date.fromisoformat(firm["established_on"]) + timedelta(days=90 + 37 * number % 600))
    host = f"p{number + 1:03d}.example.com"
    row = {
        "key": f"PD{number + 1:03d}", "name": firm["name"], "brand": brand or f"{_own(firm['name'])}在线", "uscc": "",
        "province": firm["province"], "city": firm["city"], "region_code": firm["region_code"], "site": f"https://{host}/", "icp": "",
        "phone": "", "since": since.isoformat(), "registered_capital": firm["registered_capital"],
    }  # fmt: skip
    return row | _told(kind, number, firm, row["brand"])


def _told(kind: str, number: int, firm: Mapping[str, str], brand: str) -> dict[str, str]:
    name, districts = firm["name"], words()["districts"]
    silent = {"registered_capital": ""}
    told: dict[str, dict[str, str]] = {
        "exact": {},
        "code": {"uscc": firm["uscc"], "name": _renamed(name)},
        "form": {"name": f"{name.removesuffix('有限公司')}有限责任公司" if name.endswith("有限公司") else name},
        "misspelt": {"name": _misspelt(name)},
        "renamed": {"name": _renamed(name)},
        "brand": silent | {"name": "", "brand": brand},
        "elsewhere": silent
        | {"name": name.replace(words()["city"]["short"], districts[-1]["name"].removesuffix("市"), 1), "region_code": ""},
        "shortened": silent | {"name": name.replace("信息服务", "服务").replace("投资管理", "投资")},
        "branch": {"name": f"{name}{districts[number % 8]['name']}分公司"},
        "unknown": silent | {"name": f"{words()['province']['name'].removesuffix('省')}{_own(name)[::-1]}网络科技有限公司", "brand": ""},
    }
    return told[kind]


def _own(name: str) -> str:
    return name.removeprefix(words()["city"]["name"]).removeprefix(words()["city"]["short"])[:2]


def _misspelt(name: str) -> str:
    """Write one character as another that sounds alike, as a clerk would; else double the first."""
    own = _own(name)
    place = next((n for n, letter in enumerate(own) if letter in _ALIKE), None)
    wrong = own + own[-1] if place is None else own[:place] + _ALIKE[own[place]] + own[place + 1 :]
    return name.replace(own, wrong, 1)


def _renamed(name: str) -> str:
    return next((name.replace(old, new, 1) for old, new in _TRADES.items() if old in name), name.replace("有限公司", "发展有限公司", 1))

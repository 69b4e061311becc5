"""``lookthrough bench registry``: how long searches and pages take in a store of a million firms."""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option

SEED, QUERIES = 5, 60
SEARCH_LIMIT_MS, MEDIAN_LIMIT_MS, PAGE_LIMIT_MS = 150, 100, 300


@click.command()
@click.option("--firms", default=1_000_000, show_default=True)
@click.option("--relations", default=500_000, show_default=True)
@click.option("--database", help="postgresql://… of an empty database (default: SQLite in the working folder).")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the store here and use it again (default: a folder that is deleted).")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/registry.json"), show_default=True)
@click.option("--other-names/--no-other-names", default=True, show_default=True, help="Give every firm its short name, too.")
@click.option("--pairs/--no-pairs", default=True, show_default=True, help="Match a list of platforms with all firms, which takes long.")
@click.option("--visits", default=12, show_default=True, help="How often each of three officers opens each page.")
@json_option
def registry(
    firms: int,
    relations: int,
    database: str | None,
    work: Path | None,
    out: Path,
    other_names: bool,
    pairs: bool,
    visits: int,
    as_json: bool,
) -> None:
    """Fill a store with generated firms, then measure searches and the console's pages.

    The figures of one database stand beside those of the other in the same file.

    Example: lookthrough bench registry --firms 100000 --relations 50000
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        place = work or Path(folder)
        kind = _open(place, database)
        from lookthrough.cli.bench_store import build

        built = build(place, firms=firms, relations=relations, without=_left_out(other_names=other_names, pairs=pairs))
        document = {
            "firms": firms,
            "load": os.getloadavg(),
            "built": {**built.figures, "seconds": built.seconds},
            "searches": _searches(built.codes),
            "pages": _pages(built.codes, visits),
        }
    _keep(out, kind, document)
    answer(document, as_json=as_json, lines=lambda: _words(document, out))


def _left_out(**steps: bool) -> tuple[str, ...]:
    """Return the steps of building that are not wanted."""
    return tuple(name for name, wanted in steps.items() if not wanted)


def _open(place: Path, database: str | None) -> str:
    """Point this process at a store of its own; return the kind of database."""
    place.mkdir(parents=True, exist_ok=True)
    os.environ["LOOKTHROUGH_HOME"] = str(place)
    os.environ.pop("LOOKTHROUGH_DATABASE", None)
    if database:
        os.environ["LOOKTHROUGH_DATABASE"] = database
    from lookthrough.cli.store import open_store

    open_store()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    return connection.vendor


def _keep(out: Path, kind: str, document: dict[str, Any]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    whole = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    whole |= {"lookthrough": __version__, "machine": machine(), kind: document}
    out.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# --- searches ---


def _searches(codes: Sequence[str]) -> dict[str, Any]:
    """Ask each question once, of every kind in turn, for the whole country, a province, a city and a county."""
    from django.db import connection

    from lookthrough.offices.queries import District
    from lookthrough.registry import search_pinyin, search_queries

    districts = [
        District("", unplaced=True),
        District("33", unplaced=True),
        District("3303", unplaced=False),
        District("330302", unplaced=False),
    ]
    draw = random.Random(SEED)  # noqa: S311  the same questions each time
    questions = list(_questions(codes, draw))
    draw.shuffle(questions)
    connection.close()
    taken: dict[str, list[Taken]] = {}
    search_pinyin.load()  # as a server does when it starts
    for number, (kind, text) in enumerate(questions):
        begin = _now()
        search_queries.firms(text=text, district=districts[number % len(districts)], limit=20)
        taken.setdefault(kind, []).append(_since(begin))
    every = [one for some in taken.values() for one in some]
    return {"limit_ms": SEARCH_LIMIT_MS, "all": _figures(every), **{kind: _figures(some) for kind, some in sorted(taken.items())}}


def _questions(codes: Sequence[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what officers type: parts of names from anywhere in them, first letters, beginnings of codes."""
    from lookthrough.registry import queries
    from lookthrough.registry.search_pinyin import initials

    names = [found.name for code in draw.sample(codes, QUERIES * 6) if (found := queries.company(uscc=code))]
    for number, name in enumerate(names[: QUERIES * 5]):
        length = number % 5 + 1
        begin = draw.randrange(max(1, len(name) - length))
        yield (f"{length} characters" if length < 5 else "whole name", name[begin : begin + length] if length < 5 else name)
    for name in names[QUERIES * 5 :]:
        begin = draw.randrange(0, 3)
        yield "initials", initials(name)[begin : begin + draw.randint(3, 5)]
    for code in draw.sample(codes, QUERIES):
        yield "code", code[: draw.randint(4, 18)]


Taken = tuple[float, float]  # milliseconds by the clock, and of this process's processor time


def _now() -> Taken:
    return time.perf_counter() * 1000, time.process_time() * 1000


def _since(begin: Taken) -> Taken:
    now = _now()
    return now[0] - begin[0], now[1] - begin[1]


def _figures(taken: Sequence[Taken]) -> dict[str, float]:
    """Return median, 95th percentile and longest; on a busy machine the processor time tells what an idle one would take at least."""
    clock, processor = zip(*taken, strict=True)
    return {
        "count": len(taken),
        "median_ms": round(statistics.median(clock), 1),
        "p95_ms": _p95(clock),
        "max_ms": round(max(clock), 1),
        "processor_median_ms": round(statistics.median(processor), 1),
        "processor_p95_ms": _p95(processor),
    }


def _p95(some: Sequence[float]) -> float:
    return round(statistics.quantiles(some, n=20, method="inclusive")[18], 1) if len(some) > 1 else round(some[0], 1)


# --- pages ---


def _pages(codes: Sequence[str], visits: int) -> dict[str, Any]:
    """Open every page as officers of the province, the city and the county, each time about another firm."""
    draw = random.Random(SEED)  # noqa: S311
    firms = draw.sample(codes[: len(codes) // 2], visits)
    taken: dict[str, list[Taken]] = {}
    refused: dict[str, int] = {}
    for username in ("bench-33", "bench-3303", "bench-330302"):
        client = _client(username)
        for page, address in _addresses(firms):
            begin = _now()
            answered = client.get(address)
            if answered.status_code == 200:
                taken.setdefault(page, []).append(_since(begin))
            else:
                refused[page] = refused.get(page, 0) + 1
    every = [one for some in taken.values() for one in some]
    limits = {"median_limit_ms": MEDIAN_LIMIT_MS, "p95_limit_ms": PAGE_LIMIT_MS}
    figures = {page: _figures(some) for page, some in sorted(taken.items()) if len(some) > 1}
    return {**limits, "all": _figures(every), **figures, "not_answered": refused}


def _client(username: str) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


FIRM_PAGES = ("firm", "firm-timeline", "firm-ownership", "firm-handling", "firm-same", "firm-sources")


def _addresses(firms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pages by name and their addresses, in turn."""
    from django.urls import reverse

    texts = ("有限公司", "温州", "投资", "科", "wzkj", "913303", "管理咨询", "a", "农业", "杭州市", "金融", "tz")
    plain: list[tuple[str, str]] = [
        ("work", reverse("console:work")),
        ("alerts", reverse("console:alerts")),
        ("alerts, all, newest", reverse("console:alerts") + "?state=all&order=newest"),
        ("firms", reverse("console:firms")),
        ("firms, newest", reverse("console:firms") + "?order=newest"),
        ("firms, with hits", reverse("console:firms") + "?grade=block"),
        ("triage", reverse("console:triages")),
        ("watch list", reverse("console:watched")),
        ("corrections", reverse("console:corrections")),
        ("matches", reverse("console:matches")),
        ("institutions", reverse("console:institutions")),
    ]
    for number, firm in enumerate(firms):
        yield from plain
        yield "search", f"{reverse('console:search')}?q={texts[number % len(texts)]}"
        yield "firms, searched", f"{reverse('console:firms')}?text={texts[number % len(texts)]}"
        for tab in FIRM_PAGES:
            yield f"firm: {tab}", reverse(f"console:{tab}", args=[firm])


def _words(document: dict[str, Any], out: Path) -> list[str]:
    lines = [
        f"{part} {name}: median {one['median_ms']} ms, 95 % {one['p95_ms']} ms, longest {one['max_ms']} ms, "
        f"processor {one['processor_median_ms']} and {one['processor_p95_ms']} ms ({one['count']})"
        for part in ("searches", "pages")
        for name, one in document[part].items()
        if isinstance(one, dict) and "p95_ms" in one
    ]
    return [*lines, f"→ {out}"]

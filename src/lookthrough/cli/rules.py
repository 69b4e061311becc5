"""``lookthrough flows rules``: the catalogue of rules as it stands in the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click

from lookthrough.cli.output import answer, json_option
from lookthrough.flows.rule import Rule, all_rules
from lookthrough.flows.wording import value_text
from lookthrough.kernel.limits import LimitTable

_HEAD = (
    "All rules of the catalogue, as `lookthrough flows rules --markdown` prints them: what is measured, on whom, from which values on",
    "a finding is medium or high, and the article that forbids the conduct. A finding is a lead for a person, never a determination.",
    "How to add one: [howto/add-a-rule.md](howto/add-a-rule.md); how well they do: [look-through.md](look-through.md). In the console",
    "each rule has a page of its own, where other limits can be tried.",
)


@click.command()
@click.option("--markdown", is_flag=True, help="As a page: docs/rules.md is this command's output.")
@json_option
def rules(markdown: bool, as_json: bool) -> None:
    """List every rule: what it measures, on whom, and from which values on it speaks.

    Example: lookthrough flows rules
    """
    every = list(all_rules().values())
    if markdown:
        click.echo("\n".join(_page(every)))
        return
    answer({"rules": [_document(one) for one in every]}, as_json=as_json, lines=lambda: [_line(one) for one in every])


def _document(one: Rule) -> dict[str, object]:
    return {
        "rule": one.name,
        "title": {"zh": one.title.zh, "en": one.title.en},
        "measures": {"zh": one.measures.zh, "en": one.measures.en},
        "subject": one.subject,
        "applies_to": sorted(one.applies_to),
        "prohibition_basis": one.prohibition_basis,
        "needs": {business: list(names) for business, names in one.needs},
        "limits": [{name: str(value) if name == "valid_from" else value for name, value in asdict(row).items()} for row in one.limits.rows],
        "rule_version": one.version,
        "limits_version": one.limits.version,
    }


def _line(one: Rule) -> str:
    return f"{one.name:26} {one.title.zh} / {one.title.en}: {_limits(one.limits)}"


def _limits(table: LimitTable) -> str:
    """Return the newest medium and high limits of each scale: ``10.0% / 30.0%``."""
    newest = {row.name: row for row in sorted(table.rows, key=lambda row: row.valid_from)}
    said = []
    for name, medium in newest.items():
        if name.endswith("medium_from"):
            high = newest.get(name.removesuffix("medium_from") + "high_from")
            scale = name.removesuffix("medium_from").rstrip("_")
            both = [value_text(row.value, row.unit, "en") for row in (medium, high) if row is not None]
            said.append((f"{scale} " if scale else "") + " / ".join(both))
    return "; ".join(said)


def _page(every: list[Rule]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield from _HEAD
    for one in every:
        yield ""
        yield f"## {one.title.zh} · {one.title.en} (`{one.name}`)"
        yield ""
        yield one.measures.zh
        yield ""
        yield one.measures.en
        yield ""
        yield "| | |"
        yield "|---|---|"
        yield f"| Subject | {one.subject} |"
        yield f"| Applies to | {', '.join(sorted(one.applies_to)) or 'all'} |"
        yield f"| Medium / high | {_limits(one.limits)} |"
        yield f"| Forbidden by | {one.prohibition_basis} |"
        if one.needs:
            yield "| Needs | " + "; ".join(f"{business}: {', '.join(names)}" for business, names in one.needs) + " |"

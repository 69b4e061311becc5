"""The example of "Add a type of case" is a type that works as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lookthrough.cases.case_type import CaseType, refusals
from lookthrough.cases.milestones import MILESTONES

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-a-case-type.md"


def test_the_example_is_a_type_of_case() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    made: dict[str, Any] = {}
    exec(compile(code, PAGE.name, "exec"), made)  # noqa: S102 - our own document
    kind = made["debt_collection"]
    assert isinstance(kind, CaseType)
    assert {name for step in kind.steps for way in step.onward for name in way.needs} <= set(MILESTONES)
    assert refusals(kind=kind, at="filed", to="investigation", reached={"two_investigators"}) == []
    assert refusals(kind=kind, at="filed", to="closed", reached=set(MILESTONES))

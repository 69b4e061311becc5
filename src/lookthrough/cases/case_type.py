"""A case type: its steps, what each asks for, who works on it, which clocks it starts, by which law."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from lookthrough.cases import types
from lookthrough.cases.milestones import MILESTONES
from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.texts import Text

_NO_STEP = Text("本类案件没有这一步骤", "cases of this type have no such step")


@dataclass(frozen=True, slots=True)
class Onward:
    """A way from one step to another: the milestones it needs, and whether a second person decides."""

    to: str
    needs: tuple[str, ...] = ()
    second_person: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case: the ways on from it, and the clocks of ``terms.yml`` that start and stop with it."""

    slug: str
    title: Text
    onward: tuple[Onward, ...] = ()
    clocks: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Return whether the case ends here."""
        return not self.onward

    def way(self, to: str) -> Onward | None:
        """Return the way to another step, if there is one."""
        return next((one for one in self.onward if one.to == to), None)


@dataclass(frozen=True, slots=True)
class CaseType:
    """All that is particular to one type of case; the first step is the one a case opens with."""

    slug: str
    title: Text
    legal_basis: Text
    steps: tuple[Step, ...]
    roles: tuple[str, ...] = ("lead", "investigator")
    documents: tuple[str, ...] = ()

    @property
    def first(self) -> Step:
        """Return the step that a case opens with."""
        return self.steps[0]

    def step(self, slug: str) -> Step | None:
        """Return one of the type's steps."""
        return next((one for one in self.steps if one.slug == slug), None)


def refusals(*, kind: CaseType, at: str, to: str, reached: Collection[str]) -> list[Text]:
    """Return why a case of a type may not go from one step to another with the milestones it has; nothing when it may."""
    here, there = kind.step(at), kind.step(to)
    if here is None or there is None:
        return [_NO_STEP]
    way = here.way(to)
    if way is None:
        return [_no_way(here, there, kind)]
    return [missing(name) for name in way.needs if name not in reached]


def missing(milestone: str) -> Text:
    """Say in words which milestone is missing."""
    one = MILESTONES[milestone]
    return Text(f"还缺：{one.zh}", f"missing: {one.en}")


def _no_way(here: Step, there: Step, kind: CaseType) -> Text:
    if here.final:
        return Text(f"案件已在“{here.title.zh}”终结", f"the case has ended in “{here.title.en}”")
    nexts = [step for one in here.onward if (step := kind.step(one.to))]
    zh, en = "、".join(one.title.zh for one in nexts), ", ".join(one.title.en for one in nexts)
    return Text(
        f"不能从“{here.title.zh}”直接到“{there.title.zh}”；可到：{zh}", f"not from “{here.title.en}” to “{there.title.en}”; possible: {en}"
    )


@cache
def case_types() -> dict[str, CaseType]:
    """Return all case types by name, as found in ``cases.types``."""
    return catalogue(types, CaseType)

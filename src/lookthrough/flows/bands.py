"""The flow picture of an institution: stops of the money and the bands between them."""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.flows.classes import Origin, Role, Use
from lookthrough.flows.words import BOOKS, NOT_ON_RECORD, ORIGINS, RETURNED, USES


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A stop of the money; ``stage`` 0 source, 1 an account of the institution, 2 use."""

    key: str
    title: str
    stage: int


@dataclass(frozen=True, slots=True)
class FlowLink:
    """A band between two stops; ``key`` leads to its transfers."""

    key: str
    source_key: str
    target_key: str
    amount_fen: int
    transfers: int


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """An institution's money between two days: opening + inflow = uses + closing."""

    nodes: list[FlowNode]
    links: list[FlowLink]
    opening_fen: int
    inflow_fen: int
    uses_fen: int
    closing_fen: int
    method: str


class Bands:
    """Sums of moves as nodes and links without a ring: of two opposite moves the lesser becomes money that went back."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.titles: dict[str, tuple[str, int]] = {}
        self.sums: dict[tuple[str, str, str], tuple[int, int]] = {}

    def links(self, lacking: int) -> list[FlowLink]:
        links = []
        for (kind, one, other), (fen, transfers) in sorted(self.sums.items()):
            source, target = self._ends(kind, one, other, fen)
            links.append(FlowLink(f"{kind}:{one}:{other}", source, target, fen, transfers))
        if lacking > 0:
            self.titles["from:not-on-record"] = (NOT_ON_RECORD.in_language(self.language), 0)
            books = next((key for key, (_, stage) in self.titles.items() if stage == 1), "books:custody")
            links.append(FlowLink("enters:not-on-record:", "from:not-on-record", books, lacking, 0))
        return links

    def nodes(self) -> list[FlowNode]:
        """Return the stops that ``links`` named, sources first."""
        return sorted((FlowNode(key, title, stage) for key, (title, stage) in self.titles.items()), key=lambda node: (node.stage, node.key))

    def _ends(self, kind: str, one: str, other: str, fen: int) -> tuple[str, str]:
        if kind == "enters":
            return self._node("from", ORIGINS[Origin[one.upper()]].in_language(self.language), one, 0), self._books(other)
        if kind == "leaves":
            return self._books(one), self._node("to", USES[Use[other.upper()]].in_language(self.language), other, 2)
        back = self.sums.get((kind, other, one), (0, 0))[0]
        if fen < back or (fen == back and one > other):
            return self._books(one), self._node("back", RETURNED[Role[other.upper()]].in_language(self.language), other, 2)
        return self._books(one), self._books(other)

    def _books(self, role: str) -> str:
        return self._node("books", BOOKS[Role[role.upper()]].in_language(self.language), role, 1)

    def _node(self, kind: str, title: str, word: str, stage: int) -> str:
        self.titles[f"{kind}:{word}"] = (title, stage)
        return f"{kind}:{word}"

"""What the rules found in the second city, set against what is true of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from builders import Row, lookthrough, read_findings, read_run
from flows.second.whole_city import build_city

GRAVE = frozenset({"medium", "high", "critical_proposed"})
Subject = tuple[int, str]  # seed and subject


@dataclass
class Verdict:
    """One rule over all seeds."""

    guilty: set[Subject] = field(default_factory=set)
    innocent: set[Subject] = field(default_factory=set)
    accused: set[Subject] = field(default_factory=set)
    unasked: set[Subject] = field(default_factory=set)

    @property
    def missed(self) -> set[Subject]:
        return self.guilty - self.accused

    @property
    def wronged(self) -> set[Subject]:
        """Everybody who was accused, is not guilty, and about whom there can be no two opinions."""
        return self.accused - self.guilty - self.unasked

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / max(1, len(self.guilty))

    @property
    def precision(self) -> float:
        found = len(self.guilty & self.accused)
        return found / max(1, found + len(self.wronged))


@dataclass
class Examination:
    """Verdicts by rule, the rules that ran in every seed, and what is told about each subject."""

    verdicts: dict[str, Verdict] = field(default_factory=lambda: defaultdict(Verdict))
    stories: dict[Subject, str] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)

    def judge(self, seed: int, truth: Iterable[Row], unasked: Iterable[tuple[str, str]], out: Path) -> None:
        """Take up one ledger's truth and findings."""
        for row in truth:
            if row["rule"] != "collapse":
                verdict = self.verdicts[row["rule"]]
                (verdict.guilty if row["kind"] == "guilty" else verdict.innocent).add((seed, row["subject_id"]))
        for rule, subject in unasked:
            self.verdicts[rule].unasked.add((seed, subject))
        for finding in read_findings(out):
            if finding["severity"] in GRAVE:
                self.verdicts[finding["rule"]].accused.add((seed, finding["subject_id"]))
        self.ran |= {rule for rule, done in read_run(out)["rules"].items() if done["status"] == "run"}

    def named(self, subjects: set[Subject]) -> list[str]:
        """Each subject with its seed and its story."""
        return [f"seed {seed} {who} – {self.story_of(seed, who)}" for seed, who in sorted(subjects)]

    def story_of(self, seed: int, subject: str) -> str:
        """What is told about a subject, or about the institution or ring that it belongs to."""
        near = [subject, subject.partition(".")[0]]
        return next((self.stories[seed, name] for name in near if (seed, name) in self.stories), "an ordinary party of the city")


def examine(seeds: Iterable[int], folder: Path, rules: str | None = None) -> Examination:
    """Build each seed's city, look through it by the command, and judge."""
    examination = Examination()
    for seed in seeds:
        city = build_city(seed)
        out = look_through(city.write(folder / str(seed) / "ledger"), folder / str(seed) / "out", rules)
        examination.judge(seed, city.truth, city.unasked, out)
        examination.stories |= {(seed, subject): story for subject, story in city.stories.items()}
    return examination


def look_through(ledger: Path, out: Path, rules: str | None = None) -> Path:
    done = lookthrough("flows", "run", ledger, "--out", out, *(("--rules", rules) if rules else ()))
    if done.returncode:
        raise RuntimeError(done.stderr)
    return out

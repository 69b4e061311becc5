"""A title or sentence in both languages of the house: simplified Chinese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Chinese (``zh``) and English (``en``); neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("a text needs both its Chinese and its English")

    def in_language(self, language: str | None) -> str:
        """Return the English for ``en…`` codes and the Chinese for everything else."""
        return self.en if (language or "").lower().startswith("en") else self.zh

"""Sentences and openings that say nothing of their own, by language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Fillers:
    sentences: frozenset[str] = frozenset()
    phrases: re.Pattern[str] | None = None

    def is_filler(self, text: str) -> bool:
        """Is the whole sentence one that may be left out?"""
        return _folded(self.blanked(text)) in self.sentences | {""}

    def blanked(self, text: str) -> str:
        """The sentence with spaces in the place of the phrases that say nothing; offsets stay."""
        if self.phrases is None:
            return text
        return self.phrases.sub(lambda found: " " * len(found.group()), text.replace("’", "'"))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the phrases stand."""
        if self.phrases is None:
            return []
        return [match.span() for match in self.phrases.finditer(text.replace("’", "'"))]


@cache
def fillers_for(language: str | None) -> Fillers:
    table = tomllib.loads((files(__package__) / "fillers.toml").read_text(encoding="utf-8"))
    listed = table.get(language or "", {})
    phrases = sorted(listed.get("phrases", ()), key=len, reverse=True)
    choices = "|".join(re.escape(phrase) for phrase in phrases)
    edges = ("", "") if language == "ja" else (r"(?<!\w)", r"(?!\w)")
    return Fillers(
        frozenset(listed.get("sentences", ())),
        re.compile(f"{edges[0]}(?:{choices}){edges[1]}", re.IGNORECASE) if phrases else None,
    )


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" .,;:!?…。！？").casefold()

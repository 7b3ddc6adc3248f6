"""A team's own rules as a policy carries them: as written, so that a worker elsewhere runs the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OFF = "off"
"""The level of a rule that is not run."""


@dataclass(frozen=True, slots=True)
class StyleFile:
    """One rule of a Vale style."""

    name: str
    """`Style.Rule`: the folder's name and the file's."""
    path: str
    """Where it was read, for messages."""
    text: str
    """The YAML, unchanged."""


@dataclass(frozen=True, slots=True)
class HouseRules:
    own: tuple[Mapping[str, Any], ...] = ()
    """The `[[rule]]` tables."""
    styles: tuple[StyleFile, ...] = ()
    accepted: tuple[str, ...] = ()
    """Terms that the vocabularies accept."""
    rejected: tuple[str, ...] = ()
    """Terms that the vocabularies reject."""
    built_in: frozenset[str] = frozenset()
    """Which of Vale's own rules are run: `Vale.Avoid`, `Vale.Repetition`, `Vale.Spelling`, `Vale.Terms`."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Severity by rule, or `off`; it replaces the rule's own."""
    least: str = "suggestion"
    """Rules of styles below this severity are not run."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Texts of dictionaries and word lists, by the names under which rules ask for them."""
    ignored: tuple[str, ...] = ()
    """Patterns of text that no rule reads."""
    skipped_tags: frozenset[str] = frozenset()
    """HTML elements that no rule reads, `blockquote` say, and what other formats write for them."""
    skipped_classes: frozenset[str] = frozenset()
    unused: tuple[str, ...] = ()
    """What a configuration asks for and Copydesk does not do, in a sentence each."""

    def __bool__(self) -> bool:
        return bool(self.own or self.styles or self.built_in)
